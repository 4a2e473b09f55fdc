/**
 * What a gate is worth on packages that it was not fitted to. What is shown depends on the gate: all are fitted to the offers, at all settings, of a
 * calibration that was itself fitted to what is shown when the model is taken at its word. They are compared by what they save at the
 * same price, and by their log loss on the same offers.
 */
import { calibrated, uncalibrated } from '../../../completion/choosing/calibration.ts';
import { type ShowRule, showRules } from '../../../completion/choosing/showRule.ts';
import { type Measures, measuresOf } from '../../../replay/measures.ts';
import { addTallies, type Tally, write } from '../../../replay/simulatedWriter.ts';
import { fitCalibration } from './fitCalibration.ts';
import { constantGate } from './gates.ts';
import { type Gate, RecordedSystem, type Shown } from './recordedSystem.ts';
import type { WrittenFile } from './writtenPlaces.ts';

const folds = 3;
const settings = ['quiet', 'balanced', 'eager'] as const;

export interface Typed {
  readonly tally: Tally;
  readonly shown: readonly Shown[];
}

export async function typeAll(files: readonly WrittenFile[], gate: Gate, rule: ShowRule): Promise<Typed> {
  const system = new RecordedSystem(files, gate, rule);
  const tallies: Tally[] = [];
  for (const { file } of files) tallies.push(await write(system, file, () => 0));
  return { tally: addTallies(tallies), shown: system.shown };
}

/** What is shown in these files once it is known roughly how far the model is to be believed. */
export async function offersToFit(files: readonly WrittenFile[]): Promise<readonly Shown[]> {
  const atItsWord = await shownAtAllSettings(files, constantGate(uncalibrated));
  return await shownAtAllSettings(files, constantGate(fitCalibration(atItsWord)));
}

export async function shownAtAllSettings(files: readonly WrittenFile[], gate: Gate): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (const setting of settings) shown.push(...(await typeAll(files, gate, showRules[setting])).shown);
  return shown;
}

/** Packages shared out: those that a gate is fitted to, and those that it is measured on. */
export function foldsOf(
  files: readonly WrittenFile[],
): readonly { readonly fit: WrittenFile[]; readonly held: WrittenFile[] }[] {
  const packages = [...new Set(files.map((file) => file.package))];
  return Array.from({ length: Math.min(folds, packages.length) }, (_, fold) => {
    const isHeld = (file: WrittenFile): boolean => packages.indexOf(file.package) % folds === fold;
    return { fit: files.filter((file) => !isHeld(file)), held: files.filter(isHeld) };
  });
}

/** What was held out, each fold with its own gate. */
export async function measureHeldOut(
  files: readonly WrittenFile[],
  gates: readonly Gate[],
  rule: ShowRule,
): Promise<{ readonly measures: Measures; readonly value: number }> {
  const tallies: Tally[] = [];
  for (const [fold, { held }] of foldsOf(files).entries()) {
    const gate = gates[fold];
    if (gate !== undefined) tallies.push((await typeAll(held, gate, rule)).tally);
  }
  const tally = addTallies(tallies);
  return { measures: measuresOf(tally), value: valueOf(tally, rule.cost) };
}

/** Keystrokes saved less the price of all wrong offers, for each character. */
export function valueOf({ characters, typed, offers, accepted }: Tally, cost: number): number {
  return (characters - typed - accepted - cost * (offers - accepted)) / characters;
}

/** Mean surprise, in nats, at what became of offers, those of each fold by a gate that has not seen them. */
export function logLoss(shown: readonly (readonly Shown[])[], gates: readonly Gate[]): number {
  let [nats, count] = [0, 0];
  for (const [fold, offers] of shown.entries()) {
    for (const { place, surrounding, modelProbability, length, isRight } of offers) {
      const calibration = gates[fold]?.at(place, surrounding) ?? uncalibrated;
      const probability = calibrated(calibration, modelProbability, length);
      nats -= Math.log(Math.max(1e-6, isRight ? probability : 1 - probability));
      count++;
    }
  }
  return count === 0 ? 0 : nats / count;
}
