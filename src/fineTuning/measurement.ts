/**
 * Bits per character of two fixed samples: held-out text of the workspace, and text from elsewhere. A short fine-tuning
 * gets small samples, so that most of its time is left for training.
 */
import { Rng } from '../base/rng.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import { ScoringSession } from '../runtime/trainingSession.ts';
import { type CorpusDocument, type EncodedDocument, encodeDocument } from '../training/corpus.ts';
import { bitsPerCharacter, type Score, scoreDocuments } from '../training/evaluation.ts';

export interface Samples {
  readonly heldOut: readonly EncodedDocument[];
  readonly probe: readonly EncodedDocument[];
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  /** Awaited after each chunk. */
  readonly betweenRuns: () => Promise<void>;
}

export interface SampleSize {
  /** Bytes of text. */
  readonly characters: number;
  /** Most bytes of one document. */
  readonly stretch: number;
}

const largestSample: SampleSize = { characters: 60_000, stretch: 8_000 };
/** With less the numbers mean nothing, and a stretch would be only licence and imports. */
const smallestSample: SampleSize = { characters: 4_000, stretch: 1_500 };
/** Fewest minutes that get the largest sample. */
const minutesOfLargest = 5;

/** Tokens per run and lane. */
const steps = 64;
const mostLanes = 32;

/** For a fine-tuning of so many minutes. */
export function sampleSize(minutes: number): SampleSize {
  const share = Math.min(1, minutes / minutesOfLargest);
  return {
    characters: Math.max(smallestSample.characters, share * largestSample.characters),
    stretch: Math.max(smallestSample.stretch, share * largestSample.stretch),
  };
}

export class Measurement {
  #tokens = 0;

  constructor(
    private readonly config: ModelConfig,
    private readonly samples: Samples,
    private readonly threads: number,
  ) {}

  /** Tokens scored so far, in all measurements. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Creates a session for each call: two sessions with spinning threads would halve each other's speed. */
  async measure(
    parameters: Float32Array,
    what: keyof Samples,
    { signal, betweenRuns }: MeasureOptions,
  ): Promise<number> {
    const documents = this.samples[what];
    const shape = { steps, batch: lanesOf(documents) };
    const session = await ScoringSession.create(this.config, shape, parameters, this.threads);
    const scorer = {
      shape,
      run: async (tokens: Int32Array, targets: Int32Array) => {
        const nats = await session.run(tokens, targets);
        this.#tokens += tokens.length;
        await betweenRuns();
        return nats;
      },
      resetStates: (text?: number) => {
        session.resetStates(text);
      },
    };
    try {
      return bitsPerCharacter(total(await scoreDocuments(scorer, documents, signal)));
    } finally {
      await session.dispose();
    }
  }
}

/** Lanes such that all end with the longest document, since an empty lane costs as much as a full one. */
function lanesOf(documents: readonly EncodedDocument[]): number {
  const lengths = documents.map(({ tokens }) => tokens.length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  return Math.min(mostLanes, Math.ceil(all / Math.max(...lengths, 1)) || 1);
}

function total(scores: readonly Score[]): Score {
  const sum = { nats: 0, characters: 0 };
  for (const { nats, characters } of scores) {
    sum.nats += nats;
    sum.characters += characters;
  }
  return sum;
}

/** The beginnings of documents in a fixed random order, until there is enough to measure. */
export function sampled(
  vocabulary: Vocabulary,
  documents: readonly CorpusDocument[],
  size: SampleSize,
): readonly EncodedDocument[] {
  const chosen: EncodedDocument[] = [];
  let characters = 0;
  for (const document of new Rng(1).shuffle([...documents])) {
    if (characters >= size.characters) break;
    const text = document.text.slice(0, size.stretch);
    chosen.push(encodeDocument(vocabulary, { ...document, text }, true));
    characters += text.length;
  }
  return chosen;
}
