/**
 * From a read position to offers. Ordinary requests decode greedily, as far as something could still be worth showing.
 * Explicit requests add alternatives from a beam search.
 */
import type { CharacterModel } from '../../model/characterModel.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { chooseDraft, draftEnd } from '../choosing/draftRule.ts';
import {
  type ChosenText,
  chooseOffer,
  type DecodedText,
  horizon,
  isInIndentation,
  leastUsefulProbability,
  type ShowRule,
} from '../choosing/showRule.ts';
import type { Asked, ShownOffer } from '../choosing/typedThrough.ts';
import type { EngineLimits } from '../limits.ts';
import type { ReadPath } from '../reading/readPath.ts';
import type { MayGoOn } from '../turns.ts';
import { alternatives, likeliest } from './beam.ts';
import { Continuation, tokensForTypedIndentation } from './continuation.ts';
import type { Predictor, WrittenToken } from './predictor.ts';

/** One request, prepared by the engine. */
export interface Situation extends Asked {
  readonly documentId: string;
  /** Of the document; its text cache has followed the text. */
  readonly predictor: Predictor;
  /** Number of the request within its document. */
  readonly number: number;
  /** The text before the cursor and the required start. */
  readonly text: string;
  /** The text after the cursor, as far as it was sent. */
  readonly below: string;
  readonly rule: ShowRule;
}

/** A request whose text is read. */
export interface WriteTask {
  readonly situation: Situation;
  /** Its head is at the end of the text. */
  readonly path: ReadPath;
  /** Keeps the continuation of one request for the next. */
  readonly memory: { continuation: { readonly path: ReadPath; readonly written: Continuation } | undefined };
  /** The shown text: offers have to begin with it. */
  readonly shown: string;
  readonly mayGoOn: MayGoOn;
}

/** Best offers first. `settled`: further decoding would not change them. */
export interface WrittenOffers {
  readonly offers: readonly ShownOffer[];
  readonly settled: boolean;
}

/** A first token that is less likely than the likeliest one by this factor begins no alternative. */
const widestRatio = 50;

/** `typed`: characters of `written` that were typed since. */
export type OnWritten = (written: Continuation, typed: number) => void;

/** Typed characters after which a new continuation begins. */
const longestReuse = 256;

/** There was no time to begin. */
const unsettled: WrittenOffers = { offers: [], settled: false };

interface FoundOffer {
  readonly written: Continuation;
  readonly chosen: ChosenText;
}

export class Decoder {
  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    private readonly limits: EngineLimits,
    private readonly onWritten?: OnWritten,
  ) {}

  /** What the request asks for: a draft, alternatives, or one offer. */
  async write(task: WriteTask): Promise<WrittenOffers> {
    if (task.situation.draft) return await this.#drafts(task);
    return task.situation.explicit ? await this.#alternatives(task) : await this.best(task);
  }

  /** The offer that is worth most, or none. */
  async best(task: WriteTask): Promise<WrittenOffers> {
    const { path, memory, situation, shown } = task;
    const { text, rule, surroundings } = situation;
    const known = memory.continuation?.path === path ? memory.continuation.written : undefined;
    const written = known !== undefined && isWritten(known, text) ? known : await this.#begin(task);
    if (written === undefined) return unsettled;
    memory.continuation = { path, written };
    path.expect([written]);
    const typed = text.length - written.prefixText.length;
    const settled = await this.#extend(written, typed, task);
    this.onWritten?.(written, typed);
    const decoded = written.after(typed) ?? written.decoded;
    const { tokens } = horizon(decoded, rule, surroundings);
    const chosen = chooseOffer(decoded, tokens, rule, surroundings, shown);
    return { offers: chosen === undefined ? [] : [chosen], settled };
  }

  /** Offers with different first tokens, best first. */
  async #alternatives(task: WriteTask): Promise<WrittenOffers> {
    const { path, memory, situation } = task;
    const { predictor, rule, surroundings } = situation;
    const greedy = await this.#begin(task);
    if (greedy === undefined) return unsettled;
    const forced = greedy.written.slice();
    const { end, firstBias } = greedy;
    let settled = await this.#extend(greedy, 0, task);
    const beams = await alternatives(predictor, end, firstBias, {
      groups: this.limits.alternatives,
      maxTokens: Math.min(this.limits.beamTokens, surroundings.maximumLength),
      widestRatio,
      mayGoOn: async () => {
        const goesOn = await task.mayGoOn();
        settled &&= goesOn;
        return goesOn;
      },
    });
    const best = new Map<number, FoundOffer>();
    const consider = (written: Continuation): void => {
      const first = written.written.at(forced.length)?.token;
      const { decoded } = written;
      const chosen = chooseOffer(decoded, horizon(decoded, rule, surroundings).tokens, rule, surroundings);
      if (first === undefined || chosen === undefined) return;
      if (chosen.value > (best.get(first)?.chosen.value ?? -Infinity)) best.set(first, { written, chosen });
    };
    consider(greedy);
    for (const beam of beams) consider(this.#hypothesis(task, [...forced, ...beam]));
    const found = [...best.values()].sort(byValue);
    memory.continuation = { path, written: greedy };
    path.expect([...new Set([greedy, ...found.map(({ written }) => written)])]);
    const offers = found.map(({ chosen }) => chosen);
    return {
      offers: offers.filter(({ text }, at) => offers.findIndex((other) => other.text === text) === at),
      settled,
    };
  }

  /** Drafts of several lines with different first characters, best first. */
  async #drafts(task: WriteTask): Promise<WrittenOffers> {
    const { path, memory, situation, mayGoOn } = task;
    const found: FoundOffer[] = [];
    let settled = true;
    const beginnings = await this.#beginnings(task);
    if (beginnings === undefined) return unsettled;
    for (const written of beginnings) {
      const longest = found.length === 0 ? this.limits.draftTokens : this.limits.draftAlternativeTokens;
      while (!draftEnd(written.decoded).settled && written.written.length < longest && settled) {
        settled = await mayGoOn();
        if (settled) await written.extend(situation.predictor, this.limits.decodeSlice, 0);
      }
      const { decoded } = written;
      const chosen = chooseDraft(decoded, draftEnd(decoded).end, situation.surroundings);
      if (chosen !== undefined) found.push({ written, chosen });
    }
    found.sort(byValue);
    const best = found.at(0);
    if (best !== undefined) memory.continuation = { path, written: best.written };
    path.expect(found.map(({ written }) => written));
    return { offers: found.map(({ chosen }) => chosen), settled };
  }

  /** One character each, likeliest first, after the indentation of the line. */
  async #beginnings(task: WriteTask): Promise<readonly Continuation[] | undefined> {
    const { predictor } = task.situation;
    const like = await this.#begin(task);
    if (like === undefined) return undefined;
    if (like.firstBias !== undefined) await like.extend(predictor, 1, 0);
    const { probabilities, modelProbabilities } = await predictor.predict(like.end);
    const probabilityOf = (token: number): number => probabilities[token];
    const [likeliestFirst = 0, ...others] = likeliest(probabilities, this.limits.alternatives);
    const least = probabilityOf(likeliestFirst) / widestRatio;
    const firsts = [likeliestFirst, ...others].filter((token) => probabilityOf(token) >= least);
    const steps = await predictor.step(
      firsts.map(() => like.end),
      Int32Array.from(firsts),
    );
    return steps.map(({ after }, row) => {
      const token = firsts[row];
      return this.#hypothesis(task, [
        ...like.written,
        { token, probability: probabilityOf(token), after, modelProbabilities },
      ]);
    });
  }

  /**
   * A continuation at the head of the path. Reads typed whitespace that no single token stands for; `undefined` when
   * `mayGoOn` stopped that.
   */
  async #begin({ path, situation, mayGoOn }: WriteTask): Promise<Continuation | undefined> {
    const { head } = path;
    const { text, predictor } = situation;
    const continuation = new Continuation(text, head, this.vocabulary, predictor);
    const tokens = tokensForTypedIndentation(head.encoder);
    if (tokens.length === 0) return continuation;
    const { readSlice } = this.limits;
    for (let start = 0; start < tokens.length; start += readSlice) {
      if (start > 0 && !(await mayGoOn())) return undefined;
      const slice = tokens.slice(start, start + readSlice);
      let after = continuation.end;
      const { kept } = await this.model.read(after.state, Int32Array.from(slice), [...slice.keys()]);
      continuation.append(
        slice.map((token, index) => {
          after = predictor.behind(after, token, kept[index]);
          return { token, probability: 1, after };
        }),
      );
    }
    return continuation;
  }

  #hypothesis({ path, situation }: WriteTask, tokens: readonly WrittenToken[]): Continuation {
    const written = new Continuation(situation.text, path.head, this.vocabulary, situation.predictor);
    written.append(tokens);
    return written;
  }

  /** Decodes until more tokens could not matter. False when cut short. */
  async #extend(written: Continuation, typed: number, { situation, mayGoOn }: WriteTask): Promise<boolean> {
    const { rule, surroundings, predictor } = situation;
    const room = surroundings.maximumLength - surroundings.requiredStart.length;
    const least = leastUsefulProbability(rule, room, surroundings.calibration);
    for (;;) {
      const decoded = written.after(typed) ?? written.decoded;
      if (horizon(decoded, rule, surroundings).settled) return true;
      if (!(await mayGoOn())) return false;
      await written.extend(predictor, this.limits.decodeSlice, Math.min(1, least / product(decoded)));
    }
  }
}

function byValue(a: FoundOffer, b: FoundOffer): number {
  return b.chosen.value - a.chosen.value;
}

/** Whether the continuation of `text` can be taken from `written`: it begins with what was typed since. */
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
