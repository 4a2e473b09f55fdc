/**
 * Bits per character of held-out text while a training runs: a line of JSON for each measurement. The sample is always
 * the same, and as large for each language as there is text, so that the curve does not hang on the common ones.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { Rng } from '../../base/rng.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { type CorpusDocument, encodeDocument, readCorpusFile } from '../../training/corpus.ts';
import { bitsPerCharacter } from '../../training/evaluation.ts';
import { scoreByLanguage } from '../measure/evaluateByLanguage.ts';

export interface HeldOutPoint {
  readonly updates: number;
  /** Tokens read in this training. */
  readonly tokens: number;
  /** Bits per character over all text of the sample. */
  readonly overall: number;
  /** Mean of the languages. */
  readonly mean: number;
  readonly languages: Readonly<Record<string, number>>;
}

export class HeldOutCurve {
  private constructor(
    private readonly path: string,
    private readonly vocabulary: Vocabulary,
    private readonly sample: readonly CorpusDocument[],
    private readonly measured: Set<number>,
  ) {}

  /** `path`: the file of the curve. Goes on with one that is there already. */
  static async open(
    path: string,
    vocabulary: Vocabulary,
    heldOut: string,
    charactersPerLanguage: number,
  ): Promise<HeldOutCurve> {
    const lines = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    const points = lines.split('\n').filter((line) => line.endsWith('}'));
    const updates = points.map((line) => (JSON.parse(line) as HeldOutPoint).updates);
    return new HeldOutCurve(path, vocabulary, await sampleOf(heldOut, charactersPerLanguage), new Set(updates));
  }

  /**
   * Measures these weights and adds a line, unless this update was measured before the training was resumed.
   * @throws the reason of `signal` when it stops the measurement
   */
  async measure(
    config: ModelConfig,
    parameters: Float32Array,
    { updates, tokens }: Pick<HeldOutPoint, 'updates' | 'tokens'>,
    threads: number,
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.measured.has(updates)) return;
    const documents = this.sample.map((document) => encodeDocument(this.vocabulary, document, true));
    const scores = await scoreByLanguage(config, parameters, documents, threads, signal);
    this.measured.add(updates);
    const bits = [...scores].map(([name, score]) => [name, Number(bitsPerCharacter(score).toFixed(4))] as const);
    const { overall = 0, ...languages } = Object.fromEntries(bits);
    const each = Object.values(languages);
    const mean = Number((each.reduce((sum, value) => sum + value, 0) / each.length).toFixed(4));
    const point: HeldOutPoint = { updates, tokens, overall, mean, languages };
    await appendFile(this.path, `${JSON.stringify(point)}\n`);
    console.log(`${(tokens / 1e6).toFixed(2)} M: held out ${overall.toFixed(4)}, mean of languages ${mean.toFixed(4)}`);
  }
}

/** Whole documents in a fixed random order, as many of each language as have so many characters. */
async function sampleOf(file: string, charactersPerLanguage: number): Promise<CorpusDocument[]> {
  const documents: CorpusDocument[] = [];
  for await (const document of readCorpusFile(file)) documents.push(document);
  const left = new Map<string, number>();
  return new Rng(1).shuffle(documents).filter(({ language, text }) => {
    const room = left.get(language) ?? charactersPerLanguage;
    if (text.length > room) return false;
    left.set(language, room - text.length);
    return true;
  });
}
