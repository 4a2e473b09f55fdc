/**
 * What a calibration comes to, as numbers and as tables in Markdown: the settings, the prices of a wrong offer, and
 * what was fitted.
 */
import type { Calibration } from '../../../completion/choosing/calibration.ts';
import type { Eagerness } from '../../../completion/request.ts';
import { type ShowRule, showRules } from '../../../completion/choosing/showRule.ts';
import type { Measures } from '../../../replay/measures.ts';
import type { ReliabilityTenth } from '../../../replay/reliability.ts';
import { markdownTable, percent, reliabilityRows } from '../../shared/tables.ts';
import { foldsOf, logLoss, measureHeldOut, offersToFit, shownAtAllSettings } from './comparison.ts';
import { fitCalibration } from './fitCalibration.ts';
import type { Shown } from './recordedSystem.ts';
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
