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
} from '../../../../src/editor/fineTuning/fineTuneView.ts';
import type { FineTuneProgress, FineTuneReport } from '../../../../src/processes/contracts.ts';
import { sampleReport } from '../../../support/fineTuneReports.ts';

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

const forgotten: FineTuneReport = {
  ...sampleReport,
  kept: false,
  notKept: 'baseForgotten',
  baseProbe: { before: 2, after: 2.12 },
};
const actionsOf = ({ buttons }: { readonly buttons: readonly { readonly action: string }[] }) =>
  buttons.map(({ action }) => action);

describe('while it runs', () => {
  it('has one line for the notification', () => {
    expect(progressText(progress)).toBe('Training, 42%: 51,200 characters/s, about 3 min left');
    expect(progressText({ ...progress, phase: 'measuringBase', charactersPerSecond: 0 })).toBe(
      'Measuring the old model on held-out files, 42%: about 3 min left',
    );
    expect(progressText({ ...progress, paused: true })).toBe('Paused, 42%');
  });

  it('has a headline without changing numbers', () => {
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
  it('names both numbers', () => {
    expect(resultText(sampleReport)).toBe(
      'Held-out text: 1.84 → 1.42 bits per character (23% less). The new model is in use.',
    );
  });

  it.each([
    [1.9, 'The new model is not better on held-out files, so the old one stays.', '1.84 → 1.90', '3.3% more'],
    [1.84, 'The new model is not better on held-out files, so the old one stays.', '1.840 → 1.840', 'unchanged'],
    [1.836, 'The new model is hardly better on held-out files, so the old one stays.', '1.840 → 1.836', '0.2% less'],
  ])('says why it was not kept with %d bits', (after, ...parts) => {
    const text = resultText({
      ...sampleReport,
      kept: false,
      notKept: 'heldOutNotBetter',
      heldOut: { before: 1.84, after },
    });
    for (const part of parts) expect(text).toContain(part);
    expect(text).not.toContain('in use');
  });

  it('says what was forgotten', () => {
    expect(resultText(forgotten)).toBe(
      'The new model is worse at other text, so the old one stays. ' +
        'Other text: 2.00 → 2.12 bits per character (6.0% more); held-out text: 1.84 → 1.42 bits per character (23% less).',
    );
  });

  it('has figures with a verdict', () => {
    const { summary } = viewOfReport(sampleReport, true);
    expect(summary?.figures.map(({ change, verdict }) => [change, verdict])).toEqual([
      ['23% less', 'better'],
      ['0.5% more', 'same'],
      ['11.0 points more', 'better'],
    ]);
    expect(viewOfReport(forgotten, false).summary?.figures[1]?.verdict).toBe('worse');
  });

  it('has no keystrokes where none were measured', () => {
    expect(viewOfReport({ ...sampleReport, keystrokesSaved: undefined }, true).summary?.figures).toHaveLength(2);
  });

  it('says what was learnt, the largest language first', () => {
    const languages = [...sampleReport.corpus.languages, { languageId: 'json', files: 1184, characters: 900 }];
    const corpus = { ...sampleReport.corpus, languages, files: 1186 };
    const { summary } = viewOfReport({ ...sampleReport, corpus }, true);
    expect(summary?.learnt).toBe(
      '1,186 files (1.4 MB) in about 10 min, finished on 2026-03-04 at 05:06 UTC. ' +
        '1 file (90 kB) kept out of training to measure with. 2 files excluded.',
    );
    expect(summary?.languages).toEqual([
      { name: 'typescript', files: '1', size: '1.2 MB' },
      { name: 'markdown', files: '1', size: '180 kB' },
      { name: 'json', files: '1,184', size: '900 bytes' },
    ]);
  });

  it('offers to forget only what there is', () => {
    expect(actionsOf(viewOfReport(sampleReport, true))).toContain('forget');
    expect(actionsOf(viewOfReport(forgotten, false))).not.toContain('forget');
  });

  it('shortens what was typed from the left', () => {
    const lines = sampleReport.lines.map((line) => ({ ...line, typed: `  ${'x'.repeat(100)}` }));
    const [line] = viewOfReport({ ...sampleReport, lines }, true).summary?.lines ?? [];
    expect(line?.typed).toBe(`…${'x'.repeat(80)}`);
  });
});

describe('without a result', () => {
  it('the view says why, keeps the curves, and offers to go on where possible', () => {
    const [message, action] = ['Fine-tuning was cancelled.', 'Nothing has changed.'];
    const stop = { kind: 'stopped', wasCancelled: true, message, action, last: progress, byUser: true } as const;
    const view = viewOfStop({ ...stop, canGoOn: true }, false);
    expect(view).toMatchObject({ stage: 'stopped', headline: `${message} ${action}`, heldOut: progress.heldOut });
    expect(view.buttons[0]?.label).toBe('Resume');
    expect(viewOfStop({ ...stop, canGoOn: false }, false).buttons[0]?.label).toBe('Fine-tune Again');
  });
});

describe('offerView', () => {
  it.each([
    ['', 'shots();', '', '', '0 of 8 characters'],
    ['shots();', 'shots();', 'shots();', '', '8 of 8 characters'],
    ['shots(a);', 'shots();', 'shots(', 'a);', '6 of 8 characters'],
    ['shots();\nnext', 'shots();', 'shots();', '', '8 of 8 characters'],
    ['shots(); // more', 'shots();', 'shots();', ' // more', '8 of 8 characters'],
    // Both begin with the same half of a surrogate pair.
    ['😀', '😁', '', '😀', '0 of 1 characters'],
  ])('compares %j with %j', (offer, truth, right, wrong, score) => {
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

  it('change by a share of the old value', () => {
    expect(changeText({ before: 2, after: 1.8 })).toBe('10% less');
    expect(changeText({ before: 2, after: 1.99 })).toBe('0.5% less');
    expect(changeText({ before: 2, after: 2.0001 })).toBe('unchanged');
    expect(changeText({ before: 0, after: 1 })).toBe('unchanged');
  });
});
