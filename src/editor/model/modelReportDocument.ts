/** Which model is in use, where it comes from and what it is worth: a Markdown document, without a word of anybody's files. */
import type { FineTuneReport, StorageState } from '../../processes/trainerProtocol.ts';
import { changeText, durationText, sizeText } from '../fineTuning/fineTuneView.ts';
import { reasonText } from '../fineTuning/surveyDocument.ts';

export interface ModelInUse {
  readonly name: string;
  readonly parameters: number;
  /** It is the one of this workspace. */
  readonly isAdapted: boolean;
  /** Why the one of this workspace is not in use, although it is there. */
  readonly problem: string | undefined;
}

export interface ModelReportInput {
  /** `undefined` while nothing runs. */
  readonly inUse: ModelInUse | undefined;
  /** What lies in the workspace's storage; `undefined` without a workspace. */
  readonly stored: StorageState | undefined;
  /** Of the last fine-tuning in this workspace. */
  readonly report: FineTuneReport | undefined;
}

export function modelReportDocument({ inUse, stored, report }: ModelReportInput): string {
  return [
    '# The model of Undercurrent',
    '',
    ...inUseSection(inUse),
    ...storedSection(stored),
    ...(report === undefined ? [] : reportSection(report)),
  ].join('\n');
}

function inUseSection(inUse: ModelInUse | undefined): readonly string[] {
  if (inUse === undefined) return ['No model is loaded at the moment.', ''];
  const { name, parameters, isAdapted, problem } = inUse;
  const whose = isAdapted ? 'It belongs to this workspace.' : 'It came with the extension.';
  return [
    `In use: **${text(name)}**, ${(parameters / 1e6).toFixed(1)} million parameters. ${whose}`,
    '',
    ...(problem === undefined ? [] : [`The model of this workspace is not in use: ${problem}`, '']),
  ];
}

function storedSection(stored: StorageState | undefined): readonly string[] {
  if (stored === undefined) return [];
  const { model } = stored;
  if (model.kind === 'none') return ['This workspace has no model of its own.', ''];
  if (model.kind === 'damaged') return [`The model of this workspace cannot be used: ${model.message}`, ''];
  return [
    '## The model of this workspace',
    '',
    ...list([
      ['Name', model.name],
      ...originOf(model.provenance),
      ...(model.isOfOtherBase ? [['Base', 'another one than the one that ships now'] as const] : []),
    ]),
    '',
  ];
}

/** What is said of where a model comes from was written by whoever made it: only what has the expected form is shown. */
function originOf(provenance: Readonly<Record<string, unknown>>): readonly Fact[] {
  const fineTuned = fieldsOf(provenance['fineTuned']);
  const corpus = fieldsOf(fineTuned.get('corpus'));
  const heldOut = fieldsOf(fineTuned.get('heldOut'));
  const base = fieldsOf(provenance['base']);
  const finished = fineTuned.get('finished');
  const [files, characters] = [corpus.get('files'), corpus.get('characters')];
  const [before, after] = [heldOut.get('before'), heldOut.get('after')];
  const name = base.get('name');
  return [
    ...(typeof name === 'string' ? [['Made from', name] as const] : []),
    ...(typeof finished === 'string' ? [['Finished', dateText(finished)] as const] : []),
    ...(typeof files === 'number' && typeof characters === 'number'
      ? [['Learnt from', `${files} files, ${sizeText(characters)}`] as const]
      : []),
    ...(typeof before === 'number' && typeof after === 'number'
      ? [['Held-out files', bits({ before, after })] as const]
      : []),
  ];
}

function reportSection(report: FineTuneReport): readonly string[] {
  const { corpus, training, heldOut, baseProbe, keystrokesSaved, finished, kept, notKept, base } = report;
  const leftOut = Object.entries(corpus.leftOut).sort(([, a], [, b]) => b - a);
  return [
    '## The last fine-tuning',
    '',
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
    '',
    '| Language | Files | Size |',
    '| --- | --: | --: |',
    ...corpus.languages.map(
      (count) => `| ${text(count.languageId)} | ${count.files} | ${sizeText(count.characters)} |`,
    ),
    '',
    ...(leftOut.length === 0
      ? []
      : ['Left out:', '', ...leftOut.map(([reason, files]) => `- ${text(reasonText(reason))}: ${files}`), '']),
  ];
}

type Fact = readonly [label: string, value: string];

function list(facts: readonly Fact[]): readonly string[] {
  return facts.map(([label, value]) => `- ${label}: ${text(value)}`);
}

function notKeptText(reason: FineTuneReport['notKept']): string {
  return reason === 'baseForgotten'
    ? 'the new one got worse at text from elsewhere'
    : 'the new one was not better on held-out files';
}

function bits(numbers: FineTuneReport['heldOut']): string {
  return `${numbers.before.toFixed(2)} → ${numbers.after.toFixed(2)} bits per character (${changeText(numbers)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function dateText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** Names may come from a file somebody else wrote: nothing in them is Markdown. */
function text(value: string): string {
  return value.replaceAll(/[\r\n]+/gu, ' ').replaceAll(/[\\`*_[\]<>|#!]/gu, String.raw`\$&`);
}
