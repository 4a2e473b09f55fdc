/**
 * `npm run calibrate`: fits the calibration of the show probability (src/completion/calibration.ts). The held-out packages of the corpus
 * are typed at every setting, as replay types a workspace: what a system may learn from is the rest of the same package. What is
 * shown depends on the calibration, so it is typed and fitted again, until the last round shows what the fitted one is worth.
 * Projects that replay reports on are never looked at.
 *
 *   --system base      the system that is calibrated       --model DIR   models/base by default
 *   --corpus FILE      dist/corpus/held-out.jsonl           --max-characters N  of each package, 15,000 by default, drawn by --seed S
 *   --rounds N         fits, 2 by default                   --jobs N      as in replay           --json FILE
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../base/userError.ts';
import { type Calibration, uncalibrated } from '../completion/calibration.ts';
import { measuresOf } from '../replay/measures.ts';
import { calibrationError, type Forecast, reliabilityOf } from '../replay/reliability.ts';
import type { ReplayFile } from '../replay/replaySystem.ts';
import { addTallies } from '../replay/simulatedWriter.ts';
import { readCorpusFile } from '../training/corpus.ts';
import { fitCalibration, recalibrated } from './calibrate/fitCalibration.ts';
import { choiceOption, numberOption } from './options.ts';
import { Progress } from './progress.ts';
import type { FileRecord, FileTyper, TypingSetup } from './replay/fileTyper.ts';
import { typeFiles } from './replay/replay.ts';
import { percent, type SystemName, systemNames } from './replay/replayReport.ts';
import { splitFiles, takeFiles } from './replay/split.ts';
import { TyperProcess } from './replay/typerProcess.ts';

export { serveTyping } from './replay/serveTyping.ts';

/** Where this program is bundled to. */
const program = join('dist', 'tools', 'calibrate.cjs');
const settings = ['balanced', 'quiet', 'eager'] as const;

interface Plan {
  readonly system: SystemName;
  readonly model: string;
  readonly corpus: string;
  readonly maximumCharacters: number;
  readonly seed: number;
  readonly rounds: number;
  readonly jobs: number;
  readonly json: string | undefined;
}

function parsePlan(args: readonly string[]): Plan {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      system: string, model: string, corpus: string, 'max-characters': string, seed: string, rounds: string,
      jobs: string, json: string,
    },
  }); // prettier-ignore
  return {
    system: choiceOption('system', values.system, systemNames, 'base'),
    model: values.model ?? 'models/base',
    corpus: values.corpus ?? 'dist/corpus/held-out.jsonl',
    maximumCharacters: numberOption('max-characters', values['max-characters'], 15_000),
    seed: numberOption('seed', values.seed, 1),
    rounds: numberOption('rounds', values.rounds, 2),
    jobs: numberOption('jobs', values.jobs, availableParallelism()),
    json: values.json,
  };
}

/** What is typed of a package, and the rest of it. */
interface Package {
  readonly name: string;
  readonly train: readonly ReplayFile[];
  readonly files: readonly ReplayFile[];
}

async function readPackages({ corpus, maximumCharacters, seed }: Plan): Promise<readonly Package[]> {
  if (!existsSync(corpus)) throw new UserError(`There is no ${corpus}.`, 'Build the corpus: npm run corpus');
  const packages = new Map<string, ReplayFile[]>();
  for await (const { package: name, path, language: languageId, text } of readCorpusFile(corpus)) {
    const files = packages.get(name) ?? [];
    files.push({ path, languageId, text });
    packages.set(name, files);
  }
  return [...packages].flatMap(([name, files]) => {
    const { train, heldOut } = splitFiles(files);
    const typed = takeFiles(heldOut, maximumCharacters, seed);
    return typed.length === 0 ? [] : [{ name, train, files: typed }];
  });
}

/** All packages typed at all settings with one calibration: records by package. */
async function typePackages(
  packages: readonly Package[],
  plan: Plan,
  calibration: Calibration,
  typers: readonly FileTyper[],
  progress: Progress,
): Promise<readonly (readonly FileRecord[])[]> {
  const total = packages.flatMap(({ files }) => files).reduce((sum, { text }) => sum + text.length, 0);
  progress.start(`typing ${packages.length} packages`, settings.length * total);
  const result: (readonly FileRecord[])[] = [];
  for (const { train, files } of packages) {
    const setup: TypingSetup = {
      train,
      files,
      base: plan.model,
      fineTuned: undefined,
      eagerness: settings,
      maximumLength: 200,
      drafts: false,
      systems: [plan.system],
      calibration,
    };
    const { records } = await typeFiles(typers, setup, {
      start: () => undefined,
      advance: (characters) => {
        progress.advance(characters);
      },
    });
    result.push(records.flat());
  }
  progress.end();
  return result;
}

/** A line for each setting: what the calibration is worth where it decided what was shown. */
function report(title: string, calibration: Calibration, packages: readonly (readonly FileRecord[])[]): void {
  const { bias, slope, length } = calibration;
  console.log(`\n${title}: bias ${bias.toFixed(3)}, slope ${slope.toFixed(3)}, length ${length.toFixed(3)}`);
  for (const setting of settings) {
    const records = packages.flat().filter(({ eagerness }) => eagerness === setting);
    const measures = measuresOf(addTallies(records.map(({ tally }) => tally)));
    const { keystrokesSaved, acceptanceRate, wrongPer100, offers, reliability = [] } = measures;
    console.log(
      `${setting.padEnd(9)} ${percent(keystrokesSaved)} saved, ${percent(acceptanceRate)} accepted, ${wrongPer100.toFixed(2)} wrong per 100, ` +
        `${offers} offers, calibration ${calibrationError(reliability).toFixed(3)}`,
    );
    const tenths = reliability.map(
      ({ predicted, observed, offers: count }) => `${predicted.toFixed(2)}→${observed.toFixed(2)} (${count})`,
    );
    console.log(`          ${tenths.join('  ')}`);
  }
}

function forecastsOf(records: readonly FileRecord[]): Forecast[] {
  return records.flatMap(({ tally }) => tally.forecasts);
}

/** Calibration error when each package is predicted with what was fitted to all others. */
function crossValidated(packages: readonly (readonly FileRecord[])[], shownWith: Calibration): number {
  const predicted = packages.flatMap((records, left) => {
    const others = packages.filter((_, index) => index !== left).flat();
    return recalibrated(forecastsOf(records), shownWith, fitCalibration(forecastsOf(others), shownWith));
  });
  return calibrationError(reliabilityOf(predicted));
}

/** @throws UserError when there is no corpus, or the system offers nothing. */
export async function main(args: readonly string[]): Promise<number> {
  const plan = parsePlan(args);
  const packages = await readPackages(plan);
  const progress = new Progress(process.stderr, () => performance.now());
  const typers = Array.from({ length: plan.jobs }, () => new TyperProcess(program));
  let calibration = uncalibrated;
  try {
    let typed = await typePackages(packages, plan, calibration, typers, progress);
    report('At its word', calibration, typed);
    for (let round = 1; round <= plan.rounds; round++) {
      const forecasts = forecastsOf(typed.flat());
      if (forecasts.length === 0) throw new UserError('Nothing was offered.', 'Is there such a system in this run?');
      console.log(`\nEach package with what is fitted to the others: ${crossValidated(typed, calibration).toFixed(3)}`);
      calibration = fitCalibration(forecasts, calibration);
      typed = await typePackages(packages, plan, calibration, typers, progress);
      report(`Fitted, round ${round}`, calibration, typed);
    }
  } finally {
    for (const typer of typers) await typer.dispose();
  }
  if (plan.json !== undefined) await writeFile(plan.json, `${JSON.stringify(calibration, undefined, 2)}\n`);
  return 0;
}
