/**
 * The whole bench of cells over a corpus that is soon read: every number is there, and pages and tables show what was
 * measured.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../../../src/base/userError.ts';
import { cellKinds } from '../../../../../src/model/config.ts';
import { VOCABULARY_SIZE } from '../../../../../src/model/text/tokens.ts';
import { cellsPage, chartsOf } from '../../../../../src/tools/measure/cells/cellsPage.ts';
import { type CellsReport, textReport } from '../../../../../src/tools/measure/cells/cellsReport.ts';
import { type CellsPlan, measureCells } from '../../../../../src/tools/measure/cells/measureCells.ts';
import { madeUpCode } from '../../../../support/trainerStage.ts';

let folder: string;
let plan: CellsPlan;
let report: CellsReport;
const told: string[] = [];

const corpusOf = (seed: number, files: number): string =>
  Array.from({ length: files }, (_, index) =>
    JSON.stringify({
      package: 'p',
      path: `src/${index}.ts`,
      language: 'typescript',
      text: madeUpCode(seed + index, 600),
    }),
  ).join('\n');

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
  const [corpus, heldOut] = [path.join(folder, 'train.jsonl'), path.join(folder, 'held-out.jsonl')];
  await writeFile(corpus, corpusOf(1, 20));
  await writeFile(heldOut, corpusOf(1_000, 3));
  plan = {
    reference: {
      cell: 'gru',
      layers: 2,
      hiddenSize: 192,
      embeddingSize: 64,
      residual: true,
      normalisation: 'layer',
      vocabularySize: VOCABULARY_SIZE,
    },
    cells: cellKinds,
    tokens: 5_000,
    shape: { steps: 16, batch: 8 },
    truncations: [4],
    rate: undefined,
    corpus,
    heldOut,
    seed: 1,
    thoroughness: {
      points: 2,
      heldOutCharacters: 1_000,
      gradientShape: { steps: 12, batch: 2 },
      gradientPlaces: 4,
      contextLengths: [1, 8],
      contextPlaces: 32,
      readingLengths: [100, 6_000],
      decodingRounds: 2,
      trainingRounds: 1,
      shippedSize: { hiddenSize: 192, embeddingSize: 64 },
    },
  };
  report = await measureCells(plan, (line) => told.push(line));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('the bench of cells', () => {
  it('trains every cell on the same text, at equal parameters', () => {
    expect(report.cells.map(({ cell }) => cell)).toEqual([...cellKinds]);
    const counts = report.cells.map(({ parameters }) => parameters);
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.02);
    for (const { curve } of report.cells) {
      expect(curve.map(({ tokens }) => tokens)).toEqual([0, 2432, 4992]);
      const bits = curve.map(({ bitsPerCharacter }) => bitsPerCharacter);
      expect(bits[0]).toBeGreaterThan(6);
      expect(bits[2]).toBeLessThan(bits[0]! - 2);
      expect(curve[2]!.seconds).toBeGreaterThan(curve[1]!.seconds);
    }
  });

  it('follows gradients back, and sees them fall', () => {
    for (const { gradientNorms } of report.cells) {
      for (const norms of [gradientNorms.untrained, gradientNorms.trained]) {
        expect(norms).toHaveLength(12);
        expect(norms.every((norm) => norm > 0)).toBe(true);
        expect(norms[11]).toBeLessThan(norms[0]!);
      }
      expect(gradientNorms.trained).not.toEqual(gradientNorms.untrained);
    }
  });

  it('predicts better from more context', () => {
    for (const { context, wholeContextBitsPerToken } of report.cells) {
      expect(context.map(({ length }) => length)).toEqual([1, 8]);
      expect(wholeContextBitsPerToken).toBeLessThan(context[0]!.bitsPerToken);
    }
  });

  it('trains the GRU over other numbers of steps, with as many tokens an update', () => {
    expect(report.truncations.map(({ steps, batch }) => [steps, batch])).toEqual([
      [4, 32],
      [16, 8],
    ]);
    const [short, usual] = report.truncations;
    expect(usual!.curve).toEqual(report.cells.find(({ cell }) => cell === 'gru')!.curve);
    expect(short!.curve.at(-1)!.bitsPerCharacter).not.toBe(usual!.curve.at(-1)!.bitsPerCharacter);
  });

  it('times all of them', () => {
    for (const { microsecondsPerCharacter, reading, shippedSize } of report.cells) {
      expect(reading.map(({ length }) => length)).toEqual([100, 6_000]);
      for (const { microsecondsPerToken } of reading) expect(microsecondsPerToken).toBeGreaterThan(0);
      expect(microsecondsPerCharacter).toBeGreaterThan(0);
      expect(shippedSize.microsecondsPerCharacter).toBeGreaterThan(0);
      expect(shippedSize.trainedTokensPerSecond).toBeGreaterThan(0);
    }
    expect(told.length).toBeGreaterThan(10);
  });

  it('is shown as text and as a page that loads nothing, from JSON as well', () => {
    const again = JSON.parse(JSON.stringify(report)) as CellsReport;
    const text = textReport(again);
    const page = cellsPage(again);
    for (const title of ['RNN', 'LSTM', 'GRU', 'minGRU', 'T = 4', 'T = 16']) {
      expect(text).toContain(title);
      expect(page).toContain(title);
    }
    expect(text).not.toMatch(/NaN|undefined/);
    expect(page).not.toMatch(/NaN|undefined|<script|src=|href=|url\(/);
    expect(page.match(/<svg /g)).toHaveLength(Object.keys(chartsOf(again)).length);
    expect(page.match(/<table>/g)).toHaveLength(6);
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('says what to do when there is no corpus, or too little of it', async () => {
    const absent = { ...plan, corpus: path.join(folder, 'absent.jsonl') };
    await expect(measureCells(absent, () => undefined)).rejects.toThrow(UserError);
    await expect(measureCells({ ...plan, tokens: 1e6 }, () => undefined)).rejects.toThrow(/too little text/);
  });
});
