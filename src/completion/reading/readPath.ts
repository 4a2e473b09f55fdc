/**
 * One text as far as the model has read it, with states kept as milestones. A keystroke reads on from the last one; an
 * edit in the middle or a deletion goes back to the last one before it. Accepted text is not read: its states are
 * known.
 */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import { commonPrefixLength, isInsidePair } from './documentText.ts';
import type { LiveLearner } from '../live/liveLearner.ts';
import { isHighSurrogate } from '../../base/wtf8.ts';

/** A position in a text that has been read: the state, and what the encoder holds back there. */
export interface ReadPosition {
  /** In the text, UTF-16 code units. */
  readonly offset: number;
  /** Tokens of the text up to here, the header not counted. */
  readonly tokenCount: number;
  /** Never written to: cloned before use. */
  readonly encoder: IncrementalEncoder;
  readonly state: HiddenState;
}

/** Text that may be typed or accepted next: where it starts, and the state behind each of its tokens. */
export interface ExpectedText {
  readonly start: ReadPosition;
  readonly written: readonly { readonly token: number; readonly after: { readonly state: HiddenState } }[];
  /** Memory of the states. */
  readonly bytes: number;
}

/** A state that does not keep a larger buffer alive. */
export function ownState(state: HiddenState): HiddenState {
  return state.byteLength === state.buffer.byteLength ? state : state.slice();
}

/** Characters pushed into the encoder at a time. */
const chunk = 16;
/** A milestone is left at line ends this far apart at least, and at this many times as much in the middle of lines. */
const lineSpacing = 16;
const wideSpacing = 64;
/** Positions after single keystrokes that are kept, for deletions. */
const recentPositions = 48;

/** Characters before the cursor's line that have to be among those read for `recollect`. */
const leastRecollection = 200;

/** A piece of text, encoded but not read yet. */
interface EncodedPiece {
  readonly tokens: number[];
  /** Places inside and at the end of the piece where a position can be kept: after `count` tokens. */
  readonly marks: { readonly offset: number; readonly count: number; readonly encoder: ReadPosition['encoder'] }[];
}

export class ReadPath {
  /** Hears of all that is read, with the state before it. */
  learner: LiveLearner | undefined;
  #milestones: ReadPosition[];
  #recent: ReadPosition[] = [];
  /** Read up to `head.offset`; the rest of it is not to be relied on. */
  #text = '';
  #expected: { readonly expected: ExpectedText; agreed: number }[] = [];

  /** `start`: the position before the first character, after the header. */
  constructor(
    private readonly model: CharacterModel,
    start: ReadPosition,
  ) {
    this.#milestones = [start];
  }

  /** The position up to which everything is read. */
  get head(): ReadPosition {
    const milestone = this.#milestones.at(-1);
    const recent = this.#recent.at(-1);
    if (milestone === undefined) throw new Error('a path keeps its start');
    return recent !== undefined && recent.offset >= milestone.offset ? recent : milestone;
  }

  /** Text read so far. */
  get text(): string {
    return this.#text.slice(0, this.head.offset);
  }

  get bytes(): number {
    const stateBytes = this.head.state.byteLength + 200;
    return (
      (this.#milestones.length + this.#recent.length) * stateBytes +
      this.#expected.reduce((sum, { expected }) => sum + expected.bytes, 0)
    );
  }

  /** Number of code units that `text` and what was read have in common. */
  commonWith(text: string): number {
    return commonPrefixLength(this.#text, text, this.head.offset);
  }

  /** These may be taken over by the user; they start at the head. Earlier expectations are forgotten. */
  expect(texts: readonly ExpectedText[]): void {
    this.#expected = texts.map((expected) => ({ expected, agreed: Infinity }));
  }

  /** Goes back to where `text` and what was read part, and forward as far as states are known. Reads nothing. */
  follow(text: string): void {
    this.#rewind(text);
    while (this.head.offset < text.length) {
      const piece = this.#encode(text, chunk, chunk);
      const known = this.#knownStates(piece.tokens);
      if (known.length < piece.tokens.length) return;
      this.#advance(text, piece, known);
    }
  }

  /**
   * Reads on towards the end of `text`, about `maxTokens` tokens; the caller has called `follow`. Returns the number of
   * tokens that the model had to read.
   */
  async readSlice(text: string, maxTokens: number): Promise<number> {
    const piece = this.#encode(text, chunk, maxTokens);
    const states: HiddenState[] = [...this.#knownStates(piece.tokens)];
    const unread = piece.tokens.slice(states.length);
    if (unread.length > 0) {
      const known = states.length;
      const marked = [...new Set(piece.marks.map(({ count }) => count - 1 - known))].filter((index) => index >= 0);
      const keepAt = this.learner === undefined ? marked : [...unread.keys()];
      const { kept } = await this.model.read(states.at(-1) ?? this.head.state, Int32Array.from(unread), keepAt);
      for (const [order, index] of keepAt.entries()) {
        states[known + index] = ownState(kept[order]);
      }
    }
    this.#advance(text, piece, states);
    await this.learner?.catchUp();
    return unread.length;
  }

  /**
   * For a text in which something far above the cursor was changed: the states after the change, although they remember
   * the text as it was before. Much better than a fresh start a few lines above the cursor, until all is read again.
   * Gives where in `text` the returned path starts; undefined when the lines before the cursor are not among those
   * read.
   */
  recollect(text: string): { readonly from: number; readonly path: ReadPath } | undefined {
    const read = this.text;
    const lineStart = text.lastIndexOf('\n') + 1;
    const probe = text.slice(Math.max(0, lineStart - leastRecollection), lineStart);
    const found = probe.length < leastRecollection ? -1 : read.lastIndexOf(probe);
    if (found < 0) return undefined;
    const end = found + probe.length;
    let start = found;
    while (start > 0 && lineStart - (end - start) > 0 && read[start - 1] === text[lineStart - (end - start) - 1])
      start--;
    const within = this.#milestones.filter(({ offset }) => offset >= start && offset <= end);
    const first = within.at(0);
    if (first === undefined) return undefined;
    const path = new ReadPath(this.model, { ...first, offset: 0 });
    path.#milestones.push(
      ...within.slice(1).map((position) => ({ ...position, offset: position.offset - first.offset })),
    );
    path.#text = read.slice(first.offset, end);
    return { from: first.offset + lineStart - end, path };
  }

  /** The same milestones, to be kept while this path goes elsewhere. */
  copy(): ReadPath {
    const [start = this.head, ...others] = this.#milestones;
    const copy = new ReadPath(this.model, start);
    copy.#milestones.push(...others);
    copy.#text = this.#text.slice(0, copy.head.offset);
    return copy;
  }

  /**
   * Forgets about half of the milestones, evenly, but not the start and the latest ones. False when there are few left.
   */
  thin(): boolean {
    if (this.#milestones.length <= 16 && this.#recent.length <= 1) return false;
    this.#recent = this.#recent.slice(-1);
    const latest = this.#milestones.length - 8;
    this.#milestones = this.#milestones.filter((_, index) => index % 2 === 0 || index >= latest);
    return true;
  }

  #rewind(text: string): void {
    if (this.#text === text) return;
    let common = this.commonWith(text);
    // Half of a pair in common is nothing in common.
    if (isHighSurrogate(text.charCodeAt(common - 1))) common--;
    if (common < this.head.offset) {
      while (this.#milestones.length > 1 && (this.#milestones.at(-1)?.offset ?? 0) > common) this.#milestones.pop();
      while ((this.#recent.at(-1)?.offset ?? 0) > common) this.#recent.pop();
      this.#expected = this.#expected.filter(({ expected }) => expected.start.offset <= this.head.offset);
    }
    this.#text = text;
  }

  /** Encodes the text from the head on, in pieces of `step` characters, until `maxTokens` are nearly reached. */
  #encode(text: string, step: number, maxTokens: number): EncodedPiece {
    const encoder = this.head.encoder.clone();
    const tokens: number[] = [];
    const marks: EncodedPiece['marks'] = [];
    let offset = this.head.offset;
    do {
      let end = Math.min(text.length, offset + step);
      const lineEnd = text.slice(offset, end).indexOf('\n');
      if (lineEnd >= 0) end = offset + lineEnd + 1;
      else if (isInsidePair(text, end)) end++;
      tokens.push(...encoder.push(text.slice(offset, end)));
      offset = end;
      marks.push({ offset, count: tokens.length, encoder: encoder.clone() });
    } while (offset < text.length && tokens.length <= maxTokens - step);
    return { tokens, marks };
  }

  /** States after as many of these tokens, which come at the head, as one of the expected texts begins with. */
  #knownStates(tokens: readonly number[]): HiddenState[] {
    let best: HiddenState[] = [];
    for (const expectation of this.#expected) {
      const { start, written } = expectation.expected;
      const from = this.head.tokenCount - start.tokenCount;
      if (from > expectation.agreed) continue;
      let count = 0;
      while (count < tokens.length && written[from + count]?.token === tokens[count]) count++;
      expectation.agreed = count < tokens.length ? from + count : Infinity;
      if (count > best.length) best = written.slice(from, from + count).map(({ after }) => after.state);
    }
    return best;
  }

  /** Moves the head to the end of the piece. `states` holds at least the states at its marks. */
  #advance(text: string, piece: EncodedPiece, states: readonly (HiddenState | undefined)[]): void {
    const { tokenCount, state: before, offset: start } = this.head;
    this.learner?.hear({ ...piece, text, start, before, states });
    for (const [index, { offset, count, encoder }] of piece.marks.entries()) {
      const state = count === 0 ? before : states[count - 1];
      if (state === undefined) continue;
      const position = { offset, tokenCount: tokenCount + count, encoder, state };
      const distance = offset - (this.#milestones.at(-1)?.offset ?? 0);
      const atLineEnd = text.charAt(offset - 1) === '\n';
      if (distance >= (atLineEnd ? lineSpacing : wideSpacing)) this.#milestones.push(position);
      else if (index === piece.marks.length - 1) this.#recent.push(position);
    }
    if (this.#recent.length > recentPositions) this.#recent = this.#recent.slice(-recentPositions);
    this.#text = text;
  }
}
