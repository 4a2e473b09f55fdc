/** The two curves in words and as a table, for those who do not see them and for those who want the numbers. */
import type { CurvePoint } from './protocol.ts';
import { charactersLabel } from '../../base/scales.ts';
import { localized } from '../shared/localized.ts';

export interface CurveRow {
  readonly characters: string;
  readonly training: string;
  readonly heldOut: string;
}

const bits = (value: number | undefined) => value?.toFixed(3) ?? '–';

/** One row for each measurement on held-out files, with the training loss at that time; and where training is now. */
export function curveRows(training: readonly CurvePoint[], heldOut: readonly CurvePoint[]): readonly CurveRow[] {
  const rows = heldOut.map(([characters, value]) => ({
    characters: charactersLabel(characters),
    training: bits(valueAt(training, characters)),
    heldOut: bits(value),
  }));
  const last = training.at(-1);
  if (last !== undefined && last[0] > (heldOut.at(-1)?.[0] ?? -1))
    rows.push({ characters: charactersLabel(last[0]), training: bits(last[1]), heldOut: bits(undefined) });
  return rows;
}

/** The value of the last point that is not later than `characters`. */
function valueAt(curve: readonly CurvePoint[], characters: number): number | undefined {
  return curve.findLast(([at]) => at <= characters)?.[1];
}

/** A sentence for a screen reader, in place of the picture. */
export function describeCurves(training: readonly CurvePoint[], heldOut: readonly CurvePoint[]): string {
  const parts = [
    describe(localized`Held-out files`, localized`bits per character`, heldOut),
    describe(localized`Training`, localized`bits per token`, training),
  ].filter((part) => part !== undefined);
  return parts.length === 0
    ? localized`Learning curve, empty so far.`
    : localized`Learning curve. ${parts.join('; ')}.`;
}

function describe(name: string, unit: string, curve: readonly CurvePoint[]): string | undefined {
  const [first] = curve;
  const last = curve.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (curve.length === 1) return `${name}: ${first[1].toFixed(2)} ${unit}`;
  const characters = charactersLabel(last[0]);
  return localized`${name}: from ${first[1].toFixed(2)} to ${last[1].toFixed(2)} ${unit} after ${characters} characters`;
}
