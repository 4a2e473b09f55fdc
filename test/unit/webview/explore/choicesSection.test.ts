import { expect, it } from 'vitest';
import { barLength, effect, percent } from '../../../../src/webview/explore/choicesSection.ts';

it('probabilities have two significant digits', () => {
  expect([1, 0.514, 0.0251, 0.0038, 0.00005, 0].map(percent)).toEqual([
    '100%',
    '51%',
    '2.5%',
    '0.38%',
    '< 0.01%',
    '0%',
  ]);
});

it('a bar is as long as its probability, with a shortest length', () => {
  expect([0, 0.5, 1, 1.1].map(barLength)).toEqual([0, 0.5, 1, 1]);
  expect(barLength(1e-9)).toBeGreaterThan(0);
});

it('the effect of the text cache is a factor; empty for a small one', () => {
  expect(effect(0.1, 0.32)).toBe('3.2 ×');
  expect(effect(0.02, 0.5)).toBe('25 ×');
  expect(effect(0.5, 0.15)).toBe('0.30 ×');
  expect(effect(0.0038, 0.7)).toBe('> 100 ×');
  expect(effect(0.5, 0.001)).toBe('< 0.01 ×');
  for (const nothing of [effect(0.5, 0.51), effect(0.5, undefined), effect(0, 0.5), effect(0.0001, 0.0009)])
    expect(nothing).toBe('');
});
