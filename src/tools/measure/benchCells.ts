/**
 * `npm run bench:cells`: compares the recurrent cells at equal parameters on the same text. It takes about a quarter
 * of an hour of one core.
 *
 *   --characters N      tokens that each network reads in training
 *   --hidden H --embedding E --layers L   of the GRU; the others follow
 *   --steps T --batch B    gradients over T steps of B texts
 *   --truncations 16,32,…  other T for the GRU, each with T·B as before
 *   --rate R            one peak rate for all cells
 *   --points N          measurements of held-out text along the way
 *   --places N          places where contexts are measured
 *   --corpus FILE --held-out FILE --seed S
 *   --json FILE --html FILE --pictures DIR    results, a page, its charts as SVG files
 *   --report FILE       shows the results in this file again, without measuring
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setPriority, constants } from 'node:os';
import { cellKinds } from '../../model/config.ts';
import { VOCABULARY_SIZE } from '../../model/text/tokens.ts';
import { cellsPage, type ChartName, chartsOf, pictureName } from './cells/cellsPage.ts';
import { type CellsReport, textReport } from './cells/cellsReport.ts';
import { type CellsPlan, measureCells } from './cells/measureCells.ts';
import { lineChart } from '../shared/lineChart.ts';
import { numberOf, type Options, parseOptions } from '../shared/options.ts';

const defaults = {
  characters: 1.5e6,
  hidden: 192,
  embedding: 64,
  layers: 2,
  steps: 64,
  batch: 32,
  truncations: '16,32,128,256',
  rate: undefined,
  points: 10,
  places: 1024,
  corpus: 'dist/corpus/train.jsonl',
  heldOut: 'dist/corpus/held-out.jsonl',
  seed: 1,
  json: undefined,
  html: undefined,
  pictures: undefined,
  report: undefined,
};

function planOf(options: Options<typeof defaults>): CellsPlan {
  const { layers, hidden, embedding, steps, batch, truncations, rate, corpus, heldOut, seed } = options;
  return {
    reference: {
      cell: 'gru',
      layers,
      hiddenSize: hidden,
      embeddingSize: embedding,
      residual: true,
      normalisation: 'layer',
      vocabularySize: VOCABULARY_SIZE,
    },
    cells: cellKinds,
    tokens: options.characters,
    shape: { steps, batch },
    truncations: truncations
      .split(',')
      .filter((text) => text !== '')
      .map((text) => numberOf('truncations', text)),
    rate: rate === undefined ? undefined : numberOf('rate', rate),
    corpus,
    heldOut,
    seed,
    thoroughness: {
      points: options.points,
      heldOutCharacters: 80_000,
      // Gradients cost more than scores, and differ less from place to place.
      gradientShape: { steps: 256, batch: 16 },
      gradientPlaces: 256,
      contextLengths: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      contextPlaces: options.places,
      readingLengths: [1e3, 1e4, 1e5, 1e6],
      decodingRounds: 400,
      trainingRounds: 8,
      shippedSize: { hiddenSize: 512, embeddingSize: 128 },
    },
  };
}

export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, defaults);
  const { json, html, pictures } = options;
  const report = options.report === undefined ? await measure(planOf(options)) : await readReport(options.report);
  console.log(textReport(report));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report)}\n`);
  if (html !== undefined) await writeFile(html, cellsPage(report));
  if (pictures !== undefined) await writePictures(pictures, report);
  return 0;
}

async function measure(plan: CellsPlan): Promise<CellsReport> {
  // It measures processor time, so a low priority does not change the result.
  setPriority(constants.priority.PRIORITY_LOW);
  return measureCells(plan, (line) => {
    console.error(line);
  });
}

async function readReport(file: string): Promise<CellsReport> {
  return JSON.parse(await readFile(file, 'utf8')) as CellsReport;
}

async function writePictures(folder: string, report: CellsReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  const charts = chartsOf(report);
  for (const name of Object.keys(charts) as ChartName[]) {
    await writeFile(join(folder, pictureName(name)), lineChart(charts[name]));
  }
}
