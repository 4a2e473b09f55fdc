import { expect, test } from 'vitest';
import { measuresOf } from '../../../../../src/replay/measures.ts';
import { htmlReport } from '../../../../../src/tools/measure/replay/htmlReport.ts';
import { reliabilityChart } from '../../../../../src/tools/measure/replay/charts.ts';
import {
  type FileResult,
  type ReplayReport,
  textReport,
} from '../../../../../src/tools/measure/replay/replayReport.ts';

const forecasts = Array.from({ length: 40 }, (_, index) => ({ probability: 0.65, length: 5, isRight: index < 30 }));
const tally = {
  characters: 100,
  typed: 60,
  completed: 40,
  offers: 40,
  accepted: 30,
  draftKeys: 0,
  latencies: [0.5, 1, 2],
  forecasts,
};
const measures = measuresOf(tally, 1.5);
const words = measuresOf({ ...tally, forecasts: [] });

const report: ReplayReport = {
  workspace: 'some & project',
  trainFiles: 3,
  heldOutFiles: 1,
  characters: 100,
  nearDuplicatesDropped: 0,
  yardsticks: { ppmd: 1.234 },
  eagerness: 'balanced',
  systems: { wordBased: words, base: measures },
  otherEagerness: { quiet: { base: { ...measures, acceptanceRate: 0.875 } } },
  drafts: false,
  seed: 7,
  jobs: 2,
};
const files: readonly FileResult[] = [
  { path: '<a>.ts', languageId: 'typescript', characters: 100, systems: report.systems },
];

test('the text names what exists, and nothing else', () => {
  const text = textReport(report);
  expect(text).toContain('PPMd 1.234, zpaq not measured');
  expect(text).toContain('At "quiet":');
  expect(text).toContain('87.5 %');
  expect(text).toMatch(/^0\.6–0\.7 +0\.650 +0\.750 +40$/m);
  expect(text).toContain('2 processes typed at once');
  expect(text).not.toMatch(/fineTuned|cacheOnly/);
});

test('what was typed of each file, and how it was begun, is said in both', () => {
  const partly = { ...report, firstLines: 10, drafts: true };
  for (const text of [textReport(partly), htmlReport(partly, files)]) {
    expect(text).toContain('Of each file its first 10 lines.');
    expect(text).toContain('Each file is begun with a draft');
  }
  expect(textReport(report)).not.toMatch(/first 10 lines|draft/);
});

test('the page says the same, escaped, and needs nothing else', () => {
  const html = htmlReport(report, files);
  expect(html).toContain('some &amp; project');
  expect(html).toContain('&lt;a&gt;.ts');
  expect(html).toContain('Not measured: zpaq.');
  expect(html).toContain('PPMd 1.234');
  expect(html).toContain('87.5 %');
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).not.toMatch(/<script|https?:|url\(|@import|<a>|Fine-tuned|Text cache/);
});

test('every drawing has a name, and its numbers in a table', () => {
  const html = htmlReport(report, files);
  const drawings = [...html.matchAll(/<svg[^>]*>/g)].map(([tag]) => tag);
  expect(drawings).toHaveLength(4);
  for (const tag of drawings) expect(tag).toMatch(/role="img" aria-label="[^"]{20,}"/);
  expect(html.match(/<caption>/g)).toHaveLength(6);
  for (const value of ['0.650', '0.750', '1.500', '10.0 %', '1.90']) expect(html).toContain(`<td>${value}</td>`);
  expect(html).not.toContain('NaN');
});

test('systems without a distribution and without predictions have no place in those drawings', () => {
  const html = htmlReport({ ...report, systems: { wordBased: words }, otherEagerness: {}, yardsticks: {} }, files);
  expect(html).not.toContain('Bits per character</h2>');
  expect(html).not.toContain('Reliability');
  expect(html).not.toContain('Settings');
});

test('a dot lies where prediction and outcome are, and is hollow when it does not count', () => {
  const tenth = (predicted: number, observed: number, offers: number) => {
    const from = Math.floor(predicted * 10) / 10;
    return { from, to: from + 0.1, predicted, observed, offers };
  };
  const curve = { title: 'x', color: 'red', tenths: [tenth(0.05, 1, 1), tenth(0.95, 0, 99)] };
  const svg = reliabilityChart('curve', [curve]);
  const [few, many] = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"[^>]*style="fill:([^;]+);/g)];
  expect(Number(few![1])).toBeLessThan(Number(many![1]));
  expect(Number(few![2])).toBeLessThan(Number(many![2]));
  expect(Number(few![3])).toBeLessThan(Number(many![3]));
  expect([few![4], many![4]]).toEqual(['var(--card)', 'red']);
});
