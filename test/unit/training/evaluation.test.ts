/** Documents scored side by side in lanes get the same likelihoods as from the naive network one by one. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import type { CellKind, ModelConfig } from '../../../src/model/config.ts';
import { initialParameters, parameterViews } from '../../../src/model/parameters.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { ScoringSession } from '../../../src/runtime/trainingSession.ts';
import { type EncodedDocument, encodeDocument } from '../../../src/training/corpus.ts';
import { type ChunkScorer, bitsPerCharacter, byLanguage, scoreDocuments } from '../../../src/training/evaluation.ts';
import { naiveLogLikelihoods } from '../../support/naiveNetwork.ts';

const vocabulary = new Vocabulary();

function configOf(cell: CellKind): ModelConfig {
  const size = { layers: 2, hiddenSize: 32, embeddingSize: 32, vocabularySize: vocabulary.size };
  return { cell, ...size, residual: true, normalisation: 'layer' };
}

const sample = 'function add(a, b) {\n  return a + b;\n}\n// größer ≥ 😀\n';
const texts = ['', 'x', sample, sample.slice(0, 7), 'ä', sample.slice(7, 25), '\n', sample.slice(3)];
const documents = texts.map((text, index) =>
  encodeDocument(
    vocabulary,
    { package: 'p', path: `src/file${index}.ts`, language: index % 2 === 0 ? 'typescript' : 'python', text },
    index % 3 > 0,
  ),
);

/** Nats of a document's tokens after its header, read alone. */
function naiveNats(config: ModelConfig, parameters: Float32Array, { tokens, headerLength }: EncodedDocument): number {
  const views = parameterViews(config, parameters);
  const likelihoods = naiveLogLikelihoods(config, views, tokens.subarray(0, -1), tokens.subarray(1));
  return -likelihoods.slice(headerLength - 1).reduce((sum, value) => sum + value, 0);
}

describe.each<[CellKind]>([['rnn'], ['lstm'], ['gru'], ['mingru']])('documents under a network of %s cells', (cell) => {
  const config = configOf(cell);
  const parameters = initialParameters(config, new Rng(3));
  const expected = documents.map((document) => naiveNats(config, parameters, document));

  // Fewer lanes than documents, as many, and more; chunks shorter and longer than a document.
  it.each([
    [7, 1],
    [7, 3],
    [50, 12],
  ])('get the naive network’s bits in chunks of %i tokens, %i at a time', async (steps, batch) => {
    const scorer = await ScoringSession.create(config, { steps, batch }, parameters, 1);
    const scores = await scoreDocuments(scorer, documents);
    await scorer.dispose();
    expect(scores.map(({ characters }) => characters)).toEqual(texts.map((text) => Buffer.byteLength(text)));
    scores.forEach(({ nats }, index) => {
      expect(Math.abs(nats - expected[index]!)).toBeLessThan(1e-4 * (1 + expected[index]!));
    });
  });

  it('are the same read in pieces as read at once', async () => {
    const { tokens } = documents[2]!;
    const length = 48;
    const read = async (steps: number): Promise<number[]> => {
      const session = await ScoringSession.create(config, { steps, batch: 1 }, parameters, 1);
      const nats: number[] = [];
      for (let from = 0; from < length; from += steps) {
        nats.push(...(await session.run(tokens.slice(from, from + steps), tokens.slice(from + 1, from + steps + 1))));
      }
      await session.dispose();
      return nats;
    };
    const whole = await read(length);
    for (const steps of [1, 4, 16]) {
      (await read(steps)).forEach((nats, index) => {
        expect(Math.abs(nats - whole[index]!)).toBeLessThan(1e-5);
      });
    }
  });
});

/** Gives every target its number as nats, and checks that no state is carried into another document. */
function countingScorer(steps: number, batch: number, runs: number[][]): ChunkScorer {
  return {
    shape: { steps, batch },
    run: (tokens, targets) => {
      runs.push(Array.from(tokens));
      return Promise.resolve(Float32Array.from(targets));
    },
    resetStates: () => undefined,
  };
}

describe('scores', () => {
  it('come in the order of the documents, whatever the order of reading', async () => {
    const runs: number[][] = [];
    const scores = await scoreDocuments(countingScorer(4, 2, runs), documents);
    scores.forEach(({ nats }, index) => {
      const { tokens, headerLength } = documents[index]!;
      expect(nats).toBe(tokens.subarray(headerLength).reduce((sum, token) => sum + token, 0));
    });
    const longest = Math.max(...documents.map(({ tokens }) => tokens.length));
    expect(runs[0]![0]).toBe(documents.find(({ tokens }) => tokens.length === longest)!.tokens[0]);
  });

  it('of no documents are empty', async () => {
    const runs: number[][] = [];
    expect(await scoreDocuments(countingScorer(4, 2, runs), [])).toEqual([]);
    expect(runs).toHaveLength(0);
  });

  it('stop when asked to', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(scoreDocuments(countingScorer(4, 2, []), documents, controller.signal)).rejects.toThrow('abort');
  });

  it('add up by language', () => {
    const scores = documents.map((_, index) => ({ nats: index, characters: 10 }));
    const sums = byLanguage(documents, scores);
    expect(Object.fromEntries(sums)).toEqual({
      overall: { nats: 28, characters: 80 },
      typescript: { nats: 12, characters: 40 },
      python: { nats: 16, characters: 40 },
    });
    expect(bitsPerCharacter({ nats: 28 * Math.LN2, characters: 56 })).toBeCloseTo(0.5, 12);
  });
});
