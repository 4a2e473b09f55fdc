/**
 * One text, scored by a model from its beginning, and kept up with as it is edited. States are left behind like
 * milestones. Where the text was edited there is a _break_: what stands behind it was scored as if the edit had not
 * happened. Scoring reads on from the last milestone before a break and pushes the break before it, until the state
 * agrees with that of a milestone from before the edit: then what follows it holds as it is, and the break is gone. A
 * text that was never read is a break at its start.
 */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import type { IndentationLevel } from '../../model/text/indentation.ts';
import type { TokenScores } from '../../model/tokenSurprise.ts';
import { commonPrefixLength, isInsidePair } from '../reading/documentText.ts';
import { alignTokens } from './alignment.ts';

/** Characters pushed into the encoder at a time. */
const chunk = 16;

/**
 * Distance of two states, relative to the length of one, under which they are the same. Eight-bit arithmetic alone
 * keeps two readings of a text some 0.007 apart; at 0.02 the bits of a character differ by 0.02 in the mean. An edit of
 * one letter gets there within 64 to 256 characters.
 */
const sameState = 0.02;

/** A place at which nothing is held back by the encoder, and the state there. */
export interface Milestone {
  /** In the text, UTF-16 code units. */
  readonly offset: number;
  /** Never written to: cloned before use. */
  readonly encoder: IncrementalEncoder;
  readonly state: HiddenState;
}

export class ScoredText {
  /** By offset; those behind a break know of the text before that edit. */
  #milestones: Milestone[];
  /** Offsets, ascending. */
  #breaks: number[] = [0];
  #text = '';
  #bits = new Float32Array(0);
  #excess = new Float32Array(0);
  #kindBits = new Float32Array(0);
  #kindExcess = new Float32Array(0);

  /** `start`: state and encoder before the first character, after the header. */
  constructor(
    private readonly model: CharacterModel,
    start: Omit<Milestone, 'offset'>,
  ) {
    this.#milestones = [{ ...start, offset: 0 }];
  }

  get text(): string {
    return this.#text;
  }

  /**
   * Surprise of each character: bits of all its tokens, at the first of its code units, 0 at the second. What is not
   * scored yet is 0, what stands behind an edit has the value from before.
   */
  get bits(): Float32Array {
    return this.#bits;
  }

  /**
   * By how much a character is more surprising than was to be expected at its place: its bits less the entropy of the
   * distributions, in bits. Where anything may follow, nothing is a surprise. What stands for no character is left out.
   */
  get excess(): Float32Array {
    return this.#excess;
  }

  /** Surprise of each character's kind alone: that a word goes on here, or that it does not. */
  get kindBits(): Float32Array {
    return this.#kindBits;
  }

  /** And by how much that is more than was to be expected. */
  get kindExcess(): Float32Array {
    return this.#kindExcess;
  }

  /** Up to here all is scored as if read from the beginning. */
  get scoredTo(): number {
    return this.#breaks[0] ?? this.#text.length;
  }

  get isComplete(): boolean {
    return this.#breaks.length === 0;
  }

  get bytes(): number {
    const [{ state } = { state: new Float32Array(0) }] = this.#milestones;
    return this.#milestones.length * (state.byteLength + 200) + 4 * this.#bits.byteLength + 2 * this.#text.length;
  }

  /** The last milestone at or before an offset; to be relied on up to `scoredTo`. */
  milestoneAt(offset: number): Milestone {
    return this.#milestones.findLast((milestone) => milestone.offset <= offset) ?? this.#milestones[0];
  }

  /** The text is this from now on. Scores nothing. */
  follow(text: string): void {
    if (text === this.#text) return;
    const { start, oldEnd, newEnd } = difference(this.#text, text);
    const shift = newEnd - oldEnd;
    this.#bits = spliced(this.#bits, start, oldEnd, newEnd, text.length);
    this.#excess = spliced(this.#excess, start, oldEnd, newEnd, text.length);
    this.#kindBits = spliced(this.#kindBits, start, oldEnd, newEnd, text.length);
    this.#kindExcess = spliced(this.#kindExcess, start, oldEnd, newEnd, text.length);
    this.#milestones = this.#milestones.flatMap((milestone) => {
      if (milestone.offset <= start) return [milestone];
      const offset = milestone.offset + shift;
      // One that a deletion moves to the place of the break would pass for one before it.
      return milestone.offset < oldEnd || offset <= start ? [] : [{ ...milestone, offset }];
    });
    const moved = this.#breaks.map((at) => (at <= start ? at : at < oldEnd ? start : at + shift));
    this.#text = text;
    this.#setBreaks([...moved, start]);
  }

  /**
   * Scores on at the first break, about `maxTokens` tokens; the text must not be changed meanwhile. The number of
   * tokens scored.
   */
  async scoreSlice(maxTokens: number): Promise<number> {
    const from = this.#breaks.at(0);
    if (from === undefined) return 0;
    const start = this.milestoneAt(from);
    const piece = this.#encode(start, from, maxTokens);
    const scores = await this.model.score(start.state, Int32Array.from(piece.tokens));
    this.#write(start.offset, piece.end, piece.tokens, scores);
    this.#advance(start.offset, from, { offset: piece.end, encoder: piece.encoder, state: scores.state });
    return piece.tokens.length;
  }

  /**
   * Encodes from a milestone on: over the break, to the next milestone behind it or until `maxTokens` are nearly
   * reached.
   */
  #encode(
    start: Milestone,
    from: number,
    maxTokens: number,
  ): { tokens: number[]; encoder: IncrementalEncoder; end: number } {
    const encoder = start.encoder.clone();
    const goal = this.#milestones.find(({ offset }) => offset > from)?.offset ?? this.#text.length;
    const tokens: number[] = [];
    let end = start.offset;
    do {
      const before = end;
      end = Math.min(this.#text.length, end + chunk, end < goal ? goal : Infinity);
      if (isInsidePair(this.#text, end)) end++;
      tokens.push(...encoder.push(this.#text.slice(before, end)));
    } while (end < this.#text.length && (!holdsNothing(encoder) || (end < goal && tokens.length <= maxTokens - chunk)));
    return { tokens, encoder, end };
  }

  #write(from: number, to: number, tokens: readonly number[], scores: TokenScores): void {
    for (const values of [this.#bits, this.#excess, this.#kindBits, this.#kindExcess]) values.fill(0, from, to);
    const { offsets, isSilent } = alignTokens(this.#text, from, tokens);
    const bitsOf = (nats: Float32Array, index: number): number => nats[index] / Math.LN2;
    let kindKnown = -1;
    for (const [index, offset] of offsets.entries()) {
      const bits = bitsOf(scores.nats, index);
      this.#bits[offset] += bits;
      if (isSilent[index]) continue;
      this.#excess[offset] = this.#excess[offset] + bits - bitsOf(scores.entropies, index);
      // Of the bytes of a character, the first decides.
      if (offset === kindKnown) continue;
      kindKnown = offset;
      const kindBits = bitsOf(scores.kindNats, index);
      this.#kindBits[offset] = kindBits;
      this.#kindExcess[offset] = kindBits - bitsOf(scores.kindEntropies, index);
    }
  }

  /** Everything between `start` and `reached` is scored, and with it the break at `from`. */
  #advance(start: number, from: number, reached: Milestone): void {
    const { offset: end, encoder } = reached;
    const old = this.#milestones.find(({ offset }) => offset === end);
    const agrees = old !== undefined && end > from && isSamePlace(old, reached);
    const others = this.#milestones.filter(({ offset }) => offset <= start || offset > end);
    if (holdsNothing(encoder)) others.push(reached);
    this.#milestones = others.sort((a, b) => a.offset - b.offset);
    // A break that is exactly at the end concerns what follows it.
    const left = this.#breaks.filter((at) => at >= end);
    this.#setBreaks(agrees || end <= from ? left : [...left, end]);
  }

  #setBreaks(breaks: readonly number[]): void {
    this.#breaks = [...new Set(breaks)].filter((at) => at < this.#text.length).sort((a, b) => a - b);
  }
}

/** Whether an encoder has turned all it was given into tokens. */
function holdsNothing(encoder: IncrementalEncoder): boolean {
  return (encoder.pendingIndentation ?? '') === '' && !encoder.hasPendingSurrogate;
}

/** Whether reading on from one place is the same as from the other. */
function isSamePlace(a: Milestone, b: Milestone): boolean {
  return isSameEncoder(a.encoder, b.encoder) && distance(a.state, b.state) < sameState;
}

function isSameEncoder(a: IncrementalEncoder, b: IncrementalEncoder): boolean {
  if (a.pendingIndentation !== b.pendingIndentation) return false;
  let left: IndentationLevel | undefined = a.indentation;
  let right: IndentationLevel | undefined = b.indentation;
  while (left !== right && left !== undefined && right?.whitespace === left.whitespace) {
    left = left.parent;
    right = right.parent;
  }
  return left === right;
}

/** Of two states, relative to the length of the first. */
function distance(a: HiddenState, b: HiddenState): number {
  let difference = 0;
  let length = 0;
  for (let i = 0; i < a.length; i++) {
    const value = a[i];
    difference += (value - b[i]) ** 2;
    length += value ** 2;
  }
  return Math.sqrt(difference / Math.max(length, 1e-12));
}

/**
 * What was replaced: from `start` to `oldEnd` in the old text, to `newEnd` in the new one. Tears no pair of surrogates
 * apart.
 */
function difference(old: string, text: string): { start: number; oldEnd: number; newEnd: number } {
  let start = commonPrefixLength(old, text);
  if (isInsidePair(old, start) || isInsidePair(text, start)) start--;
  const limit = Math.min(old.length, text.length) - start;
  let common = 0;
  while (common < limit && old.charCodeAt(old.length - 1 - common) === text.charCodeAt(text.length - 1 - common))
    common++;
  if (isInsidePair(old, old.length - common) || isInsidePair(text, text.length - common)) common--;
  return { start, oldEnd: old.length - common, newEnd: text.length - common };
}

function spliced(
  values: Float32Array,
  start: number,
  oldEnd: number,
  newEnd: number,
  length: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(length);
  result.set(values.subarray(0, start));
  result.set(values.subarray(oldEnd), newEnd);
  return result;
}
