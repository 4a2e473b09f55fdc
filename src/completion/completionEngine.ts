/**
 * From the text around the cursor to offers. Sources in this order: the rest of a shown offer; what the model wrote
 * before; the states along the document, from which it writes on. Work is done in slices. What the budget cuts short
 * continues in the background for the next keystroke.
 */
import { endsWithKeyword } from '../base/keywords.ts';
import type { CharacterModel } from '../model/characterModel.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import { cachedCalibration, type Calibration, fittedCalibration } from './choosing/calibration.ts';
import { Decoder, type OnWritten, type Situation, type WrittenOffers } from './writing/decoder.ts';
import { endsInsideCodePoint, startOfLast, withLineFeeds } from './reading/documentText.ts';
import { type DocumentStates, HiddenStateCache, type TextStates } from './documentStates.ts';
import type { ReadPaths, ShortPath } from './reading/readPath.ts';
import { defaultLimits, type EngineLimits } from './limits.ts';
import { LiveLearner } from './live/liveLearner.ts';
import { MixedPredictor, ModelPredictor, type Predictor } from './writing/predictor.ts';
import { Reader } from './reading/reader.ts';
import { ReadPath } from './reading/readPath.ts';
import type { CompletionOffer, CompletionRequest, CompletionResult, DocumentPosition, Eagerness } from './request.ts';
import { explicitRule, type ShowRule, showRules } from './choosing/showRule.ts';
import { typedThrough } from './choosing/typedThrough.ts';
import type { DocumentCache, TextCache } from './textCache/textCache.ts';
import { type MayGoOn, Turns } from './turns.ts';

export interface EngineOptions {
  /** Milliseconds since an arbitrary moment. */
  readonly clock: () => number;
  /** Resolves after pending events (`setImmediate`), so that a cancellation arrives between slices. */
  readonly yieldToEventLoop: () => Promise<void>;
  readonly limits?: Partial<EngineLimits>;
  /** Called once when the answer was empty and the background found something worth showing. */
  readonly onLateOffer?: (documentId: string) => void;
  /** Called for a defect in background work. */
  readonly onBackgroundError?: (error: unknown) => void;
  /** By default the one that was fitted to the shipped model, with or without the text cache. */
  readonly calibration?: Calibration;
  /** In place of `showRules`. */
  readonly rules?: Readonly<Record<Eagerness, ShowRule>>;
  /** Called with what was written for an ordinary request. Calibration is fitted to it. */
  readonly onWritten?: OnWritten;
  /** Mixed with the distribution of the model; without it the model alone decides. */
  readonly textCache?: TextCache;
  /** Whether the engine learns from open documents. Off by default. */
  readonly liveLearning?: boolean;
}

const silence: CompletionResult = { offers: [] };

function answerOf(offers: readonly CompletionOffer[]): CompletionResult {
  return {
    offers: offers.map(({ text, probability, replaced = 0 }) => ({
      text,
      probability,
      ...(replaced > 0 ? { replaced } : {}),
    })),
  };
}

/** Whether a word is being changed, or is one that the suggest widget completes. */
function isLeftToOthers({ insertion }: DocumentStates, request: CompletionRequest): boolean {
  if (insertion.isInsideWord(request)) return true;
  return request.requiredStart === undefined && endsWithKeyword(request.prefix, request.languageId);
}

interface Time {
  readonly mayGoOn: MayGoOn;
  /** On the engine's clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

export class CompletionEngine {
  readonly #limits: EngineLimits;
  readonly #cache: HiddenStateCache;
  readonly #reader: Reader;
  readonly #decoder: Decoder;
  readonly #turns: Turns;
  readonly #alone: Predictor;
  #textCache: TextCache | undefined;
  #liveLearning: boolean;

  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    private readonly options: EngineOptions,
  ) {
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#cache = new HiddenStateCache(this.#limits.memory);
    this.#reader = new Reader(options.clock, this.#limits.readSlice);
    this.#decoder = new Decoder(model, vocabulary, this.#limits, options.onWritten);
    this.#alone = new ModelPredictor(model);
    this.#textCache = options.textCache;
    this.#liveLearning = options.liveLearning === true;
    this.#turns = new Turns(options.yieldToEventLoop, (error) => options.onBackgroundError?.(error));
  }

  /** Bytes of states kept. */
  get memory(): number {
    return this.#cache.bytes;
  }

  /** From now on with this text cache, or without one. */
  set textCache(textCache: TextCache | undefined) {
    this.#textCache = textCache;
  }

  /** The text cache of a document. */
  cacheOf(position: DocumentPosition): DocumentCache | undefined {
    const document = this.#cache.open(position);
    this.#predictorOf(document);
    return document.cache;
  }

  /** Off: forgets all that was learnt. */
  set liveLearning(enabled: boolean) {
    this.#liveLearning = enabled;
    if (!enabled) this.#cache.forgetLearnt();
  }

  /** For other users of the same model. */
  get turns(): Turns {
    return this.#turns;
  }

  /** Cancellation is answered with no offers. Rejects when the native library fails. */
  async complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionResult> {
    const deadline = this.options.clock() + request.budgetMilliseconds;
    const document = this.#cache.open(request);
    const situation = this.#situate(document, request);
    document.insertion.follow(request);
    if (endsInsideCodePoint(situation.text) || signal.aborted) return silence;
    if (!request.explicit && isLeftToOthers(document, request)) return silence;
    const states = document.text;
    const shown = typedThrough(states.shown, situation);
    if (shown?.settled === true) return answerOf(shown.offers);
    return await this.#turns.foreground(async () => {
      const mayGoOn = async (): Promise<boolean> => {
        await this.options.yieldToEventLoop();
        return !signal.aborted && this.options.clock() < deadline;
      };
      const result = await this.#answer(document, states, situation, { mayGoOn, deadline, signal });
      this.#cache.fit();
      return signal.aborted ? silence : result;
    });
  }

  /** Reads a document up to a position in the background. Resolves when that is done, cancelled or replaced. */
  async readAhead(position: DocumentPosition, signal: AbortSignal): Promise<void> {
    const document = this.#cache.open(position);
    // A request for the document is running and knows better what to read.
    if (signal.aborted || this.#turns.has(position.documentId)) return;
    const text = document.place(position, this.#limits.maximumContext);
    const { paths } = document.text;
    const read = async (mayGoOn: MayGoOn): Promise<void> => {
      const full = await this.#fullPath(document, paths);
      // Going back would drop the states behind the position.
      if (full.commonWith(text) === text.length) return;
      paths.rememberBefore(text, this.#limits.shortContext);
      await this.#reader.readTo(full, text, mayGoOn);
      this.#cache.fit();
    };
    await this.#turns.later(position.documentId, read, signal);
  }

  /** Forgets a document. */
  closeDocument(documentId: string): void {
    this.#turns.drop(documentId);
    this.#cache.close(documentId);
  }

  /** Resolves when no work is left, in the background either. */
  async idle(): Promise<void> {
    await this.#turns.idle();
  }

  #situate(document: DocumentStates, request: CompletionRequest): Situation {
    const prefix = document.place(request, this.#limits.maximumContext);
    const requiredStart = withLineFeeds(request.requiredStart ?? '');
    return {
      documentId: request.documentId,
      predictor: this.#predictorOf(document),
      number: ++document.requests,
      text: prefix + requiredStart,
      explicit: request.explicit,
      draft: request.explicit && request.draft === true,
      rule: request.explicit ? explicitRule : (this.options.rules ?? showRules)[request.eagerness],
      surroundings: {
        prefix,
        suffix: withLineFeeds(request.suffix),
        requiredStart,
        maximumLength: request.maximumLength,
        minimumLength: request.minimumLength ?? 1,
        languageId: request.languageId,
        nestings: document.nestings,
        calibration:
          this.options.calibration ?? (this.#textCache === undefined ? fittedCalibration : cachedCalibration),
      },
    };
  }

  async #answer(
    document: DocumentStates,
    states: TextStates,
    situation: Situation,
    time: Time,
  ): Promise<CompletionResult> {
    // An earlier request may have answered while this one waited for its turn.
    const rest = typedThrough(states.shown, situation);
    if (rest?.settled === true) return answerOf(rest.offers);
    const shown = rest?.offers ?? [];
    this.#turns.drop(situation.documentId);
    // Without time left, only the background works.
    const path = (await time.mayGoOn()) ? await this.#readyPath(document, states.paths, situation, time) : undefined;
    let written: WrittenOffers = { offers: [], settled: false };
    if (path !== undefined) {
      document.cache?.follow(situation.text, states.continuation?.written);
      const { mayGoOn } = time;
      written = await this.#decoder.write({ situation, path, memory: states, shown: shown[0]?.text ?? '', mayGoOn });
    }
    const offers = written.offers.length > 0 ? written.offers : shown;
    if (written.offers.length > 0 && !time.signal.aborted) this.#show(states, situation, written);
    if (!situation.explicit && (!written.settled || path !== states.paths.full)) {
      this.#goOn(document, states, situation, time.signal, offers.length > 0);
    }
    return answerOf(offers);
  }

  #show(states: TextStates, { surroundings, explicit, draft }: Situation, { offers, settled }: WrittenOffers): void {
    const { prefix, suffix } = surroundings;
    states.shown = { prefixText: prefix, suffix, explicit, draft, settled, offers };
  }

  /** A path read to the end of the text, of all of it if there is time, else of its end; undefined without time. */
  async #readyPath(
    document: DocumentStates,
    paths: ReadPaths,
    { text, surroundings }: Situation,
    { mayGoOn, deadline }: Time,
  ): Promise<ReadPath | undefined> {
    const full = await this.#fullPath(document, paths);
    paths.rememberBefore(text, this.#limits.shortContext);
    full.follow(text);
    const remaining = (deadline - this.options.clock()) * this.#limits.readShare;
    const affordable = this.#reader.tokensIn(remaining);
    if (text.length - full.head.offset <= affordable) {
      paths.short = undefined;
      if (full.head.offset >= (paths.remembered?.head.offset ?? Infinity)) paths.remembered = undefined;
      // Stops at the cursor on the way: the next request starts there, without `requiredStart`.
      const hasRead = await this.#reader.readTo(full, surroundings.prefix, mayGoOn);
      return hasRead && (await this.#reader.readTo(full, text, mayGoOn)) ? full : undefined;
    }
    const isUsable = ({ from, path }: ShortPath): boolean => {
      if (text.length < from) return false;
      path.follow(text.slice(from));
      return text.length - from - path.head.offset <= affordable;
    };
    const known = [paths.short, paths.remembered?.recollect(text)].filter((short) => short !== undefined);
    const used = known.find(isUsable) ?? (await this.#shortPath(document, text, affordable));
    paths.short = used;
    return (await this.#reader.readTo(used.path, text.slice(used.from), mayGoOn)) ? used.path : undefined;
  }

  /** A new path over the last lines of a text, as many as can be read. */
  async #shortPath(document: DocumentStates, text: string, affordable: number): Promise<ShortPath> {
    const length = Math.floor(Math.max(32, Math.min(this.#limits.shortContext, affordable)));
    return {
      from: startOfLast(text, length),
      path: new ReadPath(this.model, await document.start(this.model, this.vocabulary)),
    };
  }

  /** Reads and decodes in the background what the budget cut short. Reports an offer that comes of it. */
  #goOn(
    document: DocumentStates,
    states: TextStates,
    situation: Situation,
    signal: AbortSignal,
    answered: boolean,
  ): void {
    const isWanted = (): boolean =>
      !signal.aborted && document.text === states && document.requests === situation.number;
    void this.#turns.later(situation.documentId, async (mayGoOn) => {
      const full = await this.#fullPath(document, states.paths);
      const hasRead = await this.#reader.readTo(full, situation.text, mayGoOn);
      this.#cache.fit();
      if (!hasRead || !isWanted()) return;
      // The shown offer stays, so only its own continuation is of use.
      if (answered && states.continuation?.path !== full) return;
      document.cache?.follow(situation.text, states.continuation?.written);
      const written = await this.#decoder.best({ situation, path: full, memory: states, shown: '', mayGoOn });
      if (answered || !written.settled || written.offers.length === 0 || !isWanted()) return;
      this.#show(states, situation, written);
      this.options.onLateOffer?.(situation.documentId);
    });
  }

  #predictorOf(document: DocumentStates): Predictor {
    if (this.#textCache === undefined) document.cache = undefined;
    else document.cache ??= this.#textCache.open(document.path, document.languageId);
    const { cache } = document;
    const live = this.#learnerOf(document)?.weights;
    return cache === undefined && live === undefined ? this.#alone : new MixedPredictor(this.model, { live, cache });
  }

  #learnerOf(document: DocumentStates): LiveLearner | undefined {
    if (this.#liveLearning) document.live ??= new LiveLearner(this.model, document.languageId);
    return document.live;
  }

  async #fullPath(document: DocumentStates, paths: ReadPaths): Promise<ReadPath> {
    paths.full ??= new ReadPath(this.model, await document.start(this.model, this.vocabulary));
    paths.full.learner = this.#learnerOf(document);
    return paths.full;
  }
}
