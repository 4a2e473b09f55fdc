/**
 * Texts can have any length. A million characters cost a million times the work of one, and no additional memory. For
 * every cell, the tests count runs and their tokens, and measure the live memory after garbage collections.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import type { HiddenState } from '../../../src/model/characterModel.ts';
import { cellKinds } from '../../../src/model/config.ts';
import { initialParameters } from '../../../src/model/parameters.ts';
import { OnnxCharacterModel } from '../../../src/runtime/onnxCharacterModel.ts';
import { Session } from '../../../src/runtime/session.ts';
import { tinyConfig } from '../../support/tinyCheckpoint.ts';
import { largestDifference, randomTokens, sum } from '../../support/runs.ts';

const million = 1_000_000;
const lengths = [1, 10, 100, 1_000, 10_000, 100_000, million];
/** Largest number of tokens in a run. */
const tokensPerRun = 64;
/** Characters between two measurements of memory. */
const runsPerWeighing = 1_000;
const config = { ...tinyConfig, layers: 1 };
const text = randomTokens(new Rng(1), million, config.vocabularySize);
/** A million characters take seconds on a quiet machine. */
const patience = 300_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of live objects in the heap and in typed arrays, and all memory pages of the process. */
function memory(): { readonly alive: number; readonly resident: number } {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { alive: heapUsed + external, resident: rss };
}

/** Records the token count of every run of the native library. */
function watchRuns(onRun: (tokens: number) => void): void {
  const run = Reflect.get<Session, 'run'>(Session.prototype, 'run');
  const spy = vi.spyOn(Session.prototype, 'run').mockImplementation(function (this: Session, feeds, into) {
    onRun(feeds['tokens']?.size ?? 0);
    // A spy would keep all results in memory.
    spy.mockClear();
    return run.call(this, feeds, into);
  });
}

describe.each(cellKinds)('a model of %s cells', (cell) => {
  let model: OnnxCharacterModel;
  let end: HiddenState;
  let kept: readonly HiddenState[];

  beforeAll(async () => {
    const shape = { ...config, cell };
    model = await OnnxCharacterModel.create(shape, initialParameters(shape, new Rng(2)));
  });

  afterAll(() => model.dispose());

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it(
    'reads a million characters in runs of the same size, and is no larger after them',
    { timeout: patience },
    async () => {
      let [runs, tokens, longest] = [0, 0, 0];
      const weights: ReturnType<typeof memory>[] = [];
      watchRuns((count) => {
        runs += 1;
        tokens += count;
        longest = Math.max(longest, count);
        if (runs % runsPerWeighing === 0) weights.push(memory());
      });
      const keepAt = lengths.map((length) => length - 1);
      ({ state: end, kept } = await model.read(model.initialState(), text, keepAt));
      expect([runs, tokens, longest]).toEqual([million / tokensPerRun, million, tokensPerRun]);
      // The first measurement follows the warm-up.
      expect(weights).toHaveLength(Math.floor(million / tokensPerRun / runsPerWeighing));
      const most = (key: 'alive' | 'resident') => Math.max(...weights.map((weight) => weight[key])) - weights[0]![key];
      // At least 128 MB of states were computed. Arrays are freed a moment after their collection.
      expect(most('alive')).toBeLessThan(16e6);
      expect(most('resident')).toBeLessThan(32e6);
    },
  );

  it('does as much work for each character of a short text as of a long one', async () => {
    for (const length of [...lengths.slice(0, 5), 63, 64, 65]) {
      let [runs, tokens] = [0, 0];
      watchRuns((count) => {
        runs += 1;
        tokens += count;
      });
      await model.read(model.initialState(), text.subarray(0, length));
      expect([runs, tokens]).toEqual([Math.ceil(length / tokensPerRun), length]);
      vi.restoreAllMocks();
    }
  });

  it('reads in pieces as at once, at the beginning and near the end', { timeout: patience }, async () => {
    const rng = new Rng(3);
    const readOn = async (from: HiddenState, start: number, stop: number): Promise<HiddenState> => {
      let state = from;
      for (let at = start; at < stop;) {
        const piece = text.subarray(at, Math.min(stop, at + 1 + rng.integer(300)));
        ({ state } = await model.read(state, piece));
        at += piece.length;
      }
      return state;
    };
    let [state, at] = [model.initialState(), 0];
    for (const [index, length] of lengths.slice(0, 5).entries()) {
      [state, at] = [await readOn(state, at, length), length];
      expect(largestDifference(state, kept[index]!)).toBeLessThan(1e-5);
    }
    const [long] = kept.slice(5);
    const rest = await model.read(long!, text.subarray(100_000, 110_000));
    expect(largestDifference(await readOn(long!, 100_000, 110_000), rest.state)).toBeLessThan(1e-5);
    expect(largestDifference(kept.at(-1)!, end)).toBe(0);
  });

  it('predicts after a million characters as after none, and goes on writing in one run', async () => {
    expect(end.every(Number.isFinite)).toBe(true);
    expect(Math.abs(sum(await model.predict(end)) - 1)).toBeLessThan(1e-5);
    let runs = 0;
    watchRuns(() => {
      runs += 1;
    });
    const { tokens } = await model.decode({ state: end, maxTokens: 16, minimumProbability: 0 });
    expect(tokens).toHaveLength(16);
    expect(runs).toBe(1);
  });
});
