/**
 * `npm run bench:cells`: the recurrent cells compared, at equal parameters, on the same text. Takes about a quarter of an hour of one core.
 *
 *   --characters N   tokens each network reads in training        --hidden H --embedding E --layers L   of the GRU; the others follow
 *   --steps T --batch B   gradients over T steps of B texts        --truncations 16,32,…   other T for the GRU, each with T·B as before
 *   --rate R         one peak rate for all cells                   --points N   measurements of held-out text along the way
 *   --places N       where contexts are tried out                  --corpus FILE --held-out FILE --seed S
 *   --json FILE --html FILE --pictures DIR    results, a page, its charts as SVG files
 *   --report FILE    show the results in this file again, without measuring
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setPriority, constants } from 'node:os';
import { parseArgs } from 'node:util';
import { cellKinds } from '../../model/config.ts';
import { VOCABULARY_SIZE } from '../../model/text/tokens.ts';
import { type ChartName, chartsOf, pictureName } from './cells/cellsCharts.ts';
import { cellsPage } from './cells/cellsPage.ts';
import { type CellsReport, textReport } from './cells/cellsReport.ts';
import { type CellsPlan, measureCells } from './cells/measureCells.ts';
import { lineChart } from '../shared/lineChart.ts';
import { numberOption } from '../shared/options.ts';

const string = { type: 'string' } as const;
const options = {
  characters: string,
  hidden: string,
  embedding: string,
  layers: string,
  steps: string,
  batch: string,
  truncations: string,
  rate: string,
  points: string,
  places: string,
  corpus: string,
  'held-out': string,
  seed: string,
  json: string,
  html: string,
  pictures: string,
  report: string,
};

type Values = Partial<Record<keyof typeof options, string>>;

function planOf(values: Values): CellsPlan {
  return {
    reference: {
      cell: 'gru',
      layers: numberOption('layers', values.layers, 2),
      hiddenSize: numberOption('hidden', values.hidden, 192),
      embeddingSize: numberOption('embedding', values.embedding, 64),
      residual: true,
      normalisation: 'layer',
      vocabularySize: VOCABULARY_SIZE,
    },
    cells: cellKinds,
    tokens: numberOption('characters', values.characters, 1.5e6),
    shape: {
      steps: numberOption('steps', values.steps, 64),
      batch: numberOption('batch', values.batch, 32),
    },
    truncations: (values.truncations ?? '16,32,128,256')
      .split(',')
      .filter((text) => text !== '')
      .map((text) => numberOption('truncations', text, 0)),
    rate: values.rate === undefined ? undefined : numberOption('rate', values.rate, 0),
    corpus: values.corpus ?? 'dist/corpus/train.jsonl',
    heldOut: values['held-out'] ?? 'dist/corpus/held-out.jsonl',
    seed: numberOption('seed', values.seed, 1),
    thoroughness: {
      points: numberOption('points', values.points, 10),
      heldOutCharacters: 80_000,
      // Gradients cost more than scores, and differ less from place to place.
      gradientShape: { steps: 256, batch: 16 },
      gradientPlaces: 256,
      contextLengths: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      contextPlaces: numberOption('places', values.places, 1024),
      readingLengths: [1e3, 1e4, 1e5, 1e6],
      decodingRounds: 400,
      trainingRounds: 8,
      shippedSize: { hiddenSize: 512, embeddingSize: 128 },
    },
  };
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  const report = values.report === undefined ? await measure(values) : await readReport(values.report);
  console.log(textReport(report));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report)}\n`);
  if (values.html !== undefined) await writeFile(values.html, cellsPage(report));
  if (values.pictures !== undefined) await writePictures(values.pictures, report);
  return 0;
}

async function measure(values: Values): Promise<CellsReport> {
  // Long, and never urgent; what it measures is the processor's time, of which others may have the rest.
  setPriority(constants.priority.PRIORITY_LOW);
  return measureCells(planOf(values), (line) => {
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
