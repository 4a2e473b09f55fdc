/**
 * The states of a line as numbers, and the orders of units: by how much they move, by number, or by how well they
 * follow a signal of the line, such as the number of open brackets. Pure.
 */
import type { ColumnView, UnitOrder, UnitsView } from './exploreProtocol.ts';
import { localized } from '../shared/localized.ts';

export class HiddenUnits {
  readonly columns: readonly ColumnView[];
  readonly layers: number;
  /** Per layer. */
  readonly units: number;
  /** Value of the darkest shade. */
  readonly largest: number;
  readonly #bytes: Int8Array;

  constructor({ columns, layers, units, states, largest }: UnitsView) {
    this.columns = columns;
    this.layers = layers;
    this.units = units;
    this.largest = largest;
    this.#bytes = Int8Array.from(atob(states), (character) => character.charCodeAt(0));
  }

  /** State of a unit after a column, between −`largest` and `largest`. */
  value(layer: number, unit: number, column: number): number {
    const byte = this.#bytes[(column * this.layers + layer) * this.units + unit] ?? 0;
    return (byte / 127) * this.largest;
  }

  /** States of a unit after each column. */
  curve(layer: number, unit: number): readonly number[] {
    return this.columns.map((_, column) => this.value(layer, unit, column));
  }
}

/** Standard deviation of a unit that hardly moves; below it a correlation counts little. */
const leastMove = 0.05;

/** Numbers of a layer's units, in an order. In a line without the signal the order is `range`. */
export function orderedUnits(hidden: HiddenUnits, layer: number, order: UnitOrder): readonly number[] {
  const numbers = Array.from({ length: hidden.units }, (_, unit) => unit);
  if (order === 'number') return numbers;
  const signal = signalOf(hidden.columns, order);
  const weights = numbers.map((unit) => {
    const curve = hidden.curve(layer, unit);
    const moves = deviation(curve);
    return signal === undefined ? moves : (Math.abs(correlation(curve, signal)) * moves) / (moves + leastMove);
  });
  return numbers.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
}

/** The signal that units are compared with, after each column; `undefined` without one, or when it is constant. */
export function signalOf(columns: readonly ColumnView[], order: UnitOrder): readonly number[] | undefined {
  if (order !== 'brackets' && order !== 'quotes') return undefined;
  const signal = order === 'brackets' ? openBrackets(columns) : withinQuotes(columns);
  return deviation(signal) > 0 ? signal : undefined;
}

function openBrackets(columns: readonly ColumnView[]): readonly number[] {
  let open = 0;
  return columns.map(({ text }) => {
    if ('([{'.includes(text)) open++;
    else if (')]}'.includes(text)) open--;
    return open;
  });
}

/** 1 within quotes, 0 outside. */
function withinQuotes(columns: readonly ColumnView[]): readonly number[] {
  let quote = '';
  let escaped = false;
  return columns.map(({ text }) => {
    if (escaped) escaped = false;
    else if (quote === '' && '"\'`'.includes(text)) quote = text;
    else if (quote !== '' && text === '\\') escaped = true;
    else if (text === quote) quote = '';
    return quote === '' ? 0 : 1;
  });
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Pearson's correlation, −1 to 1; 0 when one of the two is constant. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const scale = deviation(a) * deviation(b);
  if (scale < 1e-9) return 0;
  const [middleA, middleB] = [mean(a), mean(b)];
  return mean(a.map((value, index) => (value - middleA) * ((b[index] ?? 0) - middleB))) / scale;
}

/** `+0.83`, `−0.05`, `0.00`; with a minus sign, not a hyphen. */
export function valueText(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  if (Number(digits) === 0) return digits;
  return `${value < 0 ? '−' : '+'}${digits}`;
}

/** The value of a cell in words: `Unit 217 after (, place 15: +0.83`. */
export function cellText(hidden: HiddenUnits, layer: number, unit: number, column: number): string {
  const name = hidden.columns[column]?.name ?? '';
  return localized`Unit ${unit} after ${name}, place ${column + 1}: ${valueText(hidden.value(layer, unit, column))}`;
}

/** A pinned unit in a sentence. */
export function curveText(hidden: HiddenUnits, layer: number, unit: number): string {
  const curve = hidden.curve(layer, unit);
  if (curve.length === 0) return localized`Layer ${layer + 1}, unit ${unit}.`;
  const where = (column: number): string =>
    localized`${valueText(curve[column] ?? 0)} after ${hidden.columns[column]?.name ?? ''}, place ${column + 1}`;
  const low = curve.indexOf(Math.min(...curve));
  const high = curve.indexOf(Math.max(...curve));
  return localized`Layer ${layer + 1}, unit ${unit}: lowest ${where(low)}; highest ${where(high)}.`;
}
