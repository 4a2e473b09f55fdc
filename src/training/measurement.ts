/** Bits per character of two fixed samples: held-out text of the workspace, and text that has nothing to do with it. */
import { Rng } from '../base/rng.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Vocabulary } from '../model/vocabulary.ts';
import { ScoringSession } from '../runtime/trainingSession.ts';
import { type CorpusDocument, type EncodedDocument, encodeDocument } from './corpus.ts';
import { bitsPerCharacter, type Score, scoreDocuments } from './evaluation.ts';

export interface Samples {
  readonly heldOut: readonly EncodedDocument[];
  readonly probe: readonly EncodedDocument[];
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  /** Awaited after each chunk. */
  readonly betweenRuns: () => Promise<void>;
  /** Both when absent; what is not measured is NaN. */
  readonly what?: readonly (keyof Samples)[];
}

/** Bytes of held-out text and of the probe that are measured each time. */
const measuredCharacters = 60_000;
/** Of one document. */
const longestStretch = 8_000;
/** Many texts side by side and few characters a run: small documents waste little. */
const shape = { steps: 64, batch: 32 };

export class Measurement {
  readonly #config: ModelConfig;
  readonly #samples: Samples;
  readonly #threads: number;
  #tokens = 0;

  constructor(config: ModelConfig, samples: Samples, threads: number) {
    this.#config = config;
    this.#samples = samples;
    this.#threads = threads;
  }

  /** Tokens scored so far, by all measurements together. */
  get tokens(): number {
    return this.#tokens;
  }

  /** The session lives only as long as it is needed: two that spin with several threads would halve each other. */
  async measure(
    parameters: Float32Array,
    { signal, betweenRuns, what = ['heldOut', 'probe'] }: MeasureOptions,
  ): Promise<Record<keyof Samples, number>> {
    const session = await ScoringSession.create(this.#config, shape, parameters, this.#threads);
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
    const bits = { heldOut: NaN, probe: NaN };
    try {
      for (const name of what)
        bits[name] = bitsPerCharacter(total(await scoreDocuments(scorer, this.#samples[name], signal)));
    } finally {
      await session.dispose();
    }
    return bits;
  }
}

function total(scores: readonly Score[]): Score {
  const sum = { nats: 0, characters: 0 };
  for (const { nats, characters } of scores) {
    sum.nats += nats;
    sum.characters += characters;
  }
  return sum;
}

/** Documents in an order that chance gives, always the same, of each a stretch, until there is enough to measure. */
export function sampled(vocabulary: Vocabulary, documents: readonly CorpusDocument[]): readonly EncodedDocument[] {
  const chosen: EncodedDocument[] = [];
  let characters = 0;
  for (const document of new Rng(1).shuffle([...documents])) {
    if (characters >= measuredCharacters) break;
    const text = document.text.slice(0, longestStretch);
    chosen.push(encodeDocument(vocabulary, { ...document, text }, true));
    characters += text.length;
  }
  return chosen;
}
