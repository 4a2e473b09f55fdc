/** What a fine-tuning would read, as a Markdown document: languages, files, and what is left out for which reason. */
import type { SurveyResult } from '../processes/trainerProtocol.ts';
import { sizeText } from './fineTuneView.ts';

type LeftOutReason = SurveyResult['leftOut'][number]['reason'];

const reasons: Readonly<Record<LeftOutReason, string>> = {
  secret: 'May hold secrets',
  ignored: 'Ignored by a .gitignore file',
  excluded: 'Left out by a setting',
  vendored: 'Code of others',
  generated: 'Generated',
  minified: 'Minified',
  lockFile: 'Lock files',
  data: 'Data',
  binary: 'Binary',
  tooLarge: 'Over 1 MB',
  tooSmall: 'Too short to learn from',
  nearDuplicate: 'Almost the same as another file',
  link: 'Links, which are not followed',
  unreadable: 'Not to be read',
  beyondLimit: 'More than is learnt at once',
};

/** In words; a reason of another version, which a report on the disk may hold, is told as it is called. */
export function reasonText(reason: string): string {
  return Object.entries(reasons).find(([name]) => name === reason)?.[1] ?? reason;
}

/** Longest lists of paths: it is a document to be looked through. */
const mostFiles = 2_000;
const mostOfReason = 200;

export function surveyDocument(survey: SurveyResult): string {
  const { files, languages, characters, leftOut } = survey;
  return [
    '# What Undercurrent reads to fine-tune',
    '',
    `${filesText(files.length)}, ${sizeText(characters)}. All of it stays on this machine.`,
    '',
    '| Language | Files | Size |',
    '| --- | --: | --: |',
    ...[...languages]
      .sort((a, b) => b.characters - a.characters)
      .map((count) => `| ${plain(count.languageId)} | ${count.files} | ${sizeText(count.characters)} |`),
    '',
    `## Left out: ${leftOut.length === 0 ? 'nothing' : leftOut.length}`,
    '',
    ...(leftOut.length === 0 ? [] : ['Folders end with a slash, and nothing in them is read.', '']),
    ...leftOutSections(leftOut),
    '## Read',
    '',
    ...capped(files, mostFiles, fileLine),
    '',
  ].join('\n');
}

function leftOutSections(leftOut: SurveyResult['leftOut']): readonly string[] {
  return (Object.keys(reasons) as LeftOutReason[]).flatMap((reason) => {
    const paths = leftOut.filter((file) => file.reason === reason).map(({ path }) => path);
    if (paths.length === 0) return [];
    return [
      `### ${reasons[reason]}: ${paths.length}`,
      '',
      ...capped(paths, mostOfReason, (path) => `- ${code(path)}`),
      '',
    ];
  });
}

function fileLine({ path, characters, isRecent, secretLines }: SurveyResult['files'][number]): string {
  const notes = [
    sizeText(characters),
    ...(isRecent ? ['worked on lately, weighs more'] : []),
    ...(secretLines > 0 ? [`${secretLines === 1 ? '1 line' : `${secretLines} lines`} with secrets left out`] : []),
  ];
  return `- ${code(path)}: ${notes.join(', ')}`;
}

function capped<T>(items: readonly T[], most: number, line: (item: T) => string): readonly string[] {
  const lines = items.slice(0, most).map(line);
  return items.length > most ? [...lines, `- … and ${items.length - most} more`] : lines;
}

/** In as many backticks as it takes, since a file may bear any name. */
function code(path: string): string {
  const [text = ''] = path.split(/[\r\n]/u);
  const longest = Math.max(0, ...[...text.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

function plain(text: string): string {
  return text.replaceAll(/[|\r\n]/gu, ' ');
}

function filesText(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}
