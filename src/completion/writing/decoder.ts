/**
 * From a position that has been read to what may be shown there. Ordinary requests decode greedily, as far as something could
 * still be worth showing; explicit ones add alternatives from a beam.
 */
import type { CharacterModel } from '../../model/characterModel.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { alternatives, likeliest } from './beam.ts';
import { Continuation, tokensForTypedIndentation } from './continuation.ts';
import { chooseDraft, draftEnd } from '../choosing/draftRule.ts';
import type { Reading, StandingOffer } from '../reading/hiddenStateCache.ts';
import type { EngineLimits } from '../limits.ts';
import type { Place, Predictor, WrittenTokens } from './predictor.ts';
import type { ReadPath } from '../reading/readPath.ts';
import {
  type ChosenText,
  chooseOffer,
  type DecodedText,
  horizon,
  isInIndentation,
  leastUsefulProbability,
  type ShowRule,
  type Surroundings,
} from '../choosing/showRule.ts';

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
  readonly draft: boolean;
  readonly rule: ShowRule;
  readonly surroundings: Surroundings;
}

/** Best offers first. `settled`: further decoding would not change them. */
export interface Written {
  readonly offers: readonly StandingOffer[];
  readonly settled: boolean;
}

/** A first token less likely than the likeliest one by more than this factor begins no alternative. */
const widestRatio = 50;

/** `typed`: characters of what was written that have been typed since. */
export type OnWritten = (written: Continuation, typed: number) => void;

/** Characters after which a new continuation is begun rather than an old one moved through. */
const longestReuse = 256;

export class Decoder {
  readonly #onWritten: OnWritten | undefined;

  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    private readonly limits: EngineLimits,
    onWritten?: OnWritten,
  ) {
    this.#onWritten = onWritten;
  }

  /** What was asked for: a draft, alternatives, or one offer. The path's head is at the end of the text. */
  async write(
    reading: Reading,
    path: ReadPath,
    situation: Situation,
    mayGoOn: () => Promise<boolean>,
    atLeast: string,
  ): Promise<Written> {
    if (situation.draft) return await this.#drafts(reading, path, situation, mayGoOn);
    if (situation.explicit) return await this.#alternatives(reading, path, situation, mayGoOn);
    return await this.best(reading, path, situation, mayGoOn, atLeast);
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
    const isUsable = known !== undefined && isWritten(known, text);
    const written = isUsable ? known : await this.#begin(path, text, predictor);
    reading.continuation = { path, written };
    path.expect([written]);
    const typed = text.length - written.prefixText.length;
    const settled = await this.#extend(written, typed, situation, mayGoOn);
    this.#onWritten?.(written, typed);
    const decoded = written.after(typed) ?? written;
    const { tokens } = horizon(decoded, rule, surroundings);
    const chosen = chooseOffer(decoded, tokens, rule, surroundings, atLeast);
    return { offers: chosen === undefined ? [] : [chosen], settled };
  }

  /** Offers that differ in their first token, the one worth most first. */
  async #alternatives(
    reading: Reading,
    path: ReadPath,
    situation: Situation,
    mayGoOn: () => Promise<boolean>,
  ): Promise<Written> {
    const { predictor } = situation;
    const greedy = await this.#begin(path, situation.text, predictor);
    const forced = greedy.tokens.length;
    const { end, firstBias } = greedy;
    let settled = await this.#extend(greedy, 0, situation, mayGoOn);
    const beams = await alternatives(predictor, end, firstBias, {
      groups: this.limits.alternatives,
      maxTokens: Math.min(this.limits.beamTokens, situation.surroundings.maximumLength),
      widestRatio,
      mayGoOn: async () => {
        const goesOn = await mayGoOn();
        settled &&= goesOn;
        return goesOn;
      },
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
      settled,
    };
  }

  /** Drafts of several lines that differ in their first character, the one worth most first. */
  async #drafts(
    reading: Reading,
    path: ReadPath,
    situation: Situation,
    mayGoOn: () => Promise<boolean>,
  ): Promise<Written> {
    const found: { readonly written: Continuation; readonly chosen: ChosenText }[] = [];
    let settled = true;
    for (const written of await this.#beginnings(path, situation)) {
      const longest = found.length === 0 ? this.limits.draftTokens : this.limits.draftAlternativeTokens;
      while (!draftEnd(written).settled && written.tokens.length < longest && settled) {
        settled = await mayGoOn();
        if (settled) await written.extend(situation.predictor, this.limits.decodeSlice, 0);
      }
      const chosen = chooseDraft(written, draftEnd(written).end, situation.surroundings);
      if (chosen !== undefined) found.push({ written, chosen });
    }
    found.sort((a, b) => b.chosen.value - a.chosen.value);
    const [best] = found;
    if (best !== undefined) reading.continuation = { path, written: best.written };
    path.expect(found.map(({ written }) => written));
    return { offers: found.map(({ chosen }) => chosen), settled };
  }

  /** What a draft may begin with: one character each, the likeliest first, after the indentation of the line. */
  async #beginnings(path: ReadPath, situation: Situation): Promise<readonly Continuation[]> {
    const { predictor, text } = situation;
    const like = await this.#begin(path, text, predictor);
    if (like.firstBias !== undefined) await like.extend(predictor, 1, 0);
    const { probabilities, opinion } = await predictor.predict(like.end);
    const tokens = likeliest(probabilities, this.limits.alternatives);
    const least = (probabilities[tokens[0] ?? 0] ?? 0) / widestRatio;
    const firsts = tokens.filter((token) => (probabilities[token] ?? 0) >= least);
    const steps = await predictor.step(
      firsts.map(() => like.end),
      Int32Array.from(firsts),
    );
    return steps.map(({ place }, row) => {
      const token = firsts[row] ?? 0;
      return this.#hypothesis(path, situation, like, like.tokens.length, {
        tokens: [token],
        probabilities: [probabilities[token] ?? 0],
        states: [place.state],
        contexts: [place.context],
        opinions: [opinion],
      });
    });
  }

  /** A continuation at the path's head; whitespace that has been typed and has no token of its own is read first. */
  async #begin(path: ReadPath, text: string, predictor: Predictor): Promise<Continuation> {
    const { head } = path;
    const written = new Continuation(text, head, this.vocabulary, predictor);
    const tokens = tokensForTypedIndentation(head.encoder);
    if (tokens.length > 0) {
      const { kept } = await this.model.read(head.state, Int32Array.from(tokens), [...tokens.keys()]);
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
    const written = new Continuation(text, path.head, this.vocabulary, predictor);
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
      await written.extend(predictor, this.limits.decodeSlice, Math.min(1, least / product(decoded)));
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
