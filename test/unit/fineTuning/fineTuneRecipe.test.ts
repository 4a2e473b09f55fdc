import { describe, expect, it } from 'vitest';
import { fineTuneRate, fineTuneRecipe } from '../../../src/fineTuning/fineTuneRecipe.ts';

const recipe = { ...fineTuneRecipe, peakRate: 1, warmUp: 0.1, floor: 0.2 };

describe('the rate of a fine-tuning', () => {
  it('climbs to its peak, then falls along half a cosine to its floor', () => {
    expect(fineTuneRate(recipe, 0)).toBeGreaterThan(0);
    expect(fineTuneRate(recipe, 0)).toBeLessThan(0.1);
    expect(fineTuneRate(recipe, 0.1 - 1e-9)).toBeCloseTo(1, 6);
    expect(fineTuneRate(recipe, 0.1)).toBeCloseTo(1, 10);
    expect(fineTuneRate(recipe, 0.55)).toBeCloseTo(0.6, 10);
    expect(fineTuneRate(recipe, 1)).toBeCloseTo(0.2, 10);
    // The last update may end a little after its time.
    expect(fineTuneRate(recipe, 1.3)).toBeCloseTo(0.2, 10);
    const rates = Array.from({ length: 101 }, (_, index) => fineTuneRate(recipe, index / 100));
    expect(rates.slice(0, 11)).toEqual(rates.slice(0, 11).sort((a, b) => a - b));
    expect(rates.slice(10)).toEqual(rates.slice(10).sort((a, b) => b - a));
  });
});
