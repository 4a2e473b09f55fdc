/**
 * One text as far as the model has read it, with states as milestones. A keystroke reads on from the last one. An edit
 * in the middle or a deletion goes back to the last one before it. Accepted text is not read: its states are known.
 */
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import { commonPrefixLength, isInsidePair } from './documentText.ts';
import type { LiveLearner } from '../live/liveLearner.ts';
import { isHighSurrogate } from '../../base/wtf8.ts';

/** A read position: the state there, and what the encoder holds back. */
export interface ReadPosition {
  /** In the text, in UTF-16 code units. */
  readonly offset: number;
  /** Tokens of the text before it, without the header. */
  readonly tokenCount: number;
  /** Never written to: cloned before use. */
  readonly encoder: IncrementalEncoder;
  readonly state: HiddenState;
}

/** Text that the user may type or accept next: its start, and the state behind each of its tokens. */
export interface ExpectedText {
  readonly start: ReadPosition;
  readonly written: readonly { readonly token: number; readonly after: { readonly state: HiddenState } }[];
  readonly bytes: number;
}

/** A state that does not keep a larger buffer alive. */
export function ownState(state: HiddenState): HiddenState {
  return state.byteLength === state.buffer.byteLength ? state : state.slice();
}

/** Characters that are encoded at a time. */
const chunk = 16;
/** Least distance of milestones: at line ends, and in the middle of lines. */
const lineSpacing = 16;
const wideSpacing = 64;
/** Positions after single keystrokes that are kept, for deletions. */
const recentPositions = 48;

/** Characters before the line of the cursor that `recollect` looks for, most first: fewer are found closer to an edit. */
const recollections = [200, 80, 32];
/** Characters that are read anew rather than remembered. */
const nearby = 48;

/** Text that is encoded, but not read yet. */
interface EncodedPiece {
  readonly tokens: number[];
  /** Positions that can be kept: inside and at the end of the piece, after `count` tokens. */
  readonly marks: { readonly offset: number; readonly count: number; readonly encoder: ReadPosition['encoder'] }[];
}

export class ReadPath {
  /** Learns from all that is read. */
  learner: LiveLearner | undefined;
  #milestones: ReadPosition[];
  #recent: ReadPosition[] = [];
  /** Read up to `head.offset`; the rest is not to be relied on. */
  #text = '';
  #expected: { readonly expected: ExpectedText; agreed: number }[] = [];

  /** `start`: before the first character, after the header. */
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

  /** Number of code units that `text` has in common with the read text. */
  commonWith(text: string): number {
    return commonPrefixLength(this.#text, text, this.head.offset);
  }

  /** Sets the texts that the user may type or accept at the head. */
  expect(texts: readonly ExpectedText[]): void {
    this.#expected = texts.map((expected) => ({ expected, agreed: Infinity }));
  }

  /** Goes back to where `text` differs, and forward as far as states are known. Reads nothing. */
  follow(text: string): void {
    this.#rewind(text);
    while (this.head.offset < text.length) {
      const piece = this.#encode(text, chunk, chunk);
      const known = this.#knownStates(piece.tokens);
      if (known.length < piece.tokens.length) return;
      this.#advance(text, piece, known);
    }
  }

  /** Reads about `maxTokens` tokens of `text`; call `follow` before. Returns the number of tokens read. */
  async readSlice(text: string, maxTokens: number): Promise<number> {
    const piece = this.#encode(text, chunk, maxTokens);
    const states: HiddenState[] = [...this.#knownStates(piece.tokens)];
    const unread = piece.tokens.slice(states.length);
    if (unread.length > 0) {
      const known = states.length;
      const marked = [...new Set(piece.marks.map(({ count }) => count - 1 - known))].filter((index) => index >= 0);
      const keepAt = this.learner === undefined ? marked : [...unread.keys()];
      const { kept } = await this.model.read(states.at(-1) ?? this.head.state, Int32Array.from(unread), keepAt);
      for (const [order, index] of keepAt.entries()) states[known + index] = ownState(kept[order]);
    }
    this.#advance(text, piece, states);
    await this.learner?.catchUp();
    return unread.length;
  }

  /**
   * For an edit far above the cursor: a path of the states after it, which remember the old text, and where in `text`
   * it starts. Better than a new start near the cursor; undefined when the lines before the cursor were not read.
   */
  recollect(text: string): ShortPath | undefined {
    const read = this.text;
    const lineStart = text.lastIndexOf('\n') + 1;
    const end = endOfKnown(read, text.slice(0, lineStart));
    if (end === undefined) return undefined;
    let start = end;
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
    return { from: first.offset + lineStart - end, path, isOlder: true };
  }

  /** Whether `recollect` finds states. */
  knows(text: string): boolean {
    return endOfKnown(this.text, text.slice(0, text.lastIndexOf('\n') + 1)) !== undefined;
  }

  /** The same milestones, kept while this path goes elsewhere. */
  copy(): ReadPath {
    const [start = this.head, ...others] = this.#milestones;
    const copy = new ReadPath(this.model, start);
    copy.#milestones.push(...others);
    copy.#text = this.#text.slice(0, copy.head.offset);
    return copy;
  }

  /** Drops every other milestone, but not the start and the latest ones. False when few are left. */
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
    // Half of a pair is not in common.
    if (isHighSurrogate(text.charCodeAt(common - 1))) common--;
    if (common < this.head.offset) {
      while (this.#milestones.length > 1 && (this.#milestones.at(-1)?.offset ?? 0) > common) this.#milestones.pop();
      while ((this.#recent.at(-1)?.offset ?? 0) > common) this.#recent.pop();
      this.#expected = this.#expected.filter(({ expected }) => expected.start.offset <= this.head.offset);
    }
    this.#text = text;
  }

  /** Encodes from the head on, in pieces of `step` characters, up to about `maxTokens`. */
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

  /** Known states after these tokens at the head, from the expected text that agrees longest. */
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

  /** Moves the head to the end of the piece. `states` has at least the states at its marks. */
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

/** Where in `read` the end of `text` is found, as near as possible to where it ends itself. */
function endOfKnown(read: string, text: string): number | undefined {
  for (const length of recollections) {
    if (text.length < length) continue;
    const probe = text.slice(-length);
    const expected = text.length - length;
    const found = [read.lastIndexOf(probe, expected), read.indexOf(probe, expected)].filter((at) => at >= 0);
    const distance = (at: number): number => Math.abs(at - expected);
    const nearest = found.sort((a, b) => distance(a) - distance(b)).at(0);
    if (nearest !== undefined) return nearest + length;
  }
  return undefined;
}

/** A path over the end of a text, from code unit `from` on. */
export interface ShortPath {
  readonly from: number;
  readonly path: ReadPath;
  /** Whether its states remember the text before `from` as it was before an edit. */
  readonly isOlder: boolean;
}

/** The paths of one text. */
export class ReadPaths {
  /** The whole text from its start. */
  full: ReadPath | undefined;
  /** A short stretch before the cursor, read when there was no time for all. */
  short: ShortPath | undefined;
  /** The whole text before an edit far above its end, for `ReadPath.recollect`. */
  remembered: ReadPath | undefined;

  get bytes(): number {
    return (this.full?.bytes ?? 0) + (this.remembered?.bytes ?? 0) + (this.short?.path.bytes ?? 0);
  }

  /** Call it before `full` follows a text: keeps a copy when that goes far back. */
  rememberBefore(text: string): void {
    if (this.full === undefined || this.full.head.offset - this.full.commonWith(text) <= nearby) return;
    // Each of several jumps loses more, so the longest memory is the best.
    if ((this.remembered?.head.offset ?? 0) < this.full.head.offset) this.remembered = this.full.copy();
  }

  /** Characters of a text that have to be read before a request can be answered with all of it, or an older version. */
  unread(text: string): number {
    const unread = text.length - (this.full?.commonWith(text) ?? 0);
    return unread > nearby && this.remembered?.knows(text) === true ? nearby : unread;
  }

  /** Forgets the copy once `full` has got as far. */
  forgetRemembered(): void {
    if ((this.full?.head.offset ?? 0) >= (this.remembered?.head.offset ?? Infinity)) this.remembered = undefined;
  }

  /** Frees some memory. False when little is left to free. */
  thin(): boolean {
    if (this.remembered === undefined) return this.full?.thin() === true;
    this.remembered = undefined;
    return true;
  }
}
