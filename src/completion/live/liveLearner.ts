/**
 * Live learning of one open document, in the order in which its text is read. The learner notes tokens while they are
 * read, and catches up before anything is decoded, many tokens in one run. Text that is read again after an edit is
 * learnt again: expected tokens teach next to nothing.
 */
import { secretLines } from '../../workspace/secretText.ts';
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import { LiveWeights } from './liveWeights.ts';

/** A stretch of a text that was read. */
export interface HeardPiece {
  /** As far as it is known. */
  readonly text: string;
  /** Where the stretch begins in it, UTF-16 code units. */
  readonly start: number;
  readonly tokens: readonly number[];
  /** Where the text is once so many of the tokens have been read, in ascending order. */
  readonly marks: readonly { readonly offset: number; readonly count: number }[];
  readonly before: HiddenState;
  /** After each token. */
  readonly states: readonly (HiddenState | undefined)[];
}

export class LiveLearner {
  readonly weights = new LiveWeights();
  #heard: { readonly state: HiddenState; readonly token: number }[] = [];

  constructor(private readonly model: CharacterModel) {}

  /** Takes note of a stretch, but for lines that hold what looks like a secret. */
  hear({ text, start, tokens, marks, before, states }: HeardPiece): void {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const end = marks.at(-1)?.offset ?? start;
    const lineEnd = text.indexOf('\n', end);
    const secrets = secretLines(text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd));
    let [from, first] = [start, 0];
    for (const { offset, count } of marks) {
      const isSecret = secrets.some(([begin, stop]) => begin + lineStart < offset && stop + lineStart > from);
      for (let index = first; index < count && !isSecret; index++) {
        const state = index === 0 ? before : states[index - 1];
        if (state !== undefined) this.#heard.push({ state, token: tokens[index] });
      }
      [from, first] = [offset, count];
    }
  }

  /** Learns what has been heard. Rejects when the native library fails. */
  async catchUp(): Promise<void> {
    const heard = this.#heard;
    if (heard.length === 0) return;
    this.#heard = [];
    const distributions = await this.model.predictAll(heard.map(({ state }) => state));
    for (const [index, { state, token }] of heard.entries()) {
      this.weights.learn(distributions[index], this.model.features(state), token);
    }
  }
}
