/**
 * Two Markdown documents about fine-tuning: what it would read, with what is left out and why; and which model is in
 * use, where it comes from and what it is worth. The second holds no text of any file.
 */
import * as v from 'valibot';
import { Markdown, markup } from '../../base/shownText.ts';
import type { FineTuneReport, StorageState, SurveySummary } from '../../processes/contracts.ts';
import { changeText, durationText, percent, sizeText } from './fineTuneView.ts';

/** An empty line. */
const nothing = markup``;

type LeftOutReason = SurveySummary['leftOut'][number]['reason'];

const reasons: Readonly<Record<LeftOutReason, string>> = {
  secret: 'May hold secrets',
  ignored: 'Ignored by a .gitignore file',
  excluded: 'Left out by a setting',
  vendored: 'Third-party code',
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
  tooManyRules: 'Not checked: the ignore rules or the globs for it are too many or too long',
  beyondLimit: 'More than is learnt at once',
};

/** In words. A report on the disk may hold a reason of another version: that keeps its name. */
function reasonText(reason: string): string {
  return Object.entries(reasons).find(([name]) => name === reason)?.[1] ?? reason;
}

export function surveyDocument(survey: SurveySummary): Markdown {
  const { files, fileCount, languages, characters, leftOutCounts } = survey;
  const leftOut = Object.values(leftOutCounts).reduce((sum, count) => sum + count, 0);
  return Markdown.lines([
    markup`# What Undercurrent reads to fine-tune`,
    nothing,
    markup`${filesText(fileCount)}, ${sizeText(characters)}. All of it stays on this machine.`,
    nothing,
    markup`| Language | Files | Size |`,
    markup`| --- | --: | --: |`,
    ...[...languages].sort((a, b) => b.characters - a.characters).map(languageRow),
    nothing,
    markup`## Left out: ${leftOut === 0 ? 'nothing' : leftOut}`,
    nothing,
    ...(leftOut === 0 ? [] : [markup`Folders end with a slash, and nothing in them is read.`, nothing]),
    ...leftOutSections(survey),
    markup`## Read`,
    nothing,
    ...listed(files.map(fileLine), fileCount),
    nothing,
  ]);
}

function languageRow({ languageId, files, characters }: SurveySummary['languages'][number]): Markdown {
  return markup`| ${languageId} | ${files} | ${sizeText(characters)} |`;
}

function leftOutSections({ leftOut, leftOutCounts }: SurveySummary): readonly Markdown[] {
  return (Object.keys(reasons) as LeftOutReason[]).flatMap((reason) => {
    const paths = leftOut.filter((file) => file.reason === reason).map(({ path }) => path);
    if (paths.length === 0) return [];
    const count = leftOutCounts[reason] ?? paths.length;
    const lines = paths.map((path) => markup`- ${Markdown.code(path)}`);
    return [markup`### ${reasons[reason]}: ${count}`, nothing, ...listed(lines, count), nothing];
  });
}

function fileLine({ path, characters, isRecent, secretLines }: SurveySummary['files'][number]): Markdown {
  const notes = [
    sizeText(characters),
    ...(isRecent ? ['worked on lately, weighs more'] : []),
    ...(secretLines > 0 ? [`${secretLines === 1 ? '1 line' : `${secretLines} lines`} with secrets left out`] : []),
  ];
  return markup`- ${Markdown.code(path)}: ${notes.join(', ')}`;
}

/** @param count of all items; `lines` may hold only the first ones */
function listed(lines: readonly Markdown[], count: number): readonly Markdown[] {
  return count > lines.length ? [...lines, markup`- … and ${count - lines.length} more`] : lines;
}

function filesText(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

export interface ModelInUse {
  readonly name: string;
  readonly parameters: number;
  /** It is the model of this workspace. */
  readonly isAdapted: boolean;
  /** Why the model of this workspace is not in use, although there is one. */
  readonly problem: string | undefined;
}

export interface ModelReportInput {
  /** `undefined` while no model is loaded. */
  readonly inUse: ModelInUse | undefined;
  /** What lies in the workspace's storage; `undefined` without a workspace. */
  readonly stored: StorageState | undefined;
  /** Of the last fine-tuning in this workspace. */
  readonly report: FineTuneReport | undefined;
}

export function modelReportDocument({ inUse, stored, report }: ModelReportInput): Markdown {
  return Markdown.lines([
    markup`# The model of Undercurrent`,
    nothing,
    ...inUseSection(inUse),
    ...storedSection(stored),
    ...(report === undefined ? [] : reportSection(report)),
  ]);
}

function inUseSection(inUse: ModelInUse | undefined): readonly Markdown[] {
  if (inUse === undefined) return [markup`No model is loaded at the moment.`, nothing];
  const { name, parameters, isAdapted, problem } = inUse;
  const whose = isAdapted ? 'It belongs to this workspace.' : 'It came with the extension.';
  return [
    markup`In use: **${name}**, ${(parameters / 1e6).toFixed(1)} million parameters. ${whose}`,
    nothing,
    ...(problem === undefined ? [] : [markup`The model of this workspace is not in use: ${problem}`, nothing]),
  ];
}

function storedSection(stored: StorageState | undefined): readonly Markdown[] {
  if (stored === undefined) return [];
  const { model } = stored;
  if (model.kind === 'none') return [markup`This workspace has no model of its own.`, nothing];
  if (model.kind === 'damaged') return [markup`The model of this workspace cannot be used: ${model.message}`, nothing];
  return [
    markup`## The model of this workspace`,
    nothing,
    ...list([
      ['Name', model.name],
      ...originOf(model.provenance),
      ...(model.isOfOtherBase ? [['Base', 'another one than the one that ships now'] as const] : []),
    ]),
    nothing,
  ];
}

/** Anyone may have written a model's provenance, so each fact is shown only if it has the expected form. */
const provenanceSchema = v.object({
  base: ifExpected(v.object({ name: v.string() })),
  fineTuned: ifExpected(
    v.object({
      finished: ifExpected(v.string()),
      corpus: ifExpected(v.object({ files: v.number(), characters: v.number() })),
      heldOut: ifExpected(v.object({ before: v.number(), after: v.number() })),
    }),
  ),
});

function ifExpected<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(schema), undefined);
}

function originOf(provenance: unknown): readonly Fact[] {
  const { base, fineTuned } = v.parse(provenanceSchema, provenance);
  const { finished, corpus, heldOut } = fineTuned ?? {};
  return [
    ...(base === undefined ? [] : [['Made from', base.name] as const]),
    ...(finished === undefined ? [] : [['Finished', dateText(finished)] as const]),
    ...(corpus === undefined
      ? []
      : [['Learnt from', `${corpus.files} files, ${sizeText(corpus.characters)}`] as const]),
    ...(heldOut === undefined ? [] : [['Held-out files', bits(heldOut)] as const]),
  ];
}

function reportSection(report: FineTuneReport): readonly Markdown[] {
  const { corpus, training, heldOut, baseProbe, keystrokesSaved, finished, kept, notKept, base } = report;
  const leftOut = Object.entries(corpus.leftOut).sort(([, a], [, b]) => b - a);
  return [
    markup`## The last fine-tuning`,
    nothing,
    ...list([
      ['Finished', dateText(finished)],
      ['Result', kept ? 'the new model was taken' : `the old model stayed: ${notKeptText(notKept)}`],
      ['Base', `${base.name} (${base.sha256.slice(0, 16)})`],
      ['Learnt from', `${corpus.files} files, ${sizeText(corpus.characters)}`],
      ['Measured with', `${corpus.heldOutFiles} files that were not learnt, ${sizeText(corpus.heldOutCharacters)}`],
      ['Held-out files', bits(heldOut)],
      ['Text from elsewhere', bits(baseProbe)],
      ...(keystrokesSaved === undefined
        ? []
        : [['Keystrokes saved', `${percent(keystrokesSaved.before)} → ${percent(keystrokesSaved.after)}`] as const]),
      ['Training', `${durationText(training.seconds)}, ${training.updates} updates, ${training.threads} threads`],
    ]),
    nothing,
    markup`| Language | Files | Size |`,
    markup`| --- | --: | --: |`,
    ...corpus.languages.map(languageRow),
    nothing,
    ...(leftOut.length === 0
      ? []
      : [
          markup`Left out:`,
          nothing,
          ...leftOut.map(([reason, files]) => markup`- ${reasonText(reason)}: ${files}`),
          nothing,
        ]),
  ];
}

type Fact = readonly [label: string, value: string];

function list(facts: readonly Fact[]): readonly Markdown[] {
  return facts.map(([label, value]) => markup`- ${label}: ${value}`);
}

function notKeptText(reason: FineTuneReport['notKept']): string {
  return reason === 'baseForgotten'
    ? 'the new one got worse at text from elsewhere'
    : 'the new one was not better on held-out files';
}

function bits(numbers: FineTuneReport['heldOut']): string {
  return `${numbers.before.toFixed(2)} → ${numbers.after.toFixed(2)} bits per character (${changeText(numbers)})`;
}

function dateText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
