/**
 * One text, scored by a model from its start and kept up with edits, with states as milestones. An edit leaves a
 * _break_: what follows it was scored without the edit. Scoring reads on from the last milestone before the break until
 * the state agrees with an old one; then the rest holds, and the break is gone.
 */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import type { IndentationLevel } from '../../model/text/indentation.ts';
import type { TokenScores } from '../../model/tokenSurprise.ts';
import { commonPrefixLength, isInsidePair } from '../reading/documentText.ts';
import { alignTokens } from './alignment.ts';

/** Characters that are encoded at a time. */
const chunk = 16;

/**
 * Relative distance under which two states are the same. Eight-bit arithmetic keeps two readings 0.007 apart; an edit
 * of one letter gets below 0.02 within 64 to 256 characters.
 */
const sameState = 0.02;

/** A place where the encoder holds nothing back, with the state there. */
export interface Milestone {
  /** In the text, in UTF-16 code units. */
  readonly offset: number;
  /** Never written to: cloned before use. */
  readonly encoder: IncrementalEncoder;
  readonly state: HiddenState;
}

const scoreNames = ['bits', 'excess', 'kindBits', 'kindExcess'] as const;

export class ScoredText {
  /** By offset. Those behind a break remember the text before that edit. */
  #milestones: Milestone[];
  /** Offsets, ascending. A text that was never read has a break at its start. */
  #breaks: number[] = [0];
  #text = '';
  /** Bits of each character, at its first code unit. 0 where nothing is scored yet, old behind an edit. */
  bits: Float32Array = new Float32Array(0);
  /** Bits less the entropy of the distributions: where anything may follow, nothing is a surprise. */
  excess: Float32Array = new Float32Array(0);
  /** Surprise of the kind of each character alone: that a word goes on or ends here. */
  kindBits: Float32Array = new Float32Array(0);
  kindExcess: Float32Array = new Float32Array(0);

  /** `start`: before the first character, after the header. */
  constructor(
    private readonly model: CharacterModel,
    start: Omit<Milestone, 'offset'>,
  ) {
    this.#milestones = [{ ...start, offset: 0 }];
  }

  get text(): string {
    return this.#text;
  }

  /** Up to here all is scored as if read from the start. */
  get scoredTo(): number {
    return this.#breaks[0] ?? this.#text.length;
  }

  get isComplete(): boolean {
    return this.#breaks.length === 0;
  }

  get bytes(): number {
    const [{ state } = { state: new Float32Array(0) }] = this.#milestones;
    return this.#milestones.length * (state.byteLength + 200) + 4 * this.bits.byteLength + 2 * this.#text.length;
  }

  /** The last milestone at or before an offset; to be relied on up to `scoredTo`. */
  milestoneAt(offset: number): Milestone {
    return this.#milestones.findLast((milestone) => milestone.offset <= offset) ?? this.#milestones[0];
  }

  /** Goes on to another text. Scores nothing. */
  follow(text: string): void {
    if (text === this.#text) return;
    const { start, oldEnd, newEnd } = difference(this.#text, text);
    const shift = newEnd - oldEnd;
    for (const name of scoreNames) this[name] = spliced(this[name], start, oldEnd, newEnd, text.length);
    this.#milestones = this.#milestones.flatMap((milestone) => {
      if (milestone.offset <= start) return [milestone];
      const offset = milestone.offset + shift;
      // A deletion may move a milestone to the break, where it would pass for one before it.
      return milestone.offset < oldEnd || offset <= start ? [] : [{ ...milestone, offset }];
    });
    const moved = this.#breaks.map((at) => (at <= start ? at : at < oldEnd ? start : at + shift));
    this.#text = text;
    this.#setBreaks([...moved, start]);
  }

  /** Scores about `maxTokens` tokens at the first break. Do not change the text meanwhile. Returns their number. */
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

  /** Encodes from a milestone over the break, up to the next milestone or about `maxTokens`. */
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
    for (const name of scoreNames) this[name].fill(0, from, to);
    const { offsets, isSilent } = alignTokens(this.#text, from, tokens);
    const bitsOf = (nats: Float32Array, index: number): number => nats[index] / Math.LN2;
    let kindKnown = -1;
    for (const [index, offset] of offsets.entries()) {
      const bits = bitsOf(scores.nats, index);
      this.bits[offset] += bits;
      if (isSilent[index]) continue;
      this.excess[offset] = this.excess[offset] + bits - bitsOf(scores.entropies, index);
      // Of the bytes of a character, the first decides.
      if (offset === kindKnown) continue;
      kindKnown = offset;
      const kindBits = bitsOf(scores.kindNats, index);
      this.kindBits[offset] = kindBits;
      this.kindExcess[offset] = kindBits - bitsOf(scores.kindEntropies, index);
    }
  }

  /** Removes the break at `from` and keeps the reached milestone. */
  #advance(start: number, from: number, reached: Milestone): void {
    const { offset: end, encoder } = reached;
    const old = this.#milestones.find(({ offset }) => offset === end);
    const agrees = old !== undefined && end > from && isSameMilestone(old, reached);
    const others = this.#milestones.filter(({ offset }) => offset <= start || offset > end);
    if (holdsNothing(encoder)) others.push(reached);
    this.#milestones = others.sort((a, b) => a.offset - b.offset);
    // A break at the end is about what follows it.
    const left = this.#breaks.filter((at) => at >= end);
    this.#setBreaks(agrees || end <= from ? left : [...left, end]);
  }

  #setBreaks(breaks: readonly number[]): void {
    this.#breaks = [...new Set(breaks)].filter((at) => at < this.#text.length).sort((a, b) => a - b);
  }
}

/** Whether the encoder has turned everything into tokens. */
function holdsNothing(encoder: IncrementalEncoder): boolean {
  return (encoder.pendingIndentation ?? '') === '' && !encoder.hasPendingSurrogate;
}

/** Whether reading on from both gives the same. */
function isSameMilestone(a: Milestone, b: Milestone): boolean {
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

/** Relative to the length of the first state. */
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

/** Replaced range: `start` to `oldEnd`, now `newEnd`. Keeps surrogate pairs together. */
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

function spliced(values: Float32Array, start: number, oldEnd: number, newEnd: number, length: number): Float32Array {
  const result = new Float32Array(length);
  result.set(values.subarray(0, start));
  result.set(values.subarray(oldEnd), newEnd);
  return result;
}
