/** What a fine-tuning would read, as a Markdown document: languages, files, and what is left out for which reason. */
import type { SurveySummary } from '../../processes/trainerProtocol.ts';
import { sizeText } from './fineTuneView.ts';

type LeftOutReason = SurveySummary['leftOut'][number]['reason'];

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

export function surveyDocument(survey: SurveySummary): string {
  const { files, fileCount, languages, characters, leftOutCounts } = survey;
  const leftOut = Object.values(leftOutCounts).reduce((sum, count) => sum + count, 0);
  return [
    '# What Undercurrent reads to fine-tune',
    '',
    `${filesText(fileCount)}, ${sizeText(characters)}. All of it stays on this machine.`,
    '',
    '| Language | Files | Size |',
    '| --- | --: | --: |',
    ...[...languages]
      .sort((a, b) => b.characters - a.characters)
      .map((count) => `| ${plain(count.languageId)} | ${count.files} | ${sizeText(count.characters)} |`),
    '',
    `## Left out: ${leftOut === 0 ? 'nothing' : leftOut}`,
    '',
    ...(leftOut === 0 ? [] : ['Folders end with a slash, and nothing in them is read.', '']),
    ...leftOutSections(survey),
    '## Read',
    '',
    ...listed(files.map(fileLine), fileCount),
    '',
  ].join('\n');
}

function leftOutSections({ leftOut, leftOutCounts }: SurveySummary): readonly string[] {
  return (Object.keys(reasons) as LeftOutReason[]).flatMap((reason) => {
    const paths = leftOut.filter((file) => file.reason === reason).map(({ path }) => path);
    if (paths.length === 0) return [];
    const count = leftOutCounts[reason] ?? paths.length;
    const lines = paths.map((path) => `- ${code(path)}`);
    return [`### ${reasons[reason]}: ${count}`, '', ...listed(lines, count), ''];
  });
}

function fileLine({ path, characters, isRecent, secretLines }: SurveySummary['files'][number]): string {
  const notes = [
    sizeText(characters),
    ...(isRecent ? ['worked on lately, weighs more'] : []),
    ...(secretLines > 0 ? [`${secretLines === 1 ? '1 line' : `${secretLines} lines`} with secrets left out`] : []),
  ];
  return `- ${code(path)}: ${notes.join(', ')}`;
}

/** @param count of all there are, of which the lines may be the first only */
function listed(lines: readonly string[], count: number): readonly string[] {
  return count > lines.length ? [...lines, `- … and ${count - lines.length} more`] : lines;
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
