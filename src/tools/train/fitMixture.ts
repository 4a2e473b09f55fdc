/**
 * `npm run fit-mixture`: fits the numbers that mix the text cache with the model (src/completion/textCache/mixture.ts)
 * and writes them beside the base model. The held-out packages of the corpus are typed, each with the rest of its
 * package as the workspace. Every other package is fitted and the rest measured, both ways round. Then all are fitted.
 *
 *   --model DIR          models/base by default
 *   --max-characters N   of each package, 20,000 by default, drawn by --seed S
 *   --passes N           over all files, 2 by default
 *   --dry                measures only
 */
import { Rng } from '../../base/rng.ts';
import type { MixerRates } from '../../completion/textCache/mixer.ts';
import { Mixture } from '../../completion/textCache/mixture.ts';
import { type DocumentCache, TextCache } from '../../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { loadCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { writeMixture } from '../../runtime/baseModelFiles.ts';
import { foretell, type ForetoldFile, heldOutPackages } from './packageTexts.ts';
import { type Options, parseOptions } from '../shared/options.ts';
import { Progress } from '../shared/progress.ts';
import { alignColumns } from '../shared/tables.ts';

const defaults = { model: 'models/base', maxCharacters: 20_000, seed: 1, passes: 2, dry: false };

/** While fitting, cells become means of all that was seen. */
const fittingSeen = 1023;
const firstRate = 0.02;
const lastRate = 0.0005;
/** Tokens after which the rate has halved, in addition to its linear fall. */
const halfLife = 20_000;

/** Bits of one package. */
interface Row {
  readonly name: string;
  /** The model alone. */
  readonly model: number;
  /** With live learning. */
  readonly live: number;
  /** With the text cache, too. */
  readonly mixed: number;
  readonly microseconds: number;
}

/** A package ready to be typed again and again. */
interface Ready {
  readonly name: string;
  readonly workspace: WorkspaceTexts;
  readonly files: readonly ForetoldFile[];
}

export async function main(args: readonly string[]): Promise<number> {
  const plan = parseOptions(args, defaults);
  const progress = new Progress(process.stderr, () => performance.now());
  const loaded = await loadCharacterModel(plan.model);
  const { vocabulary } = loaded;
  const packages = await heldOutPackages(plan.maxCharacters, plan.seed);
  progress.start('what the model says', packages.flatMap(({ typed }) => typed).length);
  const ready: Ready[] = [];
  for (const { name, train, typed } of packages) {
    const workspace = new WorkspaceTexts(vocabulary);
    for (const { path, languageId, text } of train) workspace.put({ name: path, languageId, text });
    while (workspace.work(1 << 16));
    const files: ForetoldFile[] = [];
    for (const file of typed) {
      files.push(await foretell(loaded, file, workspace));
      progress.advance(1);
    }
    ready.push({ name, workspace, files });
  }
  progress.end();
  const rows = [0, 1].flatMap((half) => {
    const fitted = fit(vocabulary, ready.filter((_, index) => index % 2 === half), plan);
    return ready.filter((_, index) => index % 2 !== half).map((one) => measure(vocabulary, one, fitted));
  }); // prettier-ignore
  console.log(table(rows));
  if (!plan.dry) await writeMixture(plan.model, fit(vocabulary, ready, plan).toTables());
  await loaded.model.dispose();
  return 0;
}

/** All files in random order, several times, with a rate that falls to its end. */
function fit(vocabulary: Vocabulary, packages: readonly Ready[], { passes, seed }: Options<typeof defaults>): Mixture {
  const mixture = Mixture.unfitted();
  const items = packages.flatMap(({ workspace, files }) => files.map((file) => ({ workspace, file })));
  const total = passes * items.reduce((sum, { file }) => sum + file.tokens.length, 0);
  const rng = new Rng(seed);
  let done = 0;
  const rates = (): MixerRates => {
    const rate = (firstRate * (1 - done / total)) / (1 + done / halfLife) + lastRate;
    done++;
    return { weights: rate, seen: fittingSeen };
  };
  for (let pass = 0; pass < passes; pass++) {
    for (const { workspace, file } of rng.shuffle(items)) {
      const cache = new TextCache(vocabulary, workspace, mixture, rates);
      typeFile(cache.openWith(mixture, '', file.file.languageId), file);
    }
  }
  return mixture;
}

function measure(vocabulary: Vocabulary, { name, workspace, files }: Ready, fitted: Mixture): Row {
  const cache = new TextCache(vocabulary, workspace, fitted);
  let [model, live, mixed, characters, tokens] = [0, 0, 0, 0, 0];
  const started = performance.now();
  for (const file of files) {
    mixed += typeFile(cache.open('', file.file.languageId), file);
    model += costOf(file.alone, file.tokens);
    live += costOf(file.opinions, file.tokens);
    characters += file.characters;
    tokens += file.tokens.length;
  }
  const microseconds = (1000 * (performance.now() - started)) / tokens;
  const bits = (nats: number): number => nats / Math.LN2 / characters;
  return { name, model: bits(model), live: bits(live), mixed: bits(mixed), microseconds };
}

/** Types a file token by token; what it costs, in nats. */
function typeFile(document: DocumentCache, { tokens, opinions }: ForetoldFile): number {
  const size = opinions.length / tokens.length;
  let nats = 0;
  for (const [index, token] of tokens.entries()) {
    nats -= Math.log(document.type(opinions.subarray(index * size, (index + 1) * size), token));
  }
  return nats;
}

/** What the tokens cost under these distributions, in nats. */
function costOf(opinions: Float32Array, tokens: Int32Array): number {
  const size = opinions.length / tokens.length;
  return tokens.reduce((sum, token, index) => sum - Math.log(Math.max(opinions[index * size + token] ?? 0, 1e-38)), 0);
}

function table(rows: readonly Row[]): string {
  const mean = (value: (row: Row) => number): number => rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  const line = ({ name, model, live, mixed, microseconds }: Row): string[] => [
    name,
    model.toFixed(3),
    live.toFixed(3),
    mixed.toFixed(3),
    microseconds.toFixed(1),
  ];
  const average = {
    name: 'mean',
    model: mean(({ model }) => model),
    live: mean(({ live }) => live),
    mixed: mean(({ mixed }) => mixed),
    microseconds: mean(({ microseconds }) => microseconds),
  };
  return alignColumns([['', 'model', '+ live', '+ cache', 'µs/token'], ...rows.map(line), line(average)]);
}
