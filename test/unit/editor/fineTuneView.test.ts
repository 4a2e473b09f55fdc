import { describe, expect, it } from 'vitest';
import {
  changeText,
  durationText,
  offerView,
  progressText,
  resultText,
  sizeText,
  viewOfProgress,
  viewOfReport,
  viewOfStop,
} from '../../../src/editor/fineTuneView.ts';
import type { FineTuneProgress, FineTuneReport } from '../../../src/processes/trainerProtocol.ts';

const progress: FineTuneProgress = {
  phase: 'training',
  fraction: 0.4299,
  paused: false,
  charactersPerSecond: 51_234,
  remainingSeconds: 200,
  training: [[1000, 1.9]],
  heldOut: [[0, 1.84]],
  warning: undefined,
};

const report: FineTuneReport = {
  formatVersion: 1,
  kept: true,
  notKept: undefined,
  finished: '2025-06-03T14:05:11.000Z',
  base: { name: 'base', sha256: 'ab' },
  corpus: {
    languages: [
      { languageId: 'json', files: 1, characters: 900 },
      { languageId: 'typescript', files: 1184, characters: 1_412_345 },
    ],
    files: 1185,
    characters: 1_413_245,
    heldOutFiles: 1,
    heldOutCharacters: 83_120,
    leftOut: { ignored: 12, link: 3 },
  },
  training: { seconds: 571, updates: 3000, characters: 4_800_000, measured: 9_000_000, threads: 2 },
  heldOut: { before: 1.84, after: 1.42 },
  baseProbe: { before: 1.53, after: 1.54 },
  keystrokesSaved: { before: 0.312, after: 0.387 },
  curve: { training: [[1000, 1.9]], heldOut: [[0, 1.84]] },
  lines: [{ path: 'a.ts', typed: `  ${'x'.repeat(100)}`, truth: 'shots();', before: '', after: 'shots();\nmore' }],
};

const forgotten: FineTuneReport = {
  ...report,
  kept: false,
  notKept: 'baseForgotten',
  baseProbe: { before: 1.53, after: 1.62 },
};
const actionsOf = ({ buttons }: { readonly buttons: readonly { readonly action: string }[] }) =>
  buttons.map(({ action }) => action);

describe('while it runs', () => {
  it('says in a line what the notification shows', () => {
    expect(progressText(progress)).toBe('Training, 42 %: 51,200 characters/s, about 3 min left');
    expect(progressText({ ...progress, phase: 'measuringBase', charactersPerSecond: 0 })).toBe(
      'Measuring the old model on held-out files, 42 %: about 3 min left',
    );
    expect(progressText({ ...progress, paused: true })).toBe('Paused, 42 %');
  });

  it('has a headline in which nothing moves', () => {
    const later = { ...progress, fraction: 0.9, charactersPerSecond: 1, remainingSeconds: 1 };
    expect(viewOfProgress(later).headline).toBe(viewOfProgress(progress).headline);
  });

  it('can be paused and resumed, and cancelled at any time', () => {
    expect(actionsOf(viewOfProgress(progress))).toEqual(['pause', 'cancel', 'showCorpus']);
    expect(actionsOf(viewOfProgress({ ...progress, paused: true }))).toEqual(['resume', 'cancel', 'showCorpus']);
  });

  it('passes a warning on', () => {
    expect(viewOfProgress({ ...progress, warning: 'The disk is full.' }).warning).toBe('The disk is full.');
  });
});

describe('the result', () => {
  it('is told with both numbers', () => {
    expect(resultText(report)).toBe(
      'Held-out text: 1.84 → 1.42 bits per character (23 % less). The new model is in use.',
    );
  });

  it.each([
    [1.9, 'The new model was not better on held-out files, so the old one stays.', '1.84 → 1.90', '3.3 % more'],
    [1.84, 'The new model was not better on held-out files, so the old one stays.', '1.840 → 1.840', 'unchanged'],
    [1.836, 'The new model was hardly better on held-out files, so the old one stays.', '1.840 → 1.836', '0.2 % less'],
  ])('says why it was not kept with %d bits', (after, ...parts) => {
    const text = resultText({ ...report, kept: false, notKept: 'heldOutNotBetter', heldOut: { before: 1.84, after } });
    for (const part of parts) expect(text).toContain(part);
    expect(text).not.toContain('in use');
  });

  it('says what was forgotten', () => {
    expect(resultText(forgotten)).toBe(
      'The new model got worse at text from elsewhere, so the old one stays. ' +
        'Text from elsewhere: 1.53 → 1.62 bits per character (5.9 % more); held-out text: 1.84 → 1.42 bits per character (23 % less).',
    );
  });

  it('has figures with a verdict each', () => {
    const { summary } = viewOfReport(report, true);
    expect(summary?.figures.map(({ change, verdict }) => [change, verdict])).toEqual([
      ['23 % less', 'better'],
      ['0.7 % more', 'same'],
      ['7.5 points more', 'better'],
    ]);
    expect(viewOfReport(forgotten, false).summary?.figures[1]?.verdict).toBe('worse');
  });

  it('has no keystrokes where none were measured', () => {
    expect(viewOfReport({ ...report, keystrokesSaved: undefined }, true).summary?.figures).toHaveLength(2);
  });

  it('says what was learnt, the largest language first', () => {
    const { summary } = viewOfReport(report, true);
    expect(summary?.learnt).toBe(
      '1,185 files (1.4 MB) in about 10 min, finished on 2025-06-03 at 14:05 UTC. ' +
        '1 file (83 kB) kept out of training to measure with. 15 files left out.',
    );
    expect(summary?.languages).toEqual([
      { name: 'typescript', files: '1,184', size: '1.4 MB' },
      { name: 'json', files: '1', size: '900 bytes' },
    ]);
  });

  it('offers to forget only what there is', () => {
    expect(actionsOf(viewOfReport(report, true))).toContain('forget');
    expect(actionsOf(viewOfReport(forgotten, false))).not.toContain('forget');
  });

  it('shortens what was typed from the left', () => {
    const [line] = viewOfReport(report, true).summary?.lines ?? [];
    expect(line?.typed).toBe(`…${'x'.repeat(80)}`);
  });
});

describe('when it came to no result', () => {
  it('says so, keeps the curves, and goes on where that is possible', () => {
    const stop = { sentence: 'Fine-tuning was cancelled. Nothing has changed.', last: progress, hasModel: false };
    const view = viewOfStop({ ...stop, canGoOn: true });
    expect(view).toMatchObject({ stage: 'stopped', headline: stop.sentence, heldOut: progress.heldOut });
    expect(view.buttons[0]?.label).toBe('Go On');
    expect(viewOfStop({ ...stop, canGoOn: false }).buttons[0]?.label).toBe('Fine-Tune Again');
  });
});

describe('offerView', () => {
  it.each([
    ['', 'shots();', '', '', '0 of 8 characters'],
    ['shots();', 'shots();', 'shots();', '', '8 of 8 characters'],
    ['shots(a);', 'shots();', 'shots(', 'a);', '6 of 8 characters'],
    ['shots();\nnext', 'shots();', 'shots();', '', '8 of 8 characters'],
    ['shots(); // more', 'shots();', 'shots();', ' // more', '8 of 8 characters'],
    // The two begin with the same half of a surrogate pair.
    ['😀', '😁', '', '😀', '0 of 1 characters'],
  ])('%j, where %j follows', (offer, truth, right, wrong, score) => {
    expect(offerView(offer, truth)).toEqual({ right, wrong, score });
  });
});

describe('quantities', () => {
  it.each([
    [1, 'a few seconds'],
    [42, 'about 40 s'],
    [57.4, 'about 55 s'],
    [58, 'about 1 min'],
    [200, 'about 3 min'],
    [3590, 'about 1 h'],
    [4800, 'about 1 h 20 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it.each([
    [900, '900 bytes'],
    [612_345, '612 kB'],
    [999_600, '1.0 MB'],
    [1_412_345, '1.4 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it('change by a share of what was before', () => {
    expect(changeText({ before: 2, after: 1.8 })).toBe('10 % less');
    expect(changeText({ before: 2, after: 1.99 })).toBe('0.5 % less');
    expect(changeText({ before: 2, after: 2.0001 })).toBe('unchanged');
    expect(changeText({ before: 0, after: 1 })).toBe('unchanged');
  });
});
