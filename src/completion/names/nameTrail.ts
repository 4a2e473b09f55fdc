/**
 * The names that may stand at one place, as far as they agree with what is typed of them: a sorted list, and the stretch of it that
 * begins with the same letters. Whoever types or decodes a letter goes on to a shorter stretch, until none is left.
 */

/** Names in the order of their code units, each once. Only those that are written in ASCII, where a character is a token. */
export type NameList = readonly string[];

/** Characters before the cursor in which an identifier is looked for. */
const longestName = 100;
const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

export function nameList(names: readonly string[]): NameList {
  return [...new Set(names.filter((name) => identifier.test(name)))].sort();
}

/** Whether a token is part of an identifier, or may be: bytes of other alphabets count as letters. */
export function isNameToken(token: number): boolean {
  return (
    (token >= 97 && token <= 122) ||
    (token >= 65 && token <= 90) ||
    (token >= 48 && token <= 57) ||
    token === 95 ||
    token === 36 ||
    (token >= 128 && token < 256)
  );
}

/** What is typed of the identifier at the end of a text; empty where none has begun. */
export function typedName(text: string): string {
  return /[A-Za-z0-9_$]*$/.exec(text.slice(-longestName))?.[0] ?? '';
}

export class NameTrail {
  readonly #length: number;

  private constructor(
    readonly list: NameList /** The stretch [from, to) of the list begins with the same `length` letters. */,
    private readonly from: number,
    private readonly to: number,
    length: number,
  ) {
    this.#length = length;
  }

  /** After the letters that are typed; `undefined` when no name begins with them. */
  static after(list: NameList, typed: string): NameTrail | undefined {
    let trail: NameTrail | undefined = list.length > 0 ? new NameTrail(list, 0, list.length, 0) : undefined;
    for (let at = 0; at < typed.length; at++) trail = trail?.after(typed.charCodeAt(at));
    return trail;
  }

  /** How many names are left. */
  get count(): number {
    return this.to - this.from;
  }

  /** Whether one of them is complete. */
  get isComplete(): boolean {
    return this.list[this.from]?.length === this.#length;
  }

  /** Letters that are behind. */
  get length(): number {
    return this.#length;
  }

  /** After one more token; `undefined` when no name goes on like that. */
  after(token: number): NameTrail | undefined {
    const from = this.#firstNotBelow(token, this.from);
    const to = this.#firstNotBelow(token + 1, from);
    return to > from ? new NameTrail(this.list, from, to, this.#length + 1) : undefined;
  }

  /** The tokens with which names go on, each once. */
  *nexts(): Generator<number> {
    let from = this.from + (this.isComplete ? 1 : 0);
    while (from < this.to) {
      const token = this.#letter(from);
      yield token;
      from = this.#firstNotBelow(token + 1, from);
    }
  }

  /** The next letter of a name; −1 for a name that is complete. */
  #letter(index: number): number {
    const letter = this.list[index]?.charCodeAt(this.#length) ?? NaN;
    return Number.isNaN(letter) ? -1 : letter;
  }

  #firstNotBelow(letter: number, from: number): number {
    let [low, high] = [from, this.to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#letter(middle) < letter) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
