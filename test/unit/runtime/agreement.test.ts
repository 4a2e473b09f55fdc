/**
 * All fast paths of the runtime compute the same model. Each is compared with a naive network in double precision, for
 * every cell, with and without residual connections and normalisation; a GRU also with ONNX's own operator.
 */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { cellKinds, type ModelConfig } from '../../../src/model/config.ts';
import { initialParameters, parameterViews } from '../../../src/model/parameters.ts';
import { GruOperatorSession } from '../../../src/tools/measure/bench/gruOperatorSession.ts';
import { OnnxCharacterModel } from '../../../src/runtime/onnxCharacterModel.ts';
import { naiveSteps } from '../../support/naiveNetwork.ts';
import { greedily, largestDifference, randomTokens, sum } from '../../support/runs.ts';

const families = cellKinds.flatMap((cell) =>
  [true, false].flatMap((residual) =>
    (['layer', 'none'] as const).flatMap((normalisation) =>
      // A copy input changes the first layer alone.
      [undefined, ...(residual && normalisation === 'layer' ? [13] : [])].map((copyCodes) => ({
        cell,
        residual,
        normalisation,
        copyCodes,
      })),
    ),
  ),
);
type Family = (typeof families)[number];

function configOf({ copyCodes, ...family }: Family): ModelConfig {
  const size = { layers: 3, hiddenSize: 64, embeddingSize: 32, vocabularySize: 48 };
  return { ...family, ...size, ...(copyCodes === undefined ? {} : { copyCodes }) };
}

/** Weights with random biases and gains, so that a forgotten one shows. */
function weightsFor(config: ModelConfig, seed: number): Float32Array {
  const rng = new Rng(seed);
  return initialParameters(config, rng).map((value) => value * 1.5 + 0.1 * rng.normal());
}

describe.each(families)('$cell, residual $residual, normalisation $normalisation, $copyCodes copy codes', (family) => {
  const config = configOf(family);
  const parameters = weightsFor(config, 3);
  const tokens = randomTokens(new Rng(5), 70, config.vocabularySize);
  const copies = randomTokens(new Rng(6), 70, family.copyCodes ?? 1);
  const reference = naiveSteps(config, parameterViews(config, parameters), tokens, undefined, copies);
  const last = reference.at(-1)!;
  const probabilities = last.logProbabilities.map(Math.exp);

  it('reads, predicts and steps as the naive network does', async () => {
    const model = await OnnxCharacterModel.create(config, parameters, 'float32');
    const keepAt = [...tokens.keys()];
    const { state, kept } = await model.read(model.initialState(), tokens, keepAt, copies);
    expect(largestDifference(state, last.state)).toBeLessThan(1e-4);
    kept.forEach((row, index) => {
      expect(largestDifference(row, reference[index]!.state)).toBeLessThan(1e-4);
    });
    expect(largestDifference(await model.predict(state), probabilities)).toBeLessThan(1e-4);

    let stepped = model.initialState();
    let distribution = new Float32Array();
    for (const [index, token] of tokens.entries()) {
      const result = await model.step([stepped], Int32Array.of(token), copies.subarray(index, index + 1));
      stepped = result.states[0]!;
      distribution = Float32Array.from(result.probabilities[0]!);
    }
    expect(largestDifference(stepped, last.state)).toBeLessThan(1e-4);
    expect(largestDifference(distribution, probabilities)).toBeLessThan(1e-4);
    await model.dispose();
  });

  it('decodes and scores as the naive network does', async () => {
    const model = await OnnxCharacterModel.create(config, parameters, 'float32');
    const { state } = await model.read(model.initialState(), tokens, [], copies);
    const decoded = await model.decode({ state, maxTokens: 16, minimumProbability: 0 });
    // The loop reads copy code 0, as the naive network where it has none.
    const read = [...tokens, ...decoded.tokens];
    const whole = naiveSteps(config, parameterViews(config, parameters), read, undefined, copies);
    expect(decoded.tokens).toHaveLength(16);
    decoded.tokens.forEach((token, index) => {
      const before = whole[tokens.length - 1 + index]!.logProbabilities;
      // Two tokens may be equally likely within rounding.
      expect(Math.exp(Math.max(...before)) - Math.exp(before[token]!)).toBeLessThan(1e-4);
      expect(Math.abs(decoded.probabilities[index]! - Math.exp(before[token]!))).toBeLessThan(1e-4);
      expect(largestDifference(decoded.states[index]!, whole[tokens.length + index]!.state)).toBeLessThan(1e-4);
    });

    const { nats, state: scored } = await model.score(model.initialState(), tokens, copies);
    expect(largestDifference(scored, last.state)).toBeLessThan(1e-4);
    const naive = Array.from(tokens.subarray(1), (token, index) => -reference[index]!.logProbabilities[token]!);
    expect(largestDifference(nats.subarray(1), naive)).toBeLessThan(1e-4);
    await model.dispose();
  });

  it('loses little by 8-bit weights', async () => {
    // A fresh network: amplified weights amplify rounding from step to step as no trained network does.
    const fresh = initialParameters(config, new Rng(7));
    const exact = await OnnxCharacterModel.create(config, fresh, 'float32');
    const rounded = await OnnxCharacterModel.create(config, fresh, 'int8');
    const a = await exact.score(exact.initialState(), tokens);
    const b = await rounded.score(rounded.initialState(), tokens);
    expect(largestDifference(a.state, b.state)).toBeLessThan(0.03);
    expect(largestDifference(a.nats, b.nats)).toBeLessThan(0.03);
    expect(Math.abs(sum(a.nats) - sum(b.nats)) / tokens.length).toBeLessThan(0.003);
    await exact.dispose();
    await rounded.dispose();
  });

  if (family.cell !== 'gru' || family.copyCodes !== undefined) return;

  it("agrees with ONNX's own operator", async () => {
    const operator = await GruOperatorSession.create(config, parameters);
    const atOnce = await operator.read(operator.initialState(), tokens);
    expect(largestDifference(atOnce.state, last.state)).toBeLessThan(1e-4);
    expect(largestDifference(atOnce.probabilities, probabilities)).toBeLessThan(1e-4);

    const model = await OnnxCharacterModel.create(config, parameters, 'float32');
    const decoded = await model.decode({ state: atOnce.state, maxTokens: 16, minimumProbability: 0 });
    const byOperator = await greedily(operator, atOnce, 16);
    expect(byOperator.tokens).toEqual([...decoded.tokens]);
    expect(largestDifference(byOperator.state, decoded.states.at(-1)!)).toBeLessThan(1e-4);
    await operator.dispose();
    await model.dispose();
  });
});

it('the operator refuses other cells and a copy input', async () => {
  const copying = configOf({ cell: 'gru', residual: false, normalisation: 'none', copyCodes: 3 });
  await expect(GruOperatorSession.create(copying, weightsFor(copying, 1))).rejects.toThrow(RangeError);
  const config = configOf({ cell: 'lstm', residual: false, normalisation: 'none', copyCodes: undefined });
  await expect(GruOperatorSession.create(config, weightsFor(config, 1))).rejects.toThrow(RangeError);
});
