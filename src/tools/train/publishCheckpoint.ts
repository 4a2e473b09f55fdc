/**
 * Trained weights become a checkpoint folder: rounded to 16 bits, evaluated on the held-out packages as they will
 * ship, and written.
 */
import type { ModelConfig } from '../../model/config.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { fromFloat16, toFloat16 } from '../../model/float16.ts';
import { writeCheckpoint } from '../../runtime/checkpointFiles.ts';
import { bitsPerCharacter } from '../../training/evaluation.ts';
import { evaluateByLanguage } from '../measure/evaluateByLanguage.ts';

export interface Publication {
  readonly folder: string;
  readonly name: string;
  readonly config: ModelConfig;
  readonly vocabulary: Vocabulary;
  readonly parameters: Float32Array;
  /** Corpus file of held-out packages. */
  readonly heldOut: string;
  readonly threads: number;
  /** Tokens read in training. */
  readonly tokens: number;
  readonly recipe: unknown;
  /** What it was trained on; the pinned packages by default. */
  readonly corpus?: unknown;
}

export async function publishCheckpoint(publication: Publication): Promise<void> {
  const {
    folder,
    name,
    config,
    vocabulary,
    heldOut,
    threads,
    tokens,
    recipe,
    corpus = 'models/corpus.json',
  } = publication;
  const rounded = fromFloat16(toFloat16(publication.parameters));
  const scores = await evaluateByLanguage(config, vocabulary, rounded, heldOut, threads);
  const bits = Object.fromEntries(
    [...scores].map(([language, score]) => [language, Number(bitsPerCharacter(score).toFixed(4))]),
  );
  const { overall = 0, ...languages } = bits;
  await writeCheckpoint(folder, {
    manifest: {
      name,
      config,
      vocabulary: { version: 1, languages: vocabulary.languages },
      provenance: { corpus, tokens, recipe },
      bitsPerCharacter: { overall, languages },
    },
    flat: rounded,
  });
  console.log(`${folder}: ${overall.toFixed(4)} bits per character on held-out packages`);
  console.log('Language detection belongs to one model: npm run language-head trains it for this one.');
}
