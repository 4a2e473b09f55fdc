/**
 * Live learning of one open document, in the order in which it is read. The learner stores the read tokens, and learns
 * them in one run before decoding. Text that is read again after an edit is learnt again: expected tokens teach next to
 * nothing.
 */
import { secretsAround } from '../../workspace/secretPieces.ts';
import type { CharacterModel, HiddenState } from '../../model/characterModel.ts';
import { LiveWeights } from './liveWeights.ts';

/** A stretch of a text that was read. */
export interface HeardPiece {
  /** The text as far as it is known. */
  readonly text: string;
  /** Start of the stretch, in UTF-16 code units. */
  readonly start: number;
  readonly tokens: readonly number[];
  /** Offset in the text after `count` of the tokens, ascending. */
  readonly marks: readonly { readonly offset: number; readonly count: number }[];
  readonly before: HiddenState;
  /** After each token. */
  readonly states: readonly (HiddenState | undefined)[];
}

export class LiveLearner {
  readonly weights = new LiveWeights();
  #heard: { readonly state: HiddenState; readonly token: number }[] = [];

  constructor(
    private readonly model: CharacterModel,
    private readonly languageId?: string,
  ) {}

  /** Stores a stretch, except lines that look like secrets. */
  hear({ text, start, tokens, marks, before, states }: HeardPiece): void {
    const secrets = secretsAround(text, start, marks.at(-1)?.offset ?? start, this.languageId);
    let [from, first] = [start, 0];
    for (const { offset, count } of marks) {
      const isSecret = secrets.some(([begin, stop]) => begin < offset && stop > from);
      for (let index = first; index < count && !isSecret; index++) {
        const state = index === 0 ? before : states[index - 1];
        if (state !== undefined) this.#heard.push({ state, token: tokens[index] });
      }
      [from, first] = [offset, count];
    }
  }

  /** Learns what was stored. Rejects when the native library fails. */
  async catchUp(): Promise<void> {
    const heard = this.#heard;
    if (heard.length === 0) return;
    this.#heard = [];
    const distributions = await this.model.predictAll(heard.map(({ state }) => state));
    for (const [index, { state, token }] of heard.entries())
      this.weights.learn(distributions[index], this.model.features(state), token);
  }
}
