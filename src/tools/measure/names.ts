/**
 * `npm run names`: what names known to a language server are worth, on the packages held out of the corpus, with a made-up server
 * (names/simulatedServer.ts). First bits per character for a grid of beliefs (completion/names/namePrior.ts), the best of them for
 * each number of letters typed; then keystrokes saved without names and with them, by the engine with its text cache and without live learning.
 *
 *   --model DIR   models/base      --max-characters N   of each package, 8,000      --seed S      --bits-only
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CompletionEngine } from '../../completion/completionEngine.ts';
import { type NameBelief, nameBelief } from '../../completion/names/namePrior.ts';
import { Mixture } from '../../completion/textCache/mixture.ts';
import { TextCache } from '../../completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../completion/textCache/workspaceTexts.ts';
import { EngineSystem } from '../../replay/engineSystem.ts';
import { measuresOf } from '../../replay/measures.ts';
import { addTallies, type Tally, write } from '../../replay/simulatedWriter.ts';
import { loadCharacterModel, type LoadedCharacterModel } from '../../runtime/loadCharacterModel.ts';
import { readMixture } from '../../runtime/baseModelFiles.ts';
import { foretell, heldOutPackages, type PackageTexts } from '../train/mixture/packageTexts.ts';
import { addCosts, noCosts, type NameCosts } from './names/nameCosts.ts';
import { isAtMember, memberNames } from './names/simulatedServer.ts';
import { numberOption } from '../shared/options.ts';
import { percent } from './replay/replayReport.ts';

const lengths = nameBelief.trust.length;
/** The weight of the opinion is one number for all lengths, trust is chosen for each. */
const opinions = [0, 0.25, 0.5, 0.75, 1];
const trusts = [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7];
const grid: readonly NameBelief[] = opinions.flatMap((opinion) => trusts.map((trust) => ({ opinion, trust: [trust] })));

export async function main(args: readonly string[]): Promise<number> {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { model: string, 'max-characters': string, seed: string, 'bits-only': { type: 'boolean' } },
  });
  const seed = numberOption('seed', values.seed, 1);
  const base = await loadCharacterModel(values.model ?? join('models', 'base'));
  const mixture = Mixture.fromTables(await readMixture(join('models', 'base')));
  const packages = await heldOutPackages(numberOption('max-characters', values['max-characters'], 8_000), seed);
  const costs = noCosts(lengths, grid.length + 1);
  const tallies: { without: Tally[]; with: Tally[] } = { without: [], with: [] };
  for (const texts of packages) {
    const cache = cacheOf(base, texts, mixture);
    await addBits(costs, base, texts, cache, seed);
    if (values['bits-only'] !== true) await type(tallies, base, texts, cache, seed);
    console.log(`${texts.name} is typed`);
  }
  printBits(costs);
  if (values['bits-only'] !== true) printTallies(tallies);
  await base.model.dispose();
  return 0;
}

function cacheOf({ vocabulary }: LoadedCharacterModel, { train }: PackageTexts, mixture: Mixture): TextCache {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const { path, languageId, text } of train) workspace.put({ name: path, languageId, text });
  while (workspace.work(1 << 16));
  return new TextCache(vocabulary, workspace, mixture);
}

async function addBits(
  costs: NameCosts,
  base: LoadedCharacterModel,
  { train, typed }: PackageTexts,
  cache: TextCache,
  seed: number,
): Promise<void> {
  for (const file of typed) {
    const names = memberNames(file, train, seed) ?? [];
    const document = cache.open(file.path, file.languageId);
    addCosts(costs, await foretell(base, file), document, names, [...grid, nameBelief]);
  }
}

async function type(
  tallies: { without: Tally[]; with: Tally[] },
  { model, vocabulary }: LoadedCharacterModel,
  { train, typed }: PackageTexts,
  textCache: TextCache,
  seed: number,
): Promise<void> {
  const engine = new CompletionEngine(model, vocabulary, {
    clock: () => performance.now(),
    yieldToEventLoop: () => setImmediate(),
    textCache,
  });
  const known = new Map(typed.map((file) => [file.path, memberNames(file, train, seed)]));
  const options = { eagerness: 'balanced', maximumLength: 200 } as const;
  const without = new EngineSystem(engine, options);
  const namesAt = (path: string, prefix: string) => (isAtMember(prefix) ? known.get(path) : undefined);
  const withNames = new EngineSystem(engine, { ...options, namesAt });
  for (const file of typed.filter(({ path }) => known.get(path) !== undefined)) {
    tallies.without.push(await write(without, file, () => performance.now()));
    tallies.with.push(await write(withNames, file, () => performance.now()));
  }
}

function printBits({ bits, characters, members }: NameCosts): void {
  const bestOf = (index: number) =>
    members.map((cost) => {
      const costs = cost.with.slice(index * trusts.length, (index + 1) * trusts.length);
      const bits = Math.min(...costs);
      return { bits, trust: trusts[costs.indexOf(bits)] ?? NaN };
    });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  console.log('weight of opinion  bits of members  trust by letters typed');
  for (const [index, opinion] of opinions.entries()) {
    const best = bestOf(index);
    const total = sum(best.map((length) => length.bits)).toFixed(0);
    const trust = best.map((length) => length.trust).join(', ');
    console.log(`${String(opinion).padStart(17)}${total.padStart(17)}  ${trust}`);
  }
  console.log('letters  characters  bits of each without names  with them, as built in');
  for (const [length, cost] of members.entries()) {
    const [without, builtIn] = [cost.without, cost.with[grid.length] ?? NaN].map((total) =>
      (total / cost.count).toFixed(3),
    );
    const letters = `${length}${length === lengths - 1 ? '+' : ''}`;
    console.log(
      `${letters.padEnd(7)}${String(cost.count).padStart(12)}${without?.padStart(28)}${builtIn?.padStart(24)}`,
    );
  }
  const saved = sum(members.map((cost) => cost.without - (cost.with[grid.length] ?? NaN)));
  console.log(
    `bits per character of all text: ${(bits / characters).toFixed(4)} without, ${((bits - saved) / characters).toFixed(4)} with names`,
  );
}

function printTallies(tallies: { without: readonly Tally[]; with: readonly Tally[] }): void {
  for (const [name, list] of Object.entries(tallies)) {
    const measures = measuresOf(addTallies(list));
    console.log(
      `${name.padEnd(8)} ${percent(measures.keystrokesSaved)} of keystrokes saved, ${percent(measures.acceptanceRate)} accepted, ` +
        `${measures.wrongPer100.toFixed(2)} wrong offers for 100 characters typed, p95 ${measures.p95Milliseconds.toFixed(1)} ms, ` +
        `calibration error ${measures.calibrationError?.toFixed(3)}`,
    );
  }
}
