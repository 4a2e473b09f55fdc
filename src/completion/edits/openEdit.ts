/**
 * The edit that is being made: changes that touch each other, joined to what was removed and what stands there now. So
 * a word that goes backspace by backspace and comes back letter by letter is one edit.
 */
import { withLineFeeds } from '../reading/documentText.ts';
import type { DocumentChange } from '../request.ts';

/** Line feeds only. */
export interface Edit {
  /** What stands before it. */
  readonly left: string;
  readonly removed: string;
  /** What stands there instead. */
  readonly inserted: string;
  readonly right: string;
}

/** Longest edit that is joined, in UTF-16 code units. */
const longestEdit = 4_000;

export class OpenEdit {
  #start: number;
  #left: string;
  #removed: string;
  #inserted: string;
  #right: string;

  constructor(
    readonly documentId: string,
    { offset, left, removed, inserted, right }: DocumentChange,
  ) {
    this.#start = offset;
    this.#left = left;
    this.#removed = removed;
    this.#inserted = inserted;
    this.#right = right;
  }

  get edit(): Edit {
    return {
      left: withLineFeeds(this.#left),
      removed: withLineFeeds(this.#removed),
      inserted: withLineFeeds(this.#inserted),
      right: withLineFeeds(this.#right),
    };
  }

  /** Adds a change. False when it is another edit: elsewhere, too long, or a new line. */
  join(documentId: string, { offset, removed, inserted, left, right }: DocumentChange): boolean {
    const start = this.#start;
    const end = start + this.#inserted.length;
    const changeEnd = offset + removed.length;
    if (documentId !== this.documentId || changeEnd < start || offset > end) return false;
    if (this.#removed.length + this.#inserted.length + removed.length + inserted.length > longestEdit) return false;
    // Lines are typed one after the other, and remembered one by one.
    if (this.#removed === '' && this.#inserted !== '' && inserted.includes('\n')) return false;
    const before = Math.max(0, start - offset);
    const after = Math.max(0, changeEnd - end);
    this.#removed = removed.slice(0, before) + this.#removed + removed.slice(removed.length - after);
    this.#inserted =
      this.#inserted.slice(0, Math.max(0, offset - start)) +
      inserted +
      this.#inserted.slice(Math.max(0, changeEnd - start));
    if (before > 0) {
      this.#start = offset;
      this.#left = left;
    }
    if (after > 0) this.#right = right;
    return true;
  }
}
