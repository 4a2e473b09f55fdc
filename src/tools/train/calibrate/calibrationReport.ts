/** What a calibration comes to, as numbers and as tables in Markdown: the gates side by side, the prices of a wrong offer, and what was fitted. */
import type { Rng } from '../../../base/rng.ts';
import type { Calibration } from '../../../completion/choosing/calibration.ts';
import type { Eagerness } from '../../../completion/request.ts';
import { type ShowRule, showRules } from '../../../completion/choosing/showRule.ts';
import type { Measures } from '../../../replay/measures.ts';
import type { ReliabilityTenth } from '../../../replay/reliability.ts';
import { table } from '../../release/docs/tables.ts';
import { percent } from '../../measure/replay/replayReport.ts';
import { foldsOf, logLoss, measureHeldOut, offersToFit, shownAtAllSettings } from './comparison.ts';
import { fitCalibration } from './fitCalibration.ts';
import { fitGate, type GateName, gateTitles } from './gates.ts';
import type { Gate, Shown } from './recordedSystem.ts';
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

interface GateReport {
  readonly name: GateName;
  /** Nats an offer, over the offers of the first gate at all settings. */
  readonly logLoss: number;
  readonly settings: Readonly<Record<Eagerness, Row & { readonly reliability: readonly ReliabilityTenth[] }>>;
}

export interface CalibrationReport {
  readonly packages: number;
  readonly characters: number;
  readonly gates: readonly GateReport[];
  /** Of the gate that ships, at many prices of a wrong offer. */
  readonly prices: readonly Row[];
  /** Fitted to all packages. */
  readonly calibration: Calibration;
}

const settings = ['quiet', 'balanced', 'eager'] as const;
const costs = [1, 1.5, 2, 3, 4, 6, 10, 16] as const;

export async function calibrationReport(
  files: readonly WrittenFile[],
  names: readonly GateName[],
  rng: Rng,
): Promise<CalibrationReport> {
  const offers: (readonly Shown[])[] = [];
  for (const { fit } of foldsOf(files)) offers.push(await offersToFit(fit));
  const gatesOf = (name: GateName): readonly Gate[] => offers.map((shown) => fitGate(name, shown, rng));
  const shipped = gatesOf('calibration');
  const common: (readonly Shown[])[] = [];
  for (const [fold, { held }] of foldsOf(files).entries()) {
    const gate = shipped[fold];
    if (gate !== undefined) common.push(await shownAtAllSettings(held, gate));
  }
  const gates: GateReport[] = [];
  for (const name of names) {
    gates.push(await reportGate(name, files, name === 'calibration' ? shipped : gatesOf(name), common));
  }
  const prices: Row[] = [];
  for (const cost of costs) prices.push(await rowAt(files, shipped, { ...showRules.balanced, cost }));
  return {
    packages: new Set(files.map((file) => file.package)).size,
    characters: files.reduce((sum, { file }) => sum + file.text.length, 0),
    gates,
    prices,
    calibration: fitCalibration(await offersToFit(files)),
  };
}

async function reportGate(
  name: GateName,
  files: readonly WrittenFile[],
  fitted: readonly Gate[],
  common: readonly (readonly Shown[])[],
): Promise<GateReport> {
  const [quiet, balanced, eager] = [
    await rowAt(files, fitted, showRules.quiet),
    await rowAt(files, fitted, showRules.balanced),
    await rowAt(files, fitted, showRules.eager),
  ];
  return { name, logLoss: logLoss(common, fitted), settings: { quiet, balanced, eager } };
}

async function rowAt(files: readonly WrittenFile[], gates: readonly Gate[], rule: ShowRule) {
  const { measures, value } = await measureHeldOut(files, gates, rule);
  return { ...rowOf(measures, rule.cost, value), reliability: measures.reliability ?? [] };
}

function rowOf(measures: Measures, cost: number, value: number): Row {
  const { keystrokesSaved, acceptanceRate, wrongPer100, offers, calibrationError = 0 } = measures;
  return { cost, keystrokesSaved, acceptanceRate, wrongPer100, offers, calibrationError, value };
}

const head = ['c', 'keystrokes saved', 'acceptance', 'wrong per 100', 'offers', 'calibration', 'value per 100'];

function cellsOf({
  cost,
  keystrokesSaved,
  acceptanceRate,
  wrongPer100,
  offers,
  calibrationError,
  value,
}: Row): string[] {
  return [
    String(cost),
    percent(keystrokesSaved),
    percent(acceptanceRate),
    wrongPer100.toFixed(2),
    String(offers),
    calibrationError.toFixed(3),
    (100 * value).toFixed(2),
  ];
}

export function textOf({ packages, characters, gates, prices, calibration }: CalibrationReport): string {
  const { bias, slope, length } = calibration;
  const rows = gates.flatMap(({ name, logLoss: loss, settings: at }) =>
    settings.map((setting) => [gateTitles[name], loss.toFixed(4), setting, ...cellsOf(at[setting])]),
  );
  return [
    `${packages} packages, ${characters} characters; each package with what was fitted to others.`,
    table(['gate', 'log loss', 'setting', ...head], rows, 3),
    'How likely offers were said to be right, and how many were, at "balanced":',
    reliabilityTable(gates),
    'What each price of a wrong offer is worth:',
    table(head, prices.map(cellsOf), 0),
    `Fitted to all: { bias: ${bias.toFixed(2)}, slope: ${slope.toFixed(2)}, length: ${length.toFixed(2)} }`,
  ].join('\n\n');
}

function reliabilityTable(gates: readonly GateReport[]): string {
  const rows = Array.from({ length: 10 }, (_, index) => [
    `${(index / 10).toFixed(1)}–${((index + 1) / 10).toFixed(1)}`,
    ...gates.map(({ settings: { balanced } }) => {
      const tenth = balanced.reliability.find(({ from }) => Math.round(10 * from) === index);
      return tenth === undefined
        ? '–'
        : `${tenth.predicted.toFixed(3)} → ${tenth.observed.toFixed(3)} (${tenth.offers})`;
    }),
  ]);
  return table(['predicted → right (offers)', ...gates.map(({ name }) => gateTitles[name])], rows, 1);
}
