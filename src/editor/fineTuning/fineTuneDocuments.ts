/**
 * Two Markdown documents about fine-tuning: what it would read, with what is left out and why; and which model is in
 * use, where it comes from and what it is worth. The second holds no text of any file.
 */
import * as v from 'valibot';
import { Markdown, markup } from '../../base/shownText.ts';
import type { FineTuneReport, StorageState, SurveySummary } from '../../processes/contracts.ts';
import { localized, localizedMarkdown } from '../localized.ts';
import { changeText, durationText, percent, sizeText } from './fineTuneView.ts';

/** An empty line. */
const nothing = markup``;

type LeftOutReason = SurveySummary['leftOut'][number]['reason'];

const reasons: Readonly<Record<LeftOutReason, string>> = {
  secret: localized`May hold secrets`,
  ignored: localized`Ignored by a .gitignore file`,
  excluded: localized`Excluded by a setting`,
  vendored: localized`Third-party code`,
  generated: localized`Generated`,
  minified: localized`Minified`,
  lockFile: localized`Lock files`,
  data: localized`Data`,
  binary: localized`Binary`,
  tooLarge: localized`Over 1 MB`,
  tooSmall: localized`Too short to learn from`,
  nearDuplicate: localized`Almost the same as another file`,
  link: localized`Links, which are not followed`,
  unreadable: localized`Not readable`,
  tooManyRules: localized`Not checked: the ignore rules or the globs for it are too many or too long`,
  beyondLimit: localized`More than is learned at once`,
};

/** In words. A report on the disk may hold a reason of another version: that keeps its name. */
function reasonText(reason: string): string {
  return Object.entries(reasons).find(([name]) => name === reason)?.[1] ?? reason;
}

export function surveyDocument(survey: SurveySummary): Markdown {
  const { files, fileCount, languages, characters, leftOutCounts } = survey;
  const leftOut = Object.values(leftOutCounts).reduce((sum, count) => sum + count, 0);
  return Markdown.lines([
    localizedMarkdown`# Training Files`,
    nothing,
    localizedMarkdown`${filesText(fileCount)}, ${sizeText(characters)}. All of it stays on this machine.`,
    nothing,
    localizedMarkdown`| Language | Files | Size |`,
    markup`| --- | --: | --: |`,
    ...[...languages].sort((a, b) => b.characters - a.characters).map(languageRow),
    nothing,
    localizedMarkdown`## Excluded: ${leftOut === 0 ? localized`nothing` : leftOut}`,
    nothing,
    ...(leftOut === 0 ? [] : [localizedMarkdown`Folders end with a slash. Nothing in them is read.`, nothing]),
    ...leftOutSections(survey),
    localizedMarkdown`## Read`,
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
    ...(isRecent ? [localized`edited recently, counts more`] : []),
    ...(secretLines > 0
      ? [
          secretLines === 1
            ? localized`1 line with secrets excluded`
            : localized`${secretLines} lines with secrets excluded`,
        ]
      : []),
  ];
  return markup`- ${Markdown.code(path)}: ${notes.join(', ')}`;
}

/** @param count of all items; `lines` may hold only the first ones */
function listed(lines: readonly Markdown[], count: number): readonly Markdown[] {
  return count > lines.length ? [...lines, localizedMarkdown`- … and ${count - lines.length} more`] : lines;
}

function filesText(files: number): string {
  return files === 1 ? localized`1 file` : localized`${files} files`;
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
    localizedMarkdown`# Model Report`,
    nothing,
    ...inUseSection(inUse),
    ...storedSection(stored),
    ...(report === undefined ? [] : reportSection(report)),
  ]);
}

function inUseSection(inUse: ModelInUse | undefined): readonly Markdown[] {
  if (inUse === undefined) return [localizedMarkdown`No model is loaded.`, nothing];
  const { name, parameters, isAdapted, problem } = inUse;
  const whose = isAdapted ? localized`It belongs to this workspace.` : localized`It came with the extension.`;
  return [
    localizedMarkdown`In use: **${name}**, ${(parameters / 1e6).toFixed(1)} million parameters. ${whose}`,
    nothing,
    ...(problem === undefined ? [] : [localizedMarkdown`The workspace model is not in use: ${problem}`, nothing]),
  ];
}

function storedSection(stored: StorageState | undefined): readonly Markdown[] {
  if (stored === undefined) return [];
  const { model } = stored;
  if (model.kind === 'none') return [localizedMarkdown`This workspace has no model of its own.`, nothing];
  if (model.kind === 'damaged')
    return [localizedMarkdown`The workspace model cannot be used: ${model.message}`, nothing];
  return [
    localizedMarkdown`## Workspace Model`,
    nothing,
    ...list([
      [localized`Name`, model.name],
      ...originOf(model.provenance),
      ...(model.isOfOtherBase ? [[localized`Base`, localized`not the built-in model of this version`] as const] : []),
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
    ...(base === undefined ? [] : [[localized`Made from`, base.name] as const]),
    ...(finished === undefined ? [] : [[localized`Finished`, dateText(finished)] as const]),
    ...(corpus === undefined
      ? []
      : [[localized`Learned from`, `${filesText(corpus.files)}, ${sizeText(corpus.characters)}`] as const]),
    ...(heldOut === undefined ? [] : [[localized`Held-out files`, bits(heldOut)] as const]),
  ];
}

function reportSection(report: FineTuneReport): readonly Markdown[] {
  const { corpus, training, heldOut, baseProbe, keystrokesSaved, finished, kept, notKept, base } = report;
  const leftOut = Object.entries(corpus.leftOut).sort(([, a], [, b]) => b - a);
  return [
    localizedMarkdown`## Last Fine-tuning`,
    nothing,
    ...list([
      [localized`Finished`, dateText(finished)],
      [localized`Result`, kept ? localized`the new model is in use` : notKeptText(notKept)],
      [localized`Base`, `${base.name} (${base.sha256.slice(0, 16)})`],
      [localized`Learned from`, `${filesText(corpus.files)}, ${sizeText(corpus.characters)}`],
      [localized`Measured with`, `${filesText(corpus.heldOutFiles)}, ${sizeText(corpus.heldOutCharacters)}`],
      [localized`Held-out files`, bits(heldOut)],
      [localized`Other text`, bits(baseProbe)],
      ...(keystrokesSaved === undefined
        ? []
        : [
            [
              localized`Keystrokes saved`,
              `${percent(keystrokesSaved.before)} → ${percent(keystrokesSaved.after)}`,
            ] as const,
          ]),
      [
        localized`Training`,
        localized`${durationText(training.seconds)}, ${training.updates} updates, ${training.threads} threads`,
      ],
    ]),
    nothing,
    localizedMarkdown`| Language | Files | Size |`,
    markup`| --- | --: | --: |`,
    ...corpus.languages.map(languageRow),
    nothing,
    ...(leftOut.length === 0
      ? []
      : [
          localizedMarkdown`Excluded:`,
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
    ? localized`the old model stays: the new one is worse at other text`
    : localized`the old model stays: the new one is not better on held-out files`;
}

function bits(numbers: FineTuneReport['heldOut']): string {
  return localized`${numbers.before.toFixed(2)} → ${numbers.after.toFixed(2)} bits per character (${changeText(numbers)})`;
}

function dateText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
