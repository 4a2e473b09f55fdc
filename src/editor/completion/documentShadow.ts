/**
 * A copy of some pages of a document around the place of work. VS Code's change events say how much was removed, but
 * not what: it is looked up here.
 */

/** Kept on each side of the place of work, in UTF-16 code units. */
const radius = 4_096;

export class DocumentShadow {
  #middle = 0;
  #from = 0;
  #text = '';

  /** Moves to an offset; `read` gives the text between two offsets, as far as there is any. */
  move(offset: number, read: (from: number, to: number) => string): void {
    this.#middle = offset;
    this.#from = Math.max(0, offset - radius);
    this.#text = read(this.#from, offset + radius);
  }

  /** Whether the offset is near the middle, so that there is no need to move. */
  covers(offset: number): boolean {
    return Math.abs(offset - this.#middle) < radius / 2;
  }

  /** The text between two offsets; `undefined` when it is not known. */
  slice(from: number, to: number): string | undefined {
    if (from < this.#from || to > this.#from + this.#text.length) return undefined;
    return this.#text.slice(from - this.#from, to - this.#from);
  }

  /** As much as is known before and after an offset, at most `length` code units each. */
  around(offset: number, length: number): { readonly left: string; readonly right: string } {
    const at = Math.max(0, offset - this.#from);
    return { left: this.#text.slice(Math.max(0, at - length), at), right: this.#text.slice(at, at + length) };
  }
}
