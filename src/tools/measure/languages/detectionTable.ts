/**
 * The comparison of language detection as a table of the model card: a row for each language, a pair of columns for
 * each length.
 */
import { markdownTable, percent } from '../../shared/tables.ts';
import { type DetectionReport, type DetectionScore, meanOf } from './compareDetection.ts';

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
