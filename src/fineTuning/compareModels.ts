/**
 * What a fine-tuning changed for the user: the same stretches of held-out files, typed with the old and with the new
 * model by the engine of the editor, and some lines as both models complete them.
 */
import { CompletionEngine } from '../completion/completionEngine.ts';
import type { CharacterModel } from '../model/characterModel.ts';
import { Vocabulary } from '../model/text/vocabulary.ts';
import { EngineSystem } from '../replay/engineSystem.ts';
import { measuresOf } from '../replay/measures.ts';
import type { ReplayFile, ReplaySystem } from '../replay/replaySystem.ts';
import { addTallies, type Tally, write } from '../replay/simulatedWriter.ts';
import type { StoredCheckpoint } from '../runtime/checkpointFiles.ts';
import { OnnxCharacterModel } from '../runtime/onnxCharacterModel.ts';
import { comparedLines, type TypedSample } from './comparedLines.ts';
import type { BeforeAfter, ComparedLine } from './fineTuneReport.ts';

interface ComparedModel {
  readonly model: CharacterModel;
  readonly vocabulary: Vocabulary;
}

export interface ComparisonOptions {
  readonly before: ComparedModel;
  readonly after: ComparedModel;
  /** Files that neither model has learnt. */
  readonly files: readonly ReplayFile[];
  /** A clock, in milliseconds. */
  readonly now: () => number;
  /** Resolves after pending events were handled (`setImmediate`). */
  readonly yieldToEventLoop: () => Promise<void>;
  /** Typed with each model, over all files, in UTF-16 code units. */
  readonly maximumCharacters: number;
  readonly signal: AbortSignal;
}

export interface ModelComparison {
  /** Share of the keystrokes, 0 to 1. */
  readonly keystrokesSaved: BeforeAfter;
  /** At most five. */
  readonly lines: readonly ComparedLine[];
}

/** Text cache and live learning are off: they learn the same text, and would hide what the model learnt. */
const settings = { eagerness: 'balanced', maximumLength: 200 } as const;
const linesShown = 5;

/** Characters typed with each model for each minute of the budget, and at most. */
const comparedPerMinute = 400;
const comparedAtMost = 4_000;

export interface TunedComparison extends Pick<ComparisonOptions, 'now' | 'yieldToEventLoop' | 'signal'> {
  readonly base: StoredCheckpoint;
  /** The new weights. */
  readonly parameters: Float32Array;
  readonly heldOut: readonly ReplayFile[];
  /** Of the whole fine-tuning. */
  readonly minutes: number;
}

/** Compares new weights with their base. @throws the signal's reason when aborted */
export async function compareWithBase({
  base,
  parameters,
  heldOut,
  minutes,
  ...surroundings
}: TunedComparison): Promise<ModelComparison> {
  const { config, vocabulary: stored } = base.manifest;
  const vocabulary = new Vocabulary(stored.languages);
  const before = await OnnxCharacterModel.create(config, base.flat);
  const after = await OnnxCharacterModel.create(config, parameters);
  try {
    return await compareModels({
      ...surroundings,
      before: { model: before, vocabulary },
      after: { model: after, vocabulary },
      files: heldOut,
      maximumCharacters: Math.min(comparedAtMost, comparedPerMinute * minutes),
    });
  } finally {
    await before.dispose();
    await after.dispose();
  }
}

/** @throws the signal's reason when aborted */
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

/** A simulated writer that types with one model. */
class Typist {
  readonly #engine: CompletionEngine;
  readonly #system: ReplaySystem;
  readonly #tallies: Tally[] = [];

  constructor(
    { model, vocabulary }: ComparedModel,
    private readonly options: ComparisonOptions,
  ) {
    const { now, yieldToEventLoop, signal } = options;
    this.#engine = new CompletionEngine(model, vocabulary, { clock: now, yieldToEventLoop });
    this.#system = new EngineSystem(this.#engine, settings, signal);
  }

  get keystrokesSaved(): number {
    return measuresOf(addTallies(this.#tallies)).keystrokesSaved;
  }

  /** Types a sample. @returns the offers by offset */
  async type({ file, from }: Sample): Promise<ReadonlyMap<number, string>> {
    const offers = new Map<number, string>();
    const { now, signal } = this.options;
    const stopWhenAborted = (): void => {
      signal.throwIfAborted();
    };
    const tally = await write(listening(this.#system, offers), file, now, stopWhenAborted, from);
    this.#tallies.push(tally);
    return offers;
  }

  /** Resolves when the model is no longer in use. */
  idle(): Promise<void> {
    return this.#engine.idle();
  }
}

/**
 * The same system, with its offers recorded by offset. The writer accepts a right offer as a whole and asks nothing
 * inside it. A user who typed it would see its rest at each offset, so that is recorded too.
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

export interface Sample {
  /** Cut at the end of the sample. */
  readonly file: ReplayFile;
  /** UTF-16 offset at which it begins, always the start of a line. The text before is there already. */
  readonly from: number;
}

/** Shorter stretches do not let a model adapt to the file. */
const smallestStretch = 800;
/** Most text before a stretch that begins in the middle. */
const longestLead = 2000;

/**
 * The stretches to type: whole lines of as many files as fit, spread over the folder, in the order of paths. Long files
 * begin in the middle, because their tops (licences, imports) are much alike. The same files give the same stretches.
 * @param maximumCharacters of all stretches together, in UTF-16 code units
 */
export function samplesOf(files: readonly ReplayFile[], maximumCharacters: number): readonly Sample[] {
  const chosen = spread(files, Math.max(1, Math.floor(maximumCharacters / smallestStretch)));
  // Shortest first, so that longer files get what the shorter ones leave over.
  const byLength = [...chosen].sort((a, b) => a.text.length - b.text.length);
  let left = maximumCharacters;
  const samples = byLength.flatMap((file, index) => {
    const sample = stretchOf(file, left / (byLength.length - index));
    if (sample === undefined) return [];
    left -= sample.file.text.length - sample.from;
    return [sample];
  });
  return samples.sort((a, b) => comparePaths(a.file, b.file));
}

/** At most `count` files, at equal distances in the order of their paths, so that every folder gives some. */
function spread(files: readonly ReplayFile[], count: number): readonly ReplayFile[] {
  const sorted = files.filter(({ text }) => text.trim() !== '').sort(comparePaths);
  if (sorted.length <= count) return sorted;
  return sorted.filter(
    (_, index) => Math.floor((index * count) / sorted.length) < Math.floor(((index + 1) * count) / sorted.length),
  );
}

/** Whole lines of a file, at most `length` code units; `undefined` if no line is so short. */
function stretchOf(file: ReplayFile, length: number): Sample | undefined {
  const { text } = file;
  if (text.length <= length) return { file, from: 0 };
  const wanted = Math.floor(Math.min((text.length - length) / 2, longestLead));
  const from = text.lastIndexOf('\n', wanted - 1) + 1;
  const end = text.lastIndexOf('\n', from + Math.floor(length) - 1) + 1;
  return end > from ? { file: { ...file, text: text.slice(0, end) }, from } : undefined;
}

function comparePaths(a: ReplayFile, b: ReplayFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
