/** Tables and lists of the documents, in Markdown. Prettier formats them afterwards. */
import * as v from 'valibot';
import { numberFrom, objectOf, parseUnknown } from '../../../base/validation.ts';
import type { CheckpointManifest, StoredManifest } from '../../../model/checkpointManifest.ts';
import { type BenchReport, rowsOf, verdict } from '../../measure/bench/benchReport.ts';
import { chartsOf, chartsOfTables, pictureName } from '../../measure/cells/cellsPage.ts';
import { type CellsReport, methodOf, tablesOf } from '../../measure/cells/cellsReport.ts';
import type { EditReport } from '../../measure/edits/editReport.ts';
import { placeClasses } from '../../measure/edits/stretch.ts';
import { columns, type ReplayReport, systemNames, systemsOf, systemTitles } from '../../measure/replay/replayReport.ts';
import { markdownTable, percent } from '../../shared/tables.ts';
import { scriptDescriptions } from './scripts.ts';

/** The used part of package.json. */
export interface ExtensionManifest {
  readonly repository: { readonly url: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    /** The sections of the settings, in their order. */
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

interface Setting {
  readonly default: unknown;
  readonly order: number;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
}

/** The addresses of package.json that follow from that of the repository, its only mention of the owner. */
export function addressesOf({ repository }: Pick<ExtensionManifest, 'repository'>) {
  const page = repository.url.replace(/\.git$/, '');
  return { bugs: { url: `${page}/issues` }, homepage: `${page}#readme`, qna: `${page}/discussions` };
}

/** Every setting with its default and the first sentence of its description, in VS Code's order. */
export function settingsList({ contributes }: ExtensionManifest): string {
  const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
  return list(
    settings.map(([name, { default: value, enum: values = [], markdownDescription, description = '' }]) => {
      const choices = values.length > 0 ? ` One of ${values.map((choice) => `\`${choice}\``).join(', ')}.` : '';
      return `\`${name}\` (\`${JSON.stringify(value)}\`): ${firstSentence(markdownDescription ?? description)}${choices}`;
    }),
  );
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

/** Every command by its title in the palette, with the identifier for key bindings. */
export function commandsList({ contributes }: ExtensionManifest): string {
  return list(contributes.commands.map(({ command, title }) => `**${title}** (\`${command}\`)`));
}

/** Every script of package.json. */
export function scriptsList(): string {
  return list(
    Object.entries(scriptDescriptions).map(
      ([name, description]) => `\`npm ${['start', 'test'].includes(name) ? '' : 'run '}${name}\`: ${description}`,
    ),
  );
}

function list(entries: readonly string[]): string {
  return entries.map((entry) => `- ${entry}`).join('\n');
}

/** What a model is and how it was trained, from its manifest. */
export function recipeTable({ config, parameters, provenance, weights, bitsPerCharacter }: StoredManifest): string {
  const { tokens, recipe } = trainingOf(provenance);
  const count = parameters.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
  const { cell, layers, hiddenSize, embeddingSize, vocabularySize, residual, normalisation } = config;
  return markdownTable(
    ['', ''],
    [
      ['Cell', cell.toUpperCase()],
      ['Layers × units', `${layers} × ${hiddenSize}`],
      ['Embedding, vocabulary', `${embeddingSize}, ${vocabularySize} tokens`],
      [
        'Between layers',
        `${residual ? 'residual' : 'plain'}, ${normalisation === 'none' ? 'not' : 'layer'} normalised`,
      ],
      ['Parameters', count.toLocaleString('en')],
      ['Weights', `${weights.type}, ${(weights.bytes / 1e6).toFixed(1)} MB; 8 bits where they are multiplied`],
      ['Tokens read in training', tokens.toLocaleString('en')],
      ...recipe,
      ['Held-out bits per character', bitsPerCharacter.overall.toFixed(3)],
    ],
  );
}

const anyNumber = numberFrom(0, Number.MAX_SAFE_INTEGER);

const provenanceSchema = objectOf({
  tokens: anyNumber,
  recipe: objectOf({
    steps: anyNumber,
    batch: anyNumber,
    seed: anyNumber,
    schedule: objectOf({
      peak: anyNumber,
      warmUp: anyNumber,
      total: anyNumber,
      floor: anyNumber,
      fall: v.optional(anyNumber),
    }),
    optimizer: v.string(),
    clipNorm: anyNumber,
    averageDecay: anyNumber,
  }),
});

function trainingOf(provenance: unknown): { readonly tokens: number; readonly recipe: readonly string[][] } {
  const refuse = (reason: string): Error => new Error(`In the provenance of the model, ${reason}.`);
  const { tokens, recipe } = parseUnknown(provenanceSchema, provenance, refuse);
  const { schedule } = recipe;
  const number = (value: number): string => value.toLocaleString('en');
  const { fall: share = 1 } = schedule;
  const fall = share === 1 ? 'cosine' : `in the last ${100 * share} % of all cosine`;
  const rate = `warm-up over ${number(schedule.warmUp)} updates to ${schedule.peak}, ${fall} to ${100 * schedule.floor} % of it`;
  return {
    tokens,
    recipe: [
      ['Updates', `${number(schedule.total)} of ${number(recipe.batch)} texts × ${number(recipe.steps)} tokens`],
      ['Optimizer', `${recipe.optimizer}, gradients clipped to norm ${number(recipe.clipNorm)}`],
      ['Learning rate', rate],
      ['What is kept', `moving average of the weights, decay ${recipe.averageDecay}`],
      ['Seed', number(recipe.seed)],
    ],
  };
}

/** Bits per character of a model on the held-out packages. */
export function evaluationTable({ bitsPerCharacter }: CheckpointManifest): string {
  const languages = Object.entries(bitsPerCharacter.languages).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = [['**all together**', `**${bitsPerCharacter.overall.toFixed(3)}**`]];
  for (const [language, bits] of languages) rows.push([language, bits.toFixed(3)]);
  return markdownTable(['Language', 'bits per character'], rows, 1);
}

export function benchTable(report: BenchReport): string {
  const { processor, cores, node } = report.machine;
  const rows = rowsOf(report).flatMap(({ title, value, unit, digits, target }) =>
    value === undefined
      ? []
      : [[title.replace(/^ +/, '… '), `${value.toFixed(digits)} ${unit}`, verdict(value, target)]],
  );
  return `${markdownTable(['', 'measured', 'aimed at'], rows, 1)}\n\nMeasured on: ${processor}, ${cores} cores, Node ${node}. Model: ${report.model}.`;
}

/** A comparison of cells: each table under the pictures that `npm run bench:cells -- --pictures models` drew of it. */
export function cellsTables(report: CellsReport): string {
  const charts = chartsOf(report);
  const sections = tablesOf(report).flatMap(([title, { head, rows }], index) => {
    const pictures = (chartsOfTables[index] ?? []).map((name) => `![${charts[name].title}](${pictureName(name)})`);
    return [`**${title}**`, ...pictures, markdownTable(head, rows, 1)];
  });
  return [...sections, ...methodOf(report)].join('\n\n');
}

/** One table for each replay of edits: recorded typing, commits or versions. */
export function editTables(reports: readonly EditReport[]): string {
  return reports.map(editTable).join('\n\n');
}

function editTable({ source, documents, systems }: EditReport): string {
  const rows = systemNames.flatMap((name) => {
    const classes = systems[name]?.classes;
    if (classes === undefined) return [];
    return placeClasses.map((place) => {
      const { characters, keystrokesSaved, acceptanceRate, wrongPer100 } = classes[place];
      const figures = [percent(keystrokesSaved), percent(acceptanceRate), wrongPer100.toFixed(1)];
      return [systemTitles[name], place, String(characters), ...figures];
    });
  });
  const head = ['', 'place', 'characters', 'keystrokes saved', 'acceptance', 'wrong per 100'];
  const name = source.split(/[/\\]/).at(-1) ?? source;
  return `**${name}** (${documents} documents)\n\n${markdownTable(head, rows, 2)}`;
}

/** One table for each replayed project. */
export function replayTables(reports: readonly ReplayReport[]): string {
  return reports.map(replayTable).join('\n\n');
}

function replayTable(report: ReplayReport): string {
  const rows = systemsOf(report.systems).map(([name, measures]) => [
    systemTitles[name],
    ...columns.map(([, write]) => write(measures)),
  ]);
  const project = report.workspace.split(/[/\\]/).at(-1) ?? report.workspace;
  const amount = `${report.heldOutFiles} files, ${report.characters} characters`;
  return `**${project}** (${amount})\n\n${markdownTable(['', ...columns.map(([title]) => title)], rows, 1)}`;
}
