/** The shipped model on real text: fast paths agree with the reference, and 8-bit weights lose almost nothing. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parameterViews } from '../../../src/model/parameters.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { readCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { GruOperatorSession } from '../../../src/tools/measure/bench/gruOperatorSession.ts';
import { OnnxCharacterModel } from '../../../src/runtime/onnxCharacterModel.ts';
import { naiveSteps } from '../../support/naiveNetwork.ts';
import { greedily, largestDifference, sum } from '../../support/runs.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'models/base');
const isThere = existsSync(path.join(folder, 'model.json'));
if (!isThere) console.log('Not run: there is no model in models/base.');

/** Code and prose written for this project, so they are in no corpus. */
const sources = [
  ['typescript', 'src/model/text/incrementalEncoder.ts'],
  ['typescript', 'src/model/text/indentation.ts'],
  ['javascript', 'src/tools/launch.mjs'],
  ['typescript', 'src/graph/encodeModel.ts'],
  ['markdown', 'README.md'],
] as const;

async function tokensOf(vocabulary: Vocabulary, [language, file]: (typeof sources)[number]): Promise<Int32Array> {
  const text = (await readFile(path.join(root, file), 'utf8')).slice(0, 5_000);
  return Int32Array.from([...vocabulary.encodeHeader(language, file), ...vocabulary.encode(text)]);
}

describe.runIf(isThere)('the shipped model', () => {
  it('costs at most 0.005 bits a character more in 8 bits', async () => {
    const { manifest, flat } = await readCheckpoint(folder);
    const vocabulary = new Vocabulary(manifest.vocabulary.languages);
    const bits = { float32: 0, int8: 0 };
    let count = 0;
    for (const precision of ['float32', 'int8'] as const) {
      const model = await OnnxCharacterModel.create(manifest.config, flat, precision);
      for (const source of sources) {
        const tokens = await tokensOf(vocabulary, source);
        const { nats } = await model.score(model.initialState(), tokens);
        bits[precision] += sum(nats) / Math.LN2;
        if (precision === 'int8') count += tokens.length;
      }
      await model.dispose();
    }
    expect(count).toBeGreaterThan(18_000);
    expect(bits.float32 / count).toBeLessThan(4);
    expect((bits.int8 - bits.float32) / count).toBeLessThanOrEqual(0.005);
  }, 600_000);

  it('is the same by the decode graph, by the operator GRU and by the naive network', async () => {
    const { manifest, flat } = await readCheckpoint(folder);
    const vocabulary = new Vocabulary(manifest.vocabulary.languages);
    const tokens = (await tokensOf(vocabulary, sources[0])).subarray(0, 40);
    const model = await OnnxCharacterModel.create(manifest.config, flat, 'float32');
    const operator = await GruOperatorSession.create(manifest.config, flat);
    const reading = await operator.read(operator.initialState(), tokens);
    const { state } = await model.read(model.initialState(), tokens);
    const decoded = await model.decode({ state, maxTokens: 16, minimumProbability: 0 });
    const byOperator = await greedily(operator, reading, 16);
    const naive = naiveSteps(manifest.config, parameterViews(manifest.config, flat), [...tokens, ...decoded.tokens]);
    const before = naive.slice(tokens.length - 1, -1);

    expect(largestDifference(state, naive[tokens.length - 1]!.state)).toBeLessThan(1e-4);
    expect(largestDifference(reading.state, state)).toBeLessThan(1e-4);
    expect(largestDifference(reading.probabilities, before[0]!.logProbabilities.map(Math.exp))).toBeLessThan(1e-4);
    expect([...decoded.tokens]).toEqual(byOperator.tokens);
    expect(largestDifference(decoded.probabilities, byOperator.probabilities)).toBeLessThan(1e-4);
    const naiveProbabilities = before.map(({ logProbabilities }, index) =>
      Math.exp(logProbabilities[decoded.tokens[index]!]!),
    );
    expect(largestDifference(decoded.probabilities, naiveProbabilities)).toBeLessThan(1e-4);
    expect(largestDifference(decoded.states.at(-1)!, naive.at(-1)!.state)).toBeLessThan(1e-4);
    expect(largestDifference(byOperator.state, naive.at(-1)!.state)).toBeLessThan(1e-4);
    await operator.dispose();
    await model.dispose();
  }, 600_000);
});
