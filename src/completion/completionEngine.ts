/**
 * From the text around the cursor to offers. Sources in this order: the rest of a shown offer; what the model wrote
 * before; the states along the document, from which it writes on. Work is done in slices. What the budget cuts short
 * continues in the background for the next keystroke.
 */
import type { CharacterModel } from '../model/characterModel.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import { cachedCalibration, type Calibration, fittedCalibration } from './choosing/calibration.ts';
import { Decoder, type OnWritten, type Situation, type WrittenOffers } from './writing/decoder.ts';
import { DocumentReader, type ReadyPath } from './documentReader.ts';
import { endsInsideCodePoint, withLineFeeds } from './reading/documentText.ts';
import { type DocumentStates, HiddenStateCache, type TextStates } from './documentStates.ts';
import { defaultLimits, type EngineLimits } from './limits.ts';
import { LiveLearner } from './live/liveLearner.ts';
import { MixedPredictor, ModelPredictor, type Predictor } from './writing/predictor.ts';
import { Reader } from './reading/reader.ts';
import type {
  AnswerContext,
  CompletionOffer,
  CompletionRequest,
  CompletionResult,
  DocumentEdit,
  DocumentPosition,
  Eagerness,
} from './request.ts';
import { rememberedOffer } from './choosing/rememberedOffer.ts';
import { explicitRule, type ShowRule, showRules } from './choosing/showRule.ts';
import { type ShownOffer, typedThrough } from './choosing/typedThrough.ts';
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

/** Code units right of the cursor that offers are fitted to. */
const closeSuffix = 2_000;

function answerOf(offers: readonly CompletionOffer[], context?: AnswerContext): CompletionResult {
  const sent = offers.map(({ text, probability }) => ({ text, probability }));
  return context === undefined ? { offers: sent } : { offers: sent, context };
}

function withoutDoubles(offers: readonly ShownOffer[]): readonly ShownOffer[] {
  return offers.filter(({ text }, at) => offers.findIndex((other) => other.text === text) === at);
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
  readonly #reader: DocumentReader;
  readonly #decoder: Decoder;
  readonly #turns: Turns;
  readonly #alone: Predictor;
  #textCache: TextCache | undefined;
  #liveLearning: boolean;

  constructor(
    private readonly model: CharacterModel,
    vocabulary: Vocabulary,
    private readonly options: EngineOptions,
  ) {
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#cache = new HiddenStateCache(this.#limits.memory);
    const reader = new Reader(options.clock, this.#limits.readSlice);
    this.#reader = new DocumentReader(model, vocabulary, reader, this.#limits);
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
    if (this.#textCache !== textCache) this.forgetEdits();
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
    if (endsInsideCodePoint(situation.text) || signal.aborted) return silence;
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

  /** Reads a document up to a position, and some of what follows, in the background. Resolves when that is done, cancelled or replaced. */
  async readAhead(position: DocumentPosition, signal: AbortSignal): Promise<void> {
    const document = this.#cache.open(position);
    // A request for the document is running and knows better what to read.
    if (signal.aborted || this.#turns.has(position.documentId)) return;
    const text = document.place(position, this.#limits.maximumContext);
    const behind = withLineFeeds(position.suffix ?? '').slice(0, this.#limits.readBehind);
    const { paths } = document.text;
    this.#predictorOf(document);
    const read = async (mayGoOn: MayGoOn): Promise<void> => {
      const { cacheSlice } = this.#limits;
      while (document.cache?.follow(text, undefined, cacheSlice) === false) if (!(await mayGoOn())) return;
      const full = await this.#reader.full(document, paths);
      for (const wanted of [text, text + behind]) {
        // Going back would drop the states behind the position.
        if (full.commonWith(wanted) === wanted.length) continue;
        if ((await this.#reader.whole(document, paths, wanted, mayGoOn)) === undefined) return;
      }
      this.#cache.fit();
    };
    await this.#turns.later(position.documentId, read, signal);
  }

  /** A document was changed. The text cache learns what was removed, and what came instead. */
  edited(edit: DocumentEdit): void {
    this.#textCache?.edits.changed(edit);
  }

  /** Forgets all edits. */
  forgetEdits(): void {
    this.#textCache?.edits.clear();
  }

  /** Forgets a document, but not what was edited there. */
  closeDocument(documentId: string): void {
    this.#textCache?.edits.close(documentId);
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
    const below = withLineFeeds(request.suffix);
    return {
      documentId: request.documentId,
      predictor: this.#predictorOf(document),
      number: ++document.requests,
      text: prefix + requiredStart,
      below,
      explicit: request.explicit,
      draft: request.explicit && request.draft === true,
      rule: request.explicit ? explicitRule : (this.options.rules ?? showRules)[request.eagerness],
      surroundings: {
        prefix,
        suffix: below.slice(0, closeSuffix),
        requiredStart,
        maximumLength: Math.min(request.maximumLength, this.#limits.maximumLength),
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
    const repeated = shown.length > 0 ? undefined : this.#repeated(situation);
    if (repeated !== undefined && !situation.explicit) {
      this.#show(states, situation, { offers: repeated, settled: true });
      this.#goOn(document, states, situation, time.signal, true);
      return answerOf(repeated);
    }
    // Without time left, only the background works.
    const ready = (await time.mayGoOn()) ? await this.#readyPath(document, states, situation, time) : undefined;
    let written: WrittenOffers = { offers: [], settled: false };
    if (ready !== undefined) {
      const { mayGoOn } = time;
      const { path } = ready;
      written = await this.#decoder.write({ situation, path, memory: states, shown: shown[0]?.text ?? '', mayGoOn });
    }
    written = { ...written, offers: withoutDoubles([...(repeated ?? []), ...written.offers]) };
    const offers = written.offers.length > 0 ? written.offers : shown;
    if (!time.signal.aborted) this.#show(states, situation, written);
    if (!situation.explicit && (!written.settled || ready?.context !== 'whole')) {
      this.#goOn(document, states, situation, time.signal, offers.length > 0);
    }
    return answerOf(offers, ready?.context);
  }

  /** The offer of an edit that repeats an earlier one; none where nothing was inserted then. */
  #repeated({ documentId, surroundings, rule, draft }: Situation): readonly ShownOffer[] | undefined {
    if (draft) return undefined;
    const { prefix, suffix } = surroundings;
    const repetition = this.#textCache?.edits.repetitionAt(documentId, prefix, suffix);
    if (repetition === undefined) return undefined;
    if (repetition.text === '') return [];
    const offer = rememberedOffer(repetition, rule, surroundings);
    return offer === undefined ? undefined : [offer];
  }

  /** What the request is written from; the text cache is brought to the cursor first, so that reading knows its time. */
  async #readyPath(
    document: DocumentStates,
    states: TextStates,
    situation: Situation,
    { mayGoOn, deadline }: Time,
  ): Promise<ReadyPath | undefined> {
    if (!(await this.#takenIn(document, states, situation, mayGoOn))) return undefined;
    const { text, surroundings } = situation;
    const milliseconds = (deadline - this.options.clock()) * this.#limits.readShare;
    return await this.#reader.ready(document, states.paths, {
      text,
      prefix: surroundings.prefix,
      milliseconds,
      mayGoOn,
    });
  }

  #show(states: TextStates, { surroundings, explicit, draft }: Situation, { offers, settled }: WrittenOffers): void {
    if (offers.length === 0) return;
    const { prefix, suffix } = surroundings;
    states.shown = { prefixText: prefix, suffix, explicit, draft, settled, offers };
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
      const full = await this.#reader.whole(document, states.paths, situation.text, mayGoOn);
      this.#cache.fit();
      if (full === undefined || !isWanted()) return;
      // The shown offer stays, so only its own continuation is of use.
      if (answered && states.continuation?.path !== full) return;
      if (!(await this.#takenIn(document, states, situation, mayGoOn))) return;
      const written = await this.#decoder.best({ situation, path: full, memory: states, shown: '', mayGoOn });
      if (answered || !written.settled || written.offers.length === 0 || !isWanted()) return;
      this.#show(states, situation, written);
      this.options.onLateOffer?.(situation.documentId);
    });
  }

  /**
   * The text cache of a document has taken in the text. False when `mayGoOn` stopped it. Some of the text below the
   * cursor may be missing then: it is only evidence.
   */
  async #takenIn(
    { cache }: DocumentStates,
    { continuation }: TextStates,
    { text, below }: Situation,
    mayGoOn: MayGoOn,
  ): Promise<boolean> {
    if (cache === undefined) return true;
    while (!cache.follow(text, continuation?.written, this.#limits.cacheSlice)) if (!(await mayGoOn())) return false;
    cache.followBelow(below, text.slice(text.lastIndexOf('\n') + 1));
    while (cache.takeInBelow()) if (!(await mayGoOn())) break;
    return true;
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
}
