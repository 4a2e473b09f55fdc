import { describe, expect, it } from 'vitest';
import { modelReportDocument, surveyDocument } from '../../../../src/editor/fineTuning/fineTuneDocuments.ts';
import { parseReport } from '../../../../src/editor/model/reportFile.ts';
import { mostFilesTold, mostLeftOutTold, summaryOf } from '../../../../src/workspace/workspaceSurvey.ts';
import { sampleReport, sampleSurvey } from '../../../support/fineTuneReports.ts';

describe('surveyDocument', () => {
  const text = surveyDocument(sampleSurvey).source;

  it('lists languages, the largest first', () => {
    expect(text).toContain('2 files, 1.4 MB.');
    expect(text.indexOf('| typescript | 1 | 1.2 MB |')).toBeLessThan(text.indexOf('| markdown | 1 | 180 kB |'));
  });

  it('lists what is left out, and why', () => {
    expect(text).toContain('### May hold secrets: 1\n\n- `.env`');
    expect(text).toContain('### Ignored by a .gitignore file: 1\n\n- `dist/`');
  });

  it('lists what is read, with the number of removed lines', () => {
    expect(text).toContain('- `src/a.ts`: 1.2 MB, worked on lately, weighs more, 1 line with secrets left out');
  });

  it('escapes names that look like Markdown', () => {
    expect(text).toContain('- ``odd `name`.md``: 180 kB');
  });

  it('stays short when a lot is left out', () => {
    const leftOut = Array.from({ length: 1000 }, (_, index) => ({ path: `${index}.bin`, reason: 'binary' as const }));
    const survey = summaryOf({ ...sampleSurvey, leftOut, leftOutCounts: { binary: 1000 } });
    expect(survey.leftOut).toHaveLength(mostLeftOutTold);
    const text = surveyDocument(survey).source;
    expect(text).toContain('## Left out: 1000\n');
    expect(text).toContain('### Binary: 1000\n');
    expect(text).toContain('- … and 800 more');
  });

  it('stays short when a lot is read', () => {
    const [file] = sampleSurvey.files;
    const files = Array.from({ length: 5000 }, (_, index) => ({ ...file!, path: `src/${index}.ts` }));
    const survey = summaryOf({ ...sampleSurvey, files });
    expect(survey.files).toHaveLength(mostFilesTold);
    const text = surveyDocument(survey).source;
    expect(text).toContain('5000 files, 1.4 MB.');
    expect(text).toContain('- `src/1999.ts`: ');
    expect(text).toContain('- … and 3000 more');
  });
});

describe('modelReportDocument', () => {
  const inUse = { name: 'base, fine-tuned', parameters: 2_800_000, isAdapted: true, problem: undefined };
  const stored = {
    model: {
      kind: 'usable' as const,
      name: 'base, fine-tuned',
      isOfOtherBase: false,
      provenance: {
        base: { name: 'base' },
        fineTuned: {
          finished: '2026-03-04T05:06:07.000Z',
          corpus: { files: 2, characters: 1_380_000 },
          heldOut: { before: 1.84, after: 1.42 },
        },
      },
    },
    resumable: undefined,
    lockedBy: undefined,
  };

  it('says which model is in use, its origin, date and results', () => {
    const text = modelReportDocument({ inUse, stored, report: sampleReport }).source;
    expect(text).toContain('In use: **base, fine-tuned**, 2.8 million parameters. It belongs to this workspace.');
    expect(text).toContain('- Learnt from: 2 files, 1.4 MB');
    expect(text).toContain('- Finished: 2026-03-04 05:06 UTC');
    expect(text).toContain('- Held-out files: 1.84 → 1.42 bits per character (23% less)');
    expect(text).toContain('- Keystrokes saved: 20.0% → 31.0%');
  });

  it('holds no line of a file', () => {
    expect(modelReportDocument({ inUse, stored, report: sampleReport }).source).not.toContain('secretPlan');
  });

  it('says when there is no model', () => {
    const none = { model: { kind: 'none' as const }, resumable: undefined, lockedBy: undefined };
    const text = modelReportDocument({ inUse: undefined, stored: none, report: undefined }).source;
    expect(text).toContain('No model is loaded');
    expect(text).toContain('no model of its own');
  });

  it('shows no provenance of an unexpected form, and escapes Markdown in it', () => {
    const provenance = {
      base: { name: '[click](command:evil)' },
      fineTuned: { heldOut: { before: 'low' }, corpus: 7 },
    };
    const model = { ...stored.model, provenance };
    const text = modelReportDocument({ inUse, stored: { ...stored, model }, report: undefined }).source;
    expect(text).toContain(String.raw`\[click\](command:evil)`);
    expect(text).not.toContain('low');
  });
});

describe('parseReport', () => {
  it('reads a report of the trainer', () => {
    expect(parseReport(JSON.stringify(sampleReport))).toEqual({ ...sampleReport, notKept: undefined });
  });

  it.each([
    ['nothing', ''],
    ['half a file', JSON.stringify(sampleReport).slice(0, 300)],
    ['another version', JSON.stringify({ ...sampleReport, formatVersion: 2 })],
    ['words for numbers', JSON.stringify({ ...sampleReport, heldOut: { before: 'low', after: 1 } })],
    ['no curve', JSON.stringify({ ...sampleReport, curve: { training: [1], heldOut: [] } })],
  ])('refuses %s', (_what, json) => {
    expect(parseReport(json)).toBeUndefined();
  });
});
