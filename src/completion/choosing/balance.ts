/**
 * Whether an offer leaves the text in balance: what was open and closed before is so after. Both texts, with and without
 * the offer, are read (`Nesting`), and the offer must not add a flaw: something left open, closed twice, or separated
 * twice.
 */
import { areAlike, Nesting, type Open } from './nesting.ts';
import { syntaxOf } from './syntax.ts';

/** Characters that are read before the line of the cursor, on this line, and behind the cursor. */
const longestAbove = 8_000;
const longestLine = 2_000;
const longestBelow = 2_000;

/** What is open before the line of the last cursor. Most requests are for the same line. */
export class NestingMemory {
  #above: string | undefined;
  #languageId = '';
  #nesting: Nesting | undefined;

  /** Of a text of whole lines. `hasBeginning`: whether nothing stands before it. */
  nestingOf(above: string, languageId: string, hasBeginning: boolean): Nesting {
    if (this.#nesting !== undefined && above === this.#above && languageId === this.#languageId) return this.#nesting;
    this.#nesting = new Nesting(syntaxOf(languageId), hasBeginning);
    this.#nesting.read(above, 0, above.length, -above.length);
    this.#above = above;
    this.#languageId = languageId;
    return this.#nesting;
  }
}

export class Balance {
  /** Before the line of the cursor. */
  readonly #above: Nesting;
  /** The line up to the cursor, and what follows. */
  readonly #line: string;
  readonly #right: string;
  /** Offsets in `#right` behind each line, and what is open there without an offer, once it is asked for. */
  readonly #lineEnds: readonly number[];
  #without: readonly Nesting[] | undefined;
  #lineWithout: Nesting | undefined;
  /** Indentation of the next line that is not blank. */
  readonly #indentationBelow: number;

  /** Line feeds only. */
  constructor(prefix: string, suffix: string, languageId: string, memory = new NestingMemory()) {
    const lineStart = prefix.lastIndexOf('\n') + 1;
    const from = Math.max(0, lineStart - longestAbove);
    const above = prefix.slice(from === 0 ? 0 : prefix.indexOf('\n', from) + 1, lineStart);
    this.#above = memory.nestingOf(above, languageId, from === 0);
    this.#line = prefix.slice(Math.max(lineStart, prefix.length - longestLine));
    this.#right = suffix.slice(0, longestBelow);
    this.#lineEnds = lineEndsOf(this.#right);
    this.#indentationBelow = /\n([ \t]*)[^ \t\n]/.exec(this.#right)?.[1]?.length ?? 0;
  }

  /**
   * Whether a text may be inserted at the cursor, in place of the next `replaced` characters. At the end of a line it
   * may open what is still to be written.
   */
  keeps(offer: string, replaced = 0): boolean {
    const right = this.#right.slice(replaced);
    return replaced === 0 && /^[^\S\n]*(?:\n|$)/.test(right) ? this.#keepsBelow(offer) : this.#keepsLine(offer, right);
  }

  /** Of a line that goes on: the same is open at its end, or less of what it opened itself and nothing below closes. */
  #keepsLine(offer: string, right: string): boolean {
    const before = (this.#lineWithout ??= this.#readLine(this.#right));
    const after = this.#readLine(offer + right);
    if (after.hasMoreFlaws(before) || after.beyond > before.beyond) return false;
    // A `>` that closed type arguments is no operator now: `Map<‸>()`.
    const cursor = this.#line.length;
    if (operatorsFrom(after, cursor + offer.length) > operatorsFrom(before, cursor)) return false;
    if (areAlike(after.top, before.top)) return true;
    let [a, b] = [after.top, before.top];
    while (a !== b) {
      if (a !== undefined && b !== undefined && a.closer === b.closer && a.kind === b.kind) [a, b] = [a.below, b.below];
      else if (b !== undefined && b.at >= 0 && b.at < this.#line.length) b = b.below;
      else return false;
    }
    return this.#fitsBelow(after, this.#line + offer + right, this.#line.length + offer.length + lineLength(right));
  }

  /** To the end of the line of the cursor. */
  #readLine(right: string): Nesting {
    const text = this.#line + right.slice(0, lineLength(right));
    const nesting = this.#above.clone();
    nesting.read(text, 0, text.length);
    return nesting;
  }

  #keepsBelow(offer: string): boolean {
    const before = this.#above.clone();
    before.read(this.#line, 0, this.#line.length);
    const after = this.#above.clone();
    const cursor = this.#line.length + offer.length;
    after.read(this.#line + offer, 0, cursor);
    after.forgetFrom(this.#line.length);
    // The lines below are in a block when they are indented further than its first line.
    for (let open = before.top; open !== undefined && !isIn(open, after.top); open = open.below)
      if (open.at < 0 && open.indentation < this.#indentationBelow) return false;
    return this.#fitsBelow(after, this.#line + offer + this.#right, cursor);
  }

  /** Whether the lines below close what is open at `from` of the text, with an offer in it, as they do without it. */
  #fitsBelow(nesting: Nesting, text: string, from: number): boolean {
    const lines = (this.#without ??= [...this.#readLines(this.#above.clone(), this.#line + this.#right, 0)]);
    let last = nesting;
    let index = lines.length - this.#endsIn(text, from).length;
    for (const after of this.#readLines(nesting, text, from)) {
      const without = lines.at(index++);
      const isSame = without !== undefined && after.beyond === without.beyond && areAlike(after.top, without.top);
      if (isSame) return !after.hasMoreFlaws(without);
      last = after;
    }
    const without = lines.at(-1);
    if (without === undefined) return true;
    if (last.hasMoreFlaws(without) || (last.beyond > without.beyond && this.#right.trim() !== '')) return false;
    return last.flaws.unclosed + last.depth <= without.flaws.unclosed + without.depth;
  }

  /** Reads on from an offset of a text that ends with what is behind the cursor, to the end of each line. */
  *#readLines(nesting: Nesting, text: string, from: number): Iterable<Nesting> {
    let start = from;
    for (const end of this.#endsIn(text, from)) {
      nesting.read(text, start, end);
      start = end;
      yield nesting.clone();
    }
  }

  #endsIn(text: string, from: number): number[] {
    const shift = text.length - this.#right.length;
    return this.#lineEnds.map((end) => end + shift).filter((end) => end > from || end === text.length);
  }
}

function operatorsFrom({ operators }: Nesting, offset: number): number {
  return operators.filter((at) => at >= offset).length;
}

/** With its line feed. */
function lineLength(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end + 1;
}

function isIn(part: Open, whole: Open | undefined): boolean {
  for (let open = whole; open !== undefined; open = open.below) if (open === part) return true;
  return false;
}

function lineEndsOf(text: string): number[] {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  return ends.at(-1) === text.length && text !== '' ? ends : [...ends, text.length];
}
