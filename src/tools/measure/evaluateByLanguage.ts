/** Bits per character of a corpus file, by language and over all, in 32-bit arithmetic. */
import type { ModelConfig } from '../../model/config.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { ScoringSession } from '../../runtime/trainingSession.ts';
import { type EncodedDocument, encodeDocument, readCorpusFile } from '../../training/corpus.ts';
import { type Score, byLanguage, scoreDocuments } from '../../training/evaluation.ts';

/** Documents side by side and characters a run: small documents waste little. */
const shape = { steps: 64, batch: 32 };

export async function evaluateByLanguage(
  config: ModelConfig,
  vocabulary: Vocabulary,
  parameters: Float32Array,
  corpusFile: string,
  threads: number,
): Promise<Map<string, Score>> {
  const documents: EncodedDocument[] = [];
  for await (const document of readCorpusFile(corpusFile)) documents.push(encodeDocument(vocabulary, document, true));
  return await scoreByLanguage(config, parameters, documents, threads);
}

export async function scoreByLanguage(
  config: ModelConfig,
  parameters: Float32Array,
  documents: readonly EncodedDocument[],
  threads: number,
  signal?: AbortSignal,
): Promise<Map<string, Score>> {
  const scorer = await ScoringSession.create(config, shape, parameters, threads);
  try {
    return byLanguage(documents, await scoreDocuments(scorer, documents, signal));
  } finally {
    await scorer.dispose();
  }
}
