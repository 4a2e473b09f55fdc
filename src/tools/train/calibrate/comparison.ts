/**
 * What a calibration is worth on packages that it was not fitted to. What is shown depends on the calibration, so it is
 * fitted to the offers of an earlier one, which was fitted to the offers of the uncalibrated model.
 */
import { type Calibration, calibrated, uncalibrated } from '../../../completion/choosing/calibration.ts';
import { type ShowRule, showRules } from '../../../completion/choosing/showRule.ts';
import { type Measures, measuresOf } from '../../../replay/measures.ts';
import { addTallies, type Tally, write } from '../../../replay/simulatedWriter.ts';
import { fitCalibration } from './fitCalibration.ts';
import { RecordedSystem, type Shown } from './recordedSystem.ts';
import type { WrittenFile } from './writtenPlaces.ts';

const folds = 3;
const settings = ['quiet', 'balanced', 'eager'] as const;

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
export async function offersToFit(files: readonly WrittenFile[]): Promise<readonly Shown[]> {
  return await shownAtAllSettings(files, fitCalibration(await shownAtAllSettings(files, uncalibrated)));
}

export async function shownAtAllSettings(
  files: readonly WrittenFile[],
  calibration: Calibration,
): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (const setting of settings) shown.push(...(await typeAll(files, calibration, showRules[setting])).shown);
  return shown;
}

/** Packages shared out: those that a calibration is fitted to, and those that it is measured on. */
export function foldsOf(
  files: readonly WrittenFile[],
): readonly { readonly fit: WrittenFile[]; readonly held: WrittenFile[] }[] {
  const packages = [...new Set(files.map((file) => file.package))];
  return Array.from({ length: Math.min(folds, packages.length) }, (_, fold) => {
    const isHeld = (file: WrittenFile): boolean => packages.indexOf(file.package) % folds === fold;
    return { fit: files.filter((file) => !isHeld(file)), held: files.filter(isHeld) };
  });
}

/** What was held out, each fold with its own calibration. */
export async function measureHeldOut(
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
export function logLoss(shown: readonly (readonly Shown[])[], calibrations: readonly Calibration[]): number {
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
