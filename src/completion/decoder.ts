/**
 * From a position that has been read to what may be shown there. Ordinary requests decode greedily, as far as something could
 * still be worth showing; explicit ones add alternatives from a beam.
 */
import type { CharacterModel } from '../model/characterModel.ts';
import type { Vocabulary } from '../model/vocabulary.ts';
import { alternatives } from './beam.ts';
import { Continuation, tokensForTypedIndentation } from './continuation.ts';
import type { Reading, StandingOffer } from './hiddenStateCache.ts';
import type { EngineLimits } from './limits.ts';
import type { Place, Predictor, WrittenTokens } from './predictor.ts';
import type { ReadPath } from './readPath.ts';
import {
  type ChosenText,
  chooseOffer,
  type DecodedText,
  horizon,
  isInIndentation,
  leastUsefulProbability,
  type ShowRule,
  type Surroundings,
} from './showRule.ts';

/** One request, as the engine sees it. */
export interface Situation {
  readonly documentId: string;
  /** Of the document, whose text cache has followed the text. */
  readonly predictor: Predictor;
  /** Number of the request within its document. */
  readonly number: number;
  /** What is to be read: the text before the cursor and the required start. */
  readonly text: string;
  readonly explicit: boolean;
  readonly rule: ShowRule;
  readonly surroundings: Surroundings;
}

/** Best offers first. `settled`: further decoding would not change them. */
export interface Written {
  readonly offers: readonly StandingOffer[];
  readonly settled: boolean;
}

/** Characters after which a new continuation is begun rather than an old one moved through. */
const longestReuse = 256;

export class Decoder {
  readonly #model: CharacterModel;
  readonly #vocabulary: Vocabulary;
  readonly #limits: EngineLimits;

  constructor(model: CharacterModel, vocabulary: Vocabulary, limits: EngineLimits) {
    this.#model = model;
    this.#vocabulary = vocabulary;
    this.#limits = limits;
  }

  /** The one offer worth most, or none; `atLeast` is on show already. The path's head is at the end of the text. */
  async best(
    reading: Reading,
    path: ReadPath,
    situation: Situation,
    mayGoOn: () => Promise<boolean>,
    atLeast: string,
  ): Promise<Written> {
    const { text, rule, surroundings, predictor } = situation;
    const known = reading.continuation?.path === path ? reading.continuation.written : undefined;
    const written = known !== undefined && isWritten(known, text) ? known : await this.#begin(path, text, predictor);
    reading.continuation = { path, written };
    path.expect([written]);
    const typed = text.length - written.prefixText.length;
    const settled = await this.#extend(written, typed, situation, mayGoOn);
    const decoded = written.after(typed) ?? written;
    const { tokens } = horizon(decoded, rule, surroundings);
    const chosen = chooseOffer(decoded, tokens, rule, surroundings, atLeast);
    return { offers: chosen === undefined ? [] : [chosen], settled };
  }

  /** Offers that differ in their first token, the one worth most first. */
  async alternatives(
    reading: Reading,
    path: ReadPath,
    situation: Situation,
    mayGoOn: () => Promise<boolean>,
  ): Promise<Written> {
    const { predictor } = situation;
    const greedy = await this.#begin(path, situation.text, predictor);
    const forced = greedy.tokens.length;
    const { end, firstBias } = greedy;
    await this.#extend(greedy, 0, situation, mayGoOn);
    const beams = await alternatives(predictor, end, firstBias, {
      groups: this.#limits.alternatives,
      maxTokens: Math.min(this.#limits.beamTokens, situation.surroundings.maximumLength),
      widestRatio: 50,
      mayGoOn,
    });
    const best = new Map<number, { written: Continuation; chosen: ChosenText }>();
    const consider = (written: Continuation): void => {
      const first = written.tokens[forced];
      const { tokens } = horizon(written, situation.rule, situation.surroundings);
      const chosen = chooseOffer(written, tokens, situation.rule, situation.surroundings);
      if (first === undefined || chosen === undefined) return;
      if (chosen.value > (best.get(first)?.chosen.value ?? -Infinity)) best.set(first, { written, chosen });
    };
    consider(greedy);
    for (const beam of beams) consider(this.#hypothesis(path, situation, greedy, forced, beam));
    const found = [...best.values()].sort((a, b) => b.chosen.value - a.chosen.value);
    reading.continuation = { path, written: greedy };
    path.expect([...new Set([greedy, ...found.map(({ written }) => written)])]);
    const offers = found.map(({ chosen }) => chosen);
    return {
      offers: offers.filter(({ text }, at) => offers.findIndex((other) => other.text === text) === at),
      settled: true,
    };
  }

  /** A continuation at the path's head; whitespace that has been typed and has no token of its own is read first. */
  async #begin(path: ReadPath, text: string, predictor: Predictor): Promise<Continuation> {
    const { head } = path;
    const written = new Continuation(text, head, this.#vocabulary, predictor);
    const tokens = tokensForTypedIndentation(head.encoder);
    if (tokens.length > 0) {
      const { kept } = await this.#model.read(head.state, Int32Array.from(tokens), [...tokens.keys()]);
      const places: Place[] = [];
      for (const [index, token] of tokens.entries()) {
        places.push(predictor.placeAfter(places.at(-1) ?? written.end, token, kept[index] ?? head.state));
      }
      const contexts = places.map(({ context }) => context);
      written.append({ tokens, probabilities: tokens.map(() => 1), states: kept, contexts });
    }
    return written;
  }

  /** A hypothesis of the beam, after the same typed whitespace. */
  #hypothesis(
    path: ReadPath,
    { text, predictor }: Situation,
    like: Continuation,
    forced: number,
    beam: WrittenTokens,
  ): Continuation {
    const written = new Continuation(text, path.head, this.#vocabulary, predictor);
    const { tokens, probabilities, states, contexts } = like;
    written.append({
      tokens: tokens.slice(0, forced),
      probabilities: probabilities.slice(0, forced),
      states: states.slice(0, forced),
      contexts: contexts.slice(0, forced),
    });
    written.append(beam);
    return written;
  }

  /** Decodes until more could not matter. Whether it came to that. */
  async #extend(
    written: Continuation,
    typed: number,
    { rule, surroundings, predictor }: Situation,
    mayGoOn: () => Promise<boolean>,
  ): Promise<boolean> {
    const room = surroundings.maximumLength - surroundings.requiredStart.length;
    const least = leastUsefulProbability(rule, room, surroundings.calibration);
    for (;;) {
      const decoded = written.after(typed) ?? written;
      if (horizon(decoded, rule, surroundings).settled) return true;
      if (!(await mayGoOn())) return false;
      await written.extend(predictor, this.#limits.decodeSlice, Math.min(1, least / product(decoded)));
    }
  }
}

/** Whether what follows `text` can be taken from a continuation: it begins with what was typed since. */
function isWritten(written: Continuation, text: string): boolean {
  if (!text.startsWith(written.prefixText)) return false;
  const typed = text.slice(written.prefixText.length);
  if (typed === '') return true;
  // At the start of a line a mask applies that did not apply when it was written.
  if (typed.length > longestReuse || isInIndentation(text)) return false;
  return written.text.startsWith(typed) && written.after(typed.length) !== undefined;
}

function product({ probabilities }: DecodedText): number {
  return probabilities.reduce((result, probability) => result * probability, 1);
}
