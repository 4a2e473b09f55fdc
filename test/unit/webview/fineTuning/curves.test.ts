import { describe, expect, it } from 'vitest';
import { curveRows, describeCurves } from '../../../../src/webview/fineTuning/curves.ts';

describe('curveRows', () => {
  it('has a row for each measurement, with the training loss of that time', () => {
    const training = [
      [500, 1.9],
      [1000, 1.7],
      [1500, 1.6],
    ] as const;
    const heldOut = [
      [0, 1.84],
      [1200, 1.5],
    ] as const;
    expect(curveRows(training, heldOut)).toEqual([
      { characters: '0', training: '–', heldOut: '1.840' },
      { characters: '1.2 k', training: '1.700', heldOut: '1.500' },
      { characters: '1.5 k', training: '1.600', heldOut: '–' },
    ]);
  });

  it('is empty as long as there is nothing', () => {
    expect(curveRows([], [])).toEqual([]);
  });
});

describe('describeCurves', () => {
  it('says from where to where', () => {
    const heldOut = [
      [0, 1.84],
      [2_000_000, 1.42],
    ] as const;
    expect(describeCurves([[1000, 1.9]], heldOut)).toBe(
      'Learning curve. Held-out files: from 1.84 to 1.42 bits per character after 2 M characters; Training: 1.90 bits per token.',
    );
    expect(describeCurves([], [])).toContain('empty');
  });
});
