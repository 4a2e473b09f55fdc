/**
 * Characters per second when a document is opened for the first time. Samples are short and the upper quartile counts,
 * since other processes can only slow them down.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import { quantile } from '../../../base/statistics.ts';

export interface ReadMeasures {
  readonly charactersPerSecond: number;
}

export async function benchReading(modelFolder: string, rounds: number): Promise<ReadMeasures> {
  const { model, vocabulary } = await loadCharacterModel(modelFolder);
  const text = await sampleDocument(512);
  const rates: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const started = performance.now();
    await model.read(model.initialState(), vocabulary.encode(text));
    if (round >= 0) rates.push(text.length / ((performance.now() - started) / 1000));
  }
  await model.dispose();
  return { charactersPerSecond: quantile(rates, 0.75) };
}

/** Exactly `length` UTF-16 code units. */
export async function sampleDocument(length: number): Promise<string> {
  const folder = join('src', 'model');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const text = texts.join('\n');
  return text.repeat(Math.ceil(length / Math.max(1, text.length))).slice(0, length);
}
