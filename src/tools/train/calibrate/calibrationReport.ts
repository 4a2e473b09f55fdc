/**
 * What a calibration comes to on packages that it was not fitted to, as numbers and as Markdown: the settings, the
 * prices of a wrong offer, and what was fitted. What is shown depends on the calibration. So it is fitted to the offers
 * of an earlier one, which was fitted to the offers of the uncalibrated model.
 */
import { calibrated, type Calibration, uncalibrated } from '../../../completion/choosing/calibration.ts';
import type { Eagerness } from '../../../completion/request.ts';
import { type ShowRule, showRules } from '../../../completion/choosing/showRule.ts';
import { type Measures, measuresOf } from '../../../replay/measures.ts';
import type { ReliabilityTenth } from '../../../replay/reliability.ts';
import { addTallies, type Tally, write } from '../../../replay/simulatedWriter.ts';
import { markdownTable, percent, reliabilityRows } from '../../shared/tables.ts';
import { fitCalibration } from './fitCalibration.ts';
import { RecordedSystem, type Shown } from './recordedSystem.ts';
import type { WrittenFile } from './writtenPlaces.ts';

/** Measured on packages that nothing was fitted to. */
interface Row {
  readonly cost: number;
  readonly keystrokesSaved: number;
  readonly acceptanceRate: number;
  readonly wrongPer100: number;
  readonly offers: number;
  readonly calibrationError: number;
  /** Keystrokes saved less the price of wrong offers, for each character. */
  readonly value: number;
}

interface HeldOutReport {
  /** Nats an offer, over the offers at all settings. */
  readonly logLoss: number;
  readonly settings: Readonly<Record<Eagerness, Row & { readonly reliability: readonly ReliabilityTenth[] }>>;
}

export interface CalibrationReport {
  readonly packages: number;
  readonly characters: number;
  readonly heldOut: HeldOutReport;
  /** At many prices of a wrong offer. */
  readonly prices: readonly Row[];
  /** Fitted to all packages. */
  readonly calibration: Calibration;
}

/** Groups of packages. Each is measured with what was fitted to the others. */
const folds = 3;
const settings = ['quiet', 'balanced', 'eager'] as const;
const costs = [1, 1.5, 2, 3, 4, 6, 10, 16] as const;

export async function calibrationReport(files: readonly WrittenFile[]): Promise<CalibrationReport> {
  const fitted: Calibration[] = [];
  const shown: (readonly Shown[])[] = [];
  for (const { fit, held } of foldsOf(files)) {
    const calibration = fitCalibration(await offersToFit(fit));
    fitted.push(calibration);
    shown.push(await shownAtAllSettings(held, calibration));
  }
  const [quiet, balanced, eager] = [
    await rowAt(files, fitted, showRules.quiet),
    await rowAt(files, fitted, showRules.balanced),
    await rowAt(files, fitted, showRules.eager),
  ];
  const prices: Row[] = [];
  for (const cost of costs) prices.push(await rowAt(files, fitted, { ...showRules.balanced, cost }));
  return {
    packages: new Set(files.map((file) => file.package)).size,
    characters: files.reduce((sum, { file }) => sum + file.text.length, 0),
    heldOut: { logLoss: logLoss(shown, fitted), settings: { quiet, balanced, eager } },
    prices,
    calibration: fitCalibration(await offersToFit(files)),
  };
}

async function rowAt(files: readonly WrittenFile[], fitted: readonly Calibration[], rule: ShowRule) {
  const { measures, value } = await measureHeldOut(files, fitted, rule);
  return { ...rowOf(measures, rule.cost, value), reliability: measures.reliability ?? [] };
}

function rowOf(measures: Measures, cost: number, value: number): Row {
  const { keystrokesSaved, acceptanceRate, wrongPer100, offers, calibrationError = 0 } = measures;
  return { cost, keystrokesSaved, acceptanceRate, wrongPer100, offers, calibrationError, value };
}

const head = ['c', 'keystrokes saved', 'acceptance', 'wrong per 100', 'offers', 'calibration', 'value per 100'];

function cellsOf(row: Row): string[] {
  return [
    String(row.cost),
    percent(row.keystrokesSaved),
    percent(row.acceptanceRate),
    row.wrongPer100.toFixed(2),
    String(row.offers),
    row.calibrationError.toFixed(3),
    (100 * row.value).toFixed(2),
  ];
}

export function textOf({ packages, characters, heldOut, prices, calibration }: CalibrationReport): string {
  const { bias, slope, length } = calibration;
  const rows = settings.map((setting) => [setting, ...cellsOf(heldOut.settings[setting])]);
  return [
    `${packages} packages, ${characters} characters; each package with what was fitted to others.`,
    markdownTable(['setting', ...head], rows, 1),
    `Log loss of an offer: ${heldOut.logLoss.toFixed(4)} nats`,
    'How likely offers were said to be right, and how many were, at "balanced":',
    markdownTable(['predicted', 'mean', 'right', 'offers'], reliabilityRows(heldOut.settings.balanced.reliability), 1),
    'What each price of a wrong offer is worth:',
    markdownTable(head, prices.map(cellsOf), 0),
    `Fitted to all: { bias: ${bias.toFixed(2)}, slope: ${slope.toFixed(2)}, length: ${length.toFixed(2)} }`,
  ].join('\n\n');
}

export interface Typed {
  readonly tally: Tally;
  readonly shown: readonly Shown[];
}

export async function typeAll(files: readonly WrittenFile[], calibration: Calibration, rule: ShowRule): Promise<Typed> {
  const system = new RecordedSystem(files, calibration, rule);
  const tallies: Tally[] = [];
  for (const { file } of files) tallies.push(await write(system, file, () => 0));
  return { tally: addTallies(tallies), shown: system.shown };
}

/** What is shown in these files once it is known roughly how far the model is to be believed. */
async function offersToFit(files: readonly WrittenFile[]): Promise<readonly Shown[]> {
  return await shownAtAllSettings(files, fitCalibration(await shownAtAllSettings(files, uncalibrated)));
}

async function shownAtAllSettings(files: readonly WrittenFile[], calibration: Calibration): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (const setting of settings) shown.push(...(await typeAll(files, calibration, showRules[setting])).shown);
  return shown;
}

/** Packages shared out: those that a calibration is fitted to, and those that it is measured on. */
function foldsOf(
  files: readonly WrittenFile[],
): readonly { readonly fit: WrittenFile[]; readonly held: WrittenFile[] }[] {
  const packages = [...new Set(files.map((file) => file.package))];
  return Array.from({ length: Math.min(folds, packages.length) }, (_, fold) => {
    const isHeld = (file: WrittenFile): boolean => packages.indexOf(file.package) % folds === fold;
    return { fit: files.filter((file) => !isHeld(file)), held: files.filter(isHeld) };
  });
}

/** What was held out, each fold with its own calibration. */
async function measureHeldOut(
  files: readonly WrittenFile[],
  calibrations: readonly Calibration[],
  rule: ShowRule,
): Promise<{ readonly measures: Measures; readonly value: number }> {
  const tallies: Tally[] = [];
  for (const [fold, { held }] of foldsOf(files).entries()) {
    const calibration = calibrations[fold];
    if (calibration !== undefined) tallies.push((await typeAll(held, calibration, rule)).tally);
  }
  const tally = addTallies(tallies);
  return { measures: measuresOf(tally), value: valueOf(tally, rule.cost) };
}

/** Keystrokes saved less the price of all wrong offers, for each character. */
export function valueOf({ characters, typed, offers, accepted }: Tally, cost: number): number {
  return (characters - typed - accepted - cost * (offers - accepted)) / characters;
}

/** Mean surprise, in nats, at what became of offers, those of each fold by a calibration that has not seen them. */
function logLoss(shown: readonly (readonly Shown[])[], calibrations: readonly Calibration[]): number {
  let [nats, count] = [0, 0];
  for (const [fold, offers] of shown.entries()) {
    const calibration = calibrations[fold] ?? uncalibrated;
    for (const { modelProbability, length, isRight } of offers) {
      const probability = calibrated(calibration, modelProbability, length);
      nats -= Math.log(Math.max(1e-6, isRight ? probability : 1 - probability));
      count++;
    }
  }
  return count === 0 ? 0 : nats / count;
}
