/** The paths along which one text is read: all of it, and what stands in for it while there is no time for all. */
import type { ReadPath } from './readPath.ts';

/** A path over the end of a text, from an offset on. */
export interface ShortPath {
  readonly from: number;
  readonly path: ReadPath;
}

export class ReadPaths {
  /** The whole text from its start. */
  full: ReadPath | undefined;
  /** A short stretch before the cursor, read while there was no time for all. */
  short: ShortPath | undefined;
  /**
   * The whole text as it was read before an edit far above its end: `ReadPath.recollect` finds what is still of use.
   */
  remembered: ReadPath | undefined;

  get bytes(): number {
    return (this.full?.bytes ?? 0) + (this.remembered?.bytes ?? 0) + (this.short?.path.bytes ?? 0);
  }

  /** Call it before the whole path follows a text: where that goes far back, what the path leaves is remembered. */
  rememberBefore(text: string, farBack: number): void {
    if (this.full === undefined || this.full.head.offset - this.full.commonWith(text) <= farBack) return;
    // Several jumps in a row lose more and more: the longest memory is the best.
    if ((this.remembered?.head.offset ?? 0) < this.full.head.offset) this.remembered = this.full.copy();
  }

  /** Frees some memory; false when there is not much left to free. */
  thin(): boolean {
    if (this.remembered === undefined) return this.full?.thin() === true;
    this.remembered = undefined;
    return true;
  }
}
