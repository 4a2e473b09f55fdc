/** A survey and a report as the trainer sends them. */
import type { FineTuneReport, SurveySummary } from '../../src/processes/contracts.ts';

export const sampleSurvey: SurveySummary = {
  files: [
    { path: 'src/a.ts', languageId: 'typescript', characters: 1_200_000, isRecent: true, secretLines: 1 },
    { path: 'odd `name`.md', languageId: 'markdown', characters: 180_000, isRecent: false, secretLines: 0 },
  ],
  fileCount: 2,
  languages: [
    { languageId: 'markdown', files: 1, characters: 180_000 },
    { languageId: 'typescript', files: 1, characters: 1_200_000 },
  ],
  characters: 1_380_000,
  leftOut: [
    { path: '.env', reason: 'secret' },
    { path: 'dist/', reason: 'ignored' },
  ],
  leftOutCounts: { secret: 1, ignored: 1 },
};

export const sampleReport: FineTuneReport = {
  formatVersion: 1,
  kept: true,
  notKept: undefined,
  finished: '2026-03-04T05:06:07.000Z',
  base: { name: 'base', sha256: '0123456789abcdef0123456789abcdef' },
  corpus: {
    languages: sampleSurvey.languages,
    files: 2,
    characters: 1_380_000,
    heldOutFiles: 1,
    heldOutCharacters: 90_000,
    leftOut: { secret: 1, ignored: 1 },
  },
  training: { seconds: 600, updates: 1234, characters: 2_500_000, measured: 300_000, threads: 1 },
  heldOut: { before: 1.84, after: 1.42 },
  baseProbe: { before: 2, after: 2.01 },
  keystrokesSaved: { before: 0.2, after: 0.31 },
  curve: { training: [[1000, 2]], heldOut: [[0, 1.84]] },
  lines: [{ path: 'src/a.ts', typed: 'const secretPlan = ', truth: 'plan;', before: '', after: 'plan;' }],
};
