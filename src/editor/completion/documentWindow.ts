/**
 * Which part of a long document the model reads: everything before the cursor of a short one, else a stretch from the
 * start of some line. The start is sticky: a recurrent model reads a text with another start all over again. It only
 * moves when the cursor leaves the stretch or an edit touches its first line.
 */

/** The longest prefix ever sent, in UTF-16 code units. */
export const maximumPrefix = 65_536;

/** A new start lies this far before the cursor: one core reads that much in about a second. */
const freshPrefix = 16_384;

/** New starts are multiples of this before they are aligned, so that nearby cursors share a start. */
const startGrid = 8_192;

/** With less text before the cursor an earlier start is chosen. */
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
   * Offset at which the prefix of a cursor starts. `lineStartFrom` gives the first line start at or after an offset;
   * `undefined` when there is none before the cursor, in a line of 100,000 characters. The start then lies in the line.
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

  /** Moves the start along with the text. The offsets of all edits refer to the document before the change event. */
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
