import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { ScoringSession } from '../../../src/runtime/trainingSession.ts';
import type { CorpusDocument, EncodedDocument } from '../../../src/training/corpus.ts';
import { bitsPerCharacter, scoreDocuments } from '../../../src/training/evaluation.ts';
import { Measurement, sampled, sampleSize } from '../../../src/fineTuning/measurement.ts';
import { tinyCheckpoint, tinyConfig } from '../../support/tinyCheckpoint.ts';

const vocabulary = new Vocabulary();
const { flat } = tinyCheckpoint();
const documents = (count: number, length: number): CorpusDocument[] =>
  Array.from({ length: count }, (_, index) => ({
    package: '',
    path: `${index}.md`,
    language: 'markdown',
    text: `The ${index} cats sat on the mat. `.repeat(length).slice(0, length),
  }));
const charactersOf = (sample: readonly EncodedDocument[]): number =>
  sample.reduce((sum, { document }) => sum + document.text.length, 0);

const options = () => {
  let runs = 0;
  const betweenRuns = () => {
    runs++;
    return Promise.resolve();
  };
  return { signal: new AbortController().signal, betweenRuns, runs: () => runs };
};

describe('the size of a sample', () => {
  it('follows the time budget, between a smallest and a largest size', () => {
    const sizes = [0.01, 0.5, 1, 2.5, 5, 10, 240].map((minutes) => sampleSize(minutes));
    expect(sizes.map(({ characters }) => characters)).toEqual([4_000, 6_000, 12_000, 30_000, 60_000, 60_000, 60_000]);
    expect(sizes.map(({ stretch }) => stretch)).toEqual([1_500, 1_500, 1_600, 4_000, 8_000, 8_000, 8_000]);
  });

  it('limits the sample: a stretch of each document, always the same ones', () => {
    const size = sampleSize(0.5);
    const sample = sampled(vocabulary, documents(50, 9_000), size);
    expect(charactersOf(sample)).toBe(6_000);
    expect(sample.map(({ document }) => document.text.length)).toEqual([1_500, 1_500, 1_500, 1_500]);
    expect(sampled(vocabulary, documents(50, 9_000), size)).toEqual(sample);
    expect(charactersOf(sampled(vocabulary, documents(3, 100), size))).toBe(300);
  });
});

describe('a measurement', () => {
  const heldOut = sampled(vocabulary, [...documents(3, 700), ...documents(5, 200)], sampleSize(10));
  const probe = sampled(vocabulary, documents(40, 90), sampleSize(10));

  it('gives the bits per character of each sample, for any number of lanes', async () => {
    const measurement = new Measurement(tinyConfig, { heldOut, probe }, 1);
    for (const name of ['heldOut', 'probe'] as const) {
      const scorer = await ScoringSession.create(tinyConfig, { steps: 32, batch: 2 }, flat, 1);
      const scores = await scoreDocuments(scorer, { heldOut, probe }[name]);
      await scorer.dispose();
      const sum = { nats: 0, characters: 0 };
      for (const { nats, characters } of scores) {
        sum.nats += nats;
        sum.characters += characters;
      }
      expect(await measurement.measure(flat, name, options())).toBeCloseTo(bitsPerCharacter(sum), 4);
    }
  });

  it('scores hardly more tokens than there are', async () => {
    const measurement = new Measurement(tinyConfig, { heldOut, probe }, 1);
    const { runs, ...rest } = options();
    await measurement.measure(flat, 'heldOut', rest);
    const tokens = heldOut.reduce((sum, document) => sum + document.tokens.length, 0);
    expect(measurement.tokens).toBeGreaterThanOrEqual(tokens - heldOut.length);
    expect(measurement.tokens).toBeLessThan(1.5 * tokens);
    expect(runs()).toBeGreaterThan(1);
    expect(measurement.tokens % (64 * runs())).toBe(0);
  });

  it('of an empty sample is NaN', async () => {
    const measurement = new Measurement(tinyConfig, { heldOut: [], probe }, 1);
    expect(await measurement.measure(flat, 'heldOut', options())).toBeNaN();
  });

  it('ends when aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const measurement = new Measurement(tinyConfig, { heldOut, probe }, 1);
    const betweenRuns = () => {
      controller.abort(reason);
      return Promise.resolve();
    };
    await expect(measurement.measure(flat, 'heldOut', { signal: controller.signal, betweenRuns })).rejects.toBe(reason);
  });
});
