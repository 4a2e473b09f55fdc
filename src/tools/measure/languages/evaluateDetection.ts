/** `npm run evaluate -- --languages`: language detection beside that of VS Code, and its table for the documents. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../base/userError.ts';
import { readLanguageHead } from '../../../runtime/baseModelFiles.ts';
import { loadCharacterModel } from '../../../runtime/loadCharacterModel.ts';
import { baseDigestOf } from '../../../model/checkpointManifest.ts';
import { type CorpusDocument, readCorpusFile } from '../../../training/corpus.ts';
import { markdownTable, percent } from '../../shared/tables.ts';
import { compareDetection, type DetectionReport, type DetectionScore, meanOf } from './compareDetection.ts';

export interface EvaluateDetectionOptions {
  /** Folder of the model. */
  readonly model: string;
  /** Where `languages.json` is. */
  readonly head: string;
  readonly heldOut: string;
  /** A folder of files in languages that the head does not know. */
  readonly foreign: string | undefined;
  readonly perLanguage: number;
  readonly seed: number;
  readonly json: string | undefined;
}

const snippetLines: readonly number[] = [5, 20, 50];

/** Ends of file names of languages that no head of ours has learnt; a name alone says what is inside. */
const foreignEnds = /\.(rb|php|cs|kt|swift|pl|lua|hs|scala|r|sql|ps1|fs|ml|ex|erl|clj|jl|nim|groovy|dart|vb|pas|f90)$/i;

export async function evaluateDetection(options: EvaluateDetectionOptions): Promise<void> {
  const loaded = await loadCharacterModel(options.model);
  const head = await readLanguageHead(options.head, [loaded.sha256, baseDigestOf(loaded.manifest.provenance)]);
  if (head === undefined) {
    throw new UserError('No languages.json belongs to this model.', 'Train one: npm run language-head.');
  }
  const documents: CorpusDocument[] = [];
  for await (const document of readCorpusFile(options.heldOut)) {
    if (head.languages.includes(document.language)) documents.push(document);
  }
  const foreign = options.foreign === undefined ? [] : await foreignDocuments(options.foreign);
  const { perLanguage, seed } = options;
  const reports: DetectionReport[] = [];
  for (const lines of snippetLines) {
    reports.push(await compareDetection({ loaded, head, documents, foreign, perLanguage, seed }, lines));
  }
  await loaded.model.dispose();
  console.log(detectionTable(reports));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(reports, undefined, 2)}\n`);
}

async function foreignDocuments(folder: string): Promise<CorpusDocument[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => foreignEnds.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      package: 'foreign',
      path: name,
      language: path.extname(name).slice(1).toLowerCase(),
      text: (await readFile(path.join(folder, name), 'utf8')).replaceAll('\r\n', '\n'),
    })),
  );
}

const rounded = (share: number): string => percent(share, 0);

export function detectionTable(reports: readonly DetectionReport[]): string {
  const languages = [...new Set(reports.flatMap((report) => Object.keys(report.languages)))].sort();
  const head = ['Language', ...reports.flatMap(({ lines }) => [`${lines} lines`, 'Guesslang', 'of'])];
  const cells = (score: DetectionScore | undefined, format: (share: number) => string): string[] => {
    if (score === undefined) return ['–', '–', '–'];
    return [format(score.head), format(score.guesslang), String(score.snippets)];
  };
  const rows = [
    [
      '**mean of the languages**',
      ...reports.flatMap(({ overall }) => cells(overall, (share) => `**${percent(share)}**`)),
    ],
    ['… without SCSS', ...reports.flatMap((report) => cells(without(report, 'scss'), percent))],
    ...languages.map((language) => [
      language,
      ...reports.flatMap((report) => cells(report.languages[language], rounded)),
    ]),
  ];
  return `${markdownTable(head, rows, 1)}\n\n${reports.map(sentenceOf).join('\n')}`;
}

/** The mean of all languages but one. */
function without({ languages }: DetectionReport, left: string): DetectionScore {
  return meanOf(Object.entries(languages).flatMap(([language, score]) => (language === left ? [] : [score])));
}

function sentenceOf({ lines, believed, believedRight, foreign, milliseconds }: DetectionReport): string {
  const others =
    foreign === undefined
      ? ''
      : ` In ${foreign.snippets} snippets of languages it has not learnt, one that it has is offered in ${rounded(foreign.believed)}.`;
  return (
    `- ${lines} lines: a language is offered in ${rounded(believed)} of the snippets, and ${percent(believedRight)} of these offers are right.${others}` +
    ` One detection takes ${milliseconds.p50.toFixed(0)} ms (p95 ${milliseconds.p95.toFixed(0)} ms).`
  );
}
