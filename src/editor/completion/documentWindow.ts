/**
 * Which part of a long document the model reads: everything before the cursor while that is little, else a stretch that
 * starts at some line. The start is sticky, for a text that starts elsewhere is another text to a recurrent model and would
 * have to be read again; it moves only when the cursor leaves the stretch or an edit touches its first line.
 */

/** The longest prefix ever sent, in UTF-16 code units. */
export const maximumPrefix = 65_536;

/** A start is chosen this far before the cursor: what can be read within about a second on one core. */
const freshPrefix = 16_384;

/** Fresh starts are multiples of this before they are aligned, so that cursors near each other get the same one. */
const startGrid = 8_192;

/** The cursor needs at least this much text before it, or an earlier start is chosen. */
const leastPrefix = 2_048;

/** An edit: `removed` code units at `offset` (in the document before the edit) became `inserted` ones. */
export interface Edit {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: number;
}

export class DocumentWindow {
  #start: number | undefined;

  /**
   * Offset at which the prefix of a cursor starts. `lineStartFrom` gives the first start of a line at or after an offset, or
   * `undefined` when there is none before the cursor (a line of 100,000 characters): then the start lies within the line.
   */
  startFor(cursor: number, lineStartFrom: (offset: number) => number | undefined): number {
    const kept = this.#start;
    if (kept !== undefined && this.#serves(kept, cursor)) return kept;
    const target = Math.max(0, Math.floor((cursor - freshPrefix) / startGrid) * startGrid);
    const aligned = target === 0 ? 0 : lineStartFrom(target);
    const start = aligned !== undefined && aligned < cursor && cursor - aligned >= leastPrefix / 2 ? aligned : target;
    this.#start = cursor <= freshPrefix ? 0 : start;
    return this.#start;
  }

  /** Moves the start along with the text; edits of one change event, all in terms of the document before it. */
  edited(edits: readonly Edit[]): void {
    const start = this.#start;
    if (start === undefined || start === 0) return;
    let shift = 0;
    for (const { offset, removed, inserted } of edits) {
      if (offset >= start) continue;
      if (offset + removed >= start && removed > 0) {
        this.#start = undefined;
        return;
      }
      shift += inserted - removed;
    }
    this.#start = start + shift;
  }

  #serves(start: number, cursor: number): boolean {
    if (cursor < start || cursor - start > maximumPrefix) return false;
    return start === 0 || cursor - start >= leastPrefix;
  }
}
