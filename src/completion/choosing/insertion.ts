/**
 * What is typed at the cursor: where it began. Silence inside a word is right when somebody changes the word, and wrong
 * when somebody writes something new in front of it.
 */
import { codePointAt, codePointBefore, isWordCharacter } from './naturalStops.ts';

interface Cursor {
  readonly prefix: string;
  /** Offset of `prefix` in the document. */
  readonly prefixStart: number;
  readonly suffix: string;
}

export class Insertion {
  #suffix: string | undefined;
  /** Offset in the document. */
  #start = 0;

  /** Hears of each request. The text behind the cursor stays while somebody types. */
  follow({ prefix, prefixStart, suffix }: Cursor): void {
    const cursor = prefixStart + prefix.length;
    // A request follows a keystroke. What was deleted is not known.
    if (suffix !== this.#suffix) this.#start = cursor - codePointBefore(prefix, prefix.length).length;
    else this.#start = Math.min(this.#start, cursor);
    this.#suffix = suffix;
  }

  /** Whether word characters stand on both sides of the cursor, and did where the insertion began. */
  isInsideWord({ prefix, prefixStart, suffix }: Cursor): boolean {
    if (!isWordCharacter(codePointAt(suffix, 0))) return false;
    return [prefix.length, this.#start - prefixStart].every((at) => isWordCharacter(codePointBefore(prefix, at)));
  }
}
