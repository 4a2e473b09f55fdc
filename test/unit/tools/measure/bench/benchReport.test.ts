import { expect, test } from 'vitest';
import { textReport } from '../../../../../src/tools/measure/bench/benchReport.ts';
import { weightBytesPerCharacter } from '../../../../../src/tools/measure/bench/decodeBench.ts';
import { median, quantile } from '../../../../../src/base/statistics.ts';
import { tinyConfig } from '../../../../support/tinyCheckpoint.ts';

const machine = { processor: 'Some CPU', cores: 2, node: '20.0.0', loadBefore: 0.1 };

test('the table has what was measured, and says which targets were missed', () => {
  const text = textReport({
    machine,
    model: 'm',
    decode: { microsecondsPerCharacter: 100, ratioToGruOperator: 0.31, ratioToBandwidthLimit: 2, readBandwidth: 2e10 },
    training: { charactersPerSecond: 5000, shareOfGemmPeak: { 1: 0.9, 2: 0.5 } },
  });
  expect(text).toMatch(/operator +0\.31 +× +≤ 0\.3, missed/);
  expect(text).toMatch(/limit +2\.00 +× +≤ 2\.5$/m);
  expect(text).toMatch(/1 thread +0\.90 +× +≥ 0\.8$/m);
  expect(text).toMatch(/2 threads +0\.50 +× +≥ 0\.65, missed/);
  expect(text).not.toContain('Request');
});

test('of the extension host it says what was measured, and nothing of reports that know one number only', () => {
  const quiet = {
    seconds: 60,
    longestMilliseconds: 23.4,
    above20: 1,
    longestOwnMilliseconds: 21.2,
    ownAbove20: 1,
  };
  const delays = { reading: quiet, fineTuning: quiet, documents: quiet, idle: quiet, forkMilliseconds: [3, 4, 8] };
  const text = textReport({
    machine,
    model: 'm',
    host: { longestDelayMilliseconds: 23.4, projects: { small: delays, large: delays } },
  });
  expect(text).toMatch(/by this extension +21\.2 +ms +≤ 20, missed$/m);
  expect(text).toMatch(/of whatever cause +23\.4 +ms *$/m);
  expect(text).toMatch(/of the host above 20 ms +2 +times *$/m);
  expect(text).toMatch(/fork.* 4\.0 +ms *$/m);
  expect(textReport({ machine, model: 'm', host: { longestDelayMilliseconds: 57.8 } })).not.toContain('host');
});

test('what a character needs: the recurrent and later weights and their scales, of the first layer no input weights', () => {
  const { hiddenSize: h, vocabularySize } = tinyConfig;
  const weights = 3 * h * h + 6 * h * h + vocabularySize * h;
  expect(weightBytesPerCharacter(tinyConfig)).toBe(weights + (4 * weights) / 32);
});

test('quantiles lie between the values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([1, 2])).toBe(1.5);
  expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5);
  expect(quantile([], 0.5)).toBe(0);
});
