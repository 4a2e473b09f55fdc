/**
 * What a fine-tuning has changed for somebody who writes: the same stretches of held-out files typed with the model before and with
 * the model after, and some lines as both would have completed them. Nothing here knows of an editor; the engine is the one
 * that the editor uses.
 */
import { CompletionEngine } from '../completion/completionEngine.ts';
import type { CharacterModel } from '../model/characterModel.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import type { BeforeAfter, ComparedLine } from './fineTuneReport.ts';
import { comparedLines, type TypedSample } from './comparedLines.ts';
import { EngineSystem } from '../replay/engineSystem.ts';
import { measuresOf } from '../replay/measures.ts';
import type { ReplayFile, ReplaySystem } from '../replay/replaySystem.ts';
import { samplesOf, type Sample } from './samples.ts';
import { addTallies, type Tally, write } from '../replay/simulatedWriter.ts';

export interface ComparedModel {
  readonly model: CharacterModel;
  readonly vocabulary: Vocabulary;
}

export interface ComparisonOptions {
  readonly before: ComparedModel;
  readonly after: ComparedModel;
  /** Files that neither model has learnt from. */
  readonly files: readonly ReplayFile[];
  /** Milliseconds since an arbitrary moment. */
  readonly now: () => number;
  /** Resolves after pending events were handled (`setImmediate`). */
  readonly yieldToEventLoop: () => Promise<void>;
  /** Typed with each model, over all files (UTF-16 code units). */
  readonly maximumCharacters: number;
  readonly signal: AbortSignal;
}

export interface ModelComparison {
  /** Share of the keystrokes, 0 to 1. */
  readonly keystrokesSaved: BeforeAfter;
  /** At most five. */
  readonly lines: readonly ComparedLine[];
}

/** As by default, but by the models alone: text cache and live learning know the same text, and would hide much of what was learnt. */
const settings = { eagerness: 'balanced', maximumLength: 200 } as const;
const linesShown = 5;

/** @throws the signal's reason soon after it is aborted. */
export async function compareModels(options: ComparisonOptions): Promise<ModelComparison> {
  const { files, maximumCharacters, signal } = options;
  signal.throwIfAborted();
  const before = new Typist(options.before, options);
  const after = new Typist(options.after, options);
  const typed: TypedSample[] = [];
  try {
    for (const sample of samplesOf(files, maximumCharacters)) {
      typed.push({ file: sample.file, before: await before.type(sample), after: await after.type(sample) });
    }
  } finally {
    await Promise.all([before.idle(), after.idle()]);
  }
  return {
    keystrokesSaved: { before: before.keystrokesSaved, after: after.keystrokesSaved },
    lines: comparedLines(typed, linesShown),
  };
}

/** A simulated writer at the engine over one model. */
class Typist {
  readonly #engine: CompletionEngine;
  readonly #system: ReplaySystem;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  readonly #tallies: Tally[] = [];

  constructor({ model, vocabulary }: ComparedModel, { now, yieldToEventLoop, signal }: ComparisonOptions) {
    this.#engine = new CompletionEngine(model, vocabulary, { clock: now, yieldToEventLoop });
    this.#system = new EngineSystem(this.#engine, settings, signal);
    this.#now = now;
    this.#signal = signal;
  }

  get keystrokesSaved(): number {
    return measuresOf(addTallies(this.#tallies)).keystrokesSaved;
  }

  /** Types a sample; gives what was offered on the way. */
  async type({ file, from }: Sample): Promise<ReadonlyMap<number, string>> {
    const offers = new Map<number, string>();
    const stopWhenAborted = (): void => {
      this.#signal.throwIfAborted();
    };
    const tally = await write(listening(this.#system, offers), file, this.#now, stopWhenAborted, from);
    this.#tallies.push(tally);
    return offers;
  }

  /** Resolves when the model is not in use any more. */
  idle(): Promise<void> {
    return this.#engine.idle();
  }
}

/**
 * The same system; what it offers is written down by offset. Where an offer is accepted nothing is asked inside it; who typed on
 * instead would see its rest there (`restOfStanding`), so that is written down.
 */
function listening(system: ReplaySystem, offers: Map<number, string>): ReplaySystem {
  return {
    askedAfterAccept: system.askedAfterAccept,
    open: (file) => {
      const document = system.open(file);
      return {
        offer: async (prefix) => {
          const offer = await document.offer(prefix);
          const start = prefix.length;
          const text = offer?.text ?? '';
          offers.set(start, text);
          if (file.text.startsWith(text, start)) {
            for (let typed = 1; typed < text.length; typed++) offers.set(start + typed, text.slice(typed));
          }
          return offer;
        },
        close: () => {
          document.close();
        },
      };
    },
  };
}
