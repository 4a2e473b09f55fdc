import { describe, expect, it } from 'vitest';
import type { UnitsView } from '../../../../src/webview/explore/exploreProtocol.ts';
import {
  cellText,
  correlation,
  curveText,
  deviation,
  HiddenUnits,
  orderedUnits,
  signalOf,
  valueText,
} from '../../../../src/webview/explore/hiddenUnits.ts';

/** A layer of units over a line, each given by its bytes after each character. */
function unitsOver(line: string, ...curves: readonly (readonly number[])[]): UnitsView {
  const columns = Array.from(line, (text) => ({ label: text, name: text, text }));
  const bytes = Int8Array.from(columns.flatMap((_, column) => curves.map((curve) => curve[column] ?? 0)));
  const states = Buffer.from(bytes.buffer).toString('base64');
  return { columns, cursor: 1, layers: 1, units: curves.length, states, largest: 1 };
}

describe('hidden units', () => {
  const view: UnitsView = {
    ...unitsOver('ab'),
    layers: 2,
    units: 3,
    largest: 2,
    states: Buffer.from(Int8Array.of(127, -127, 0, 1, 2, 3, 4, 5, 6, 7, 8, -9).buffer).toString('base64'),
  };
  const hidden = new HiddenUnits(view);

  it('are looked up by layer, unit and column', () => {
    expect([0, 1, 2].map((unit) => hidden.value(0, unit, 0))).toEqual([2, -2, 0]);
    expect(hidden.value(1, 2, 1)).toBeCloseTo((-9 / 127) * 2);
    expect(hidden.curve(1, 0)).toEqual([(1 / 127) * 2, (7 / 127) * 2]);
  });

  it('have descriptions', () => {
    expect(cellText(hidden, 0, 1, 0)).toBe('Unit 1 after a, place 1: −2.00');
    expect(curveText(hidden, 0, 0)).toBe(
      'Layer 1, unit 0: lowest +0.06 after b, place 2; highest +2.00 after a, place 1.',
    );
    expect(curveText(new HiddenUnits({ ...view, columns: [] }), 1, 7)).toBe('Layer 2, unit 7.');
    expect([0.834, -0.051, 0, -0.001].map(valueText)).toEqual(['+0.83', '−0.05', '0.00', '0.00']);
  });
});

describe('the order of units', () => {
  it('is that of their numbers, or of how much they move', () => {
    const hidden = new HiddenUnits(unitsOver('abc', [1, 1, 1], [-100, 100, 0], [0, 0, 50]));
    expect(orderedUnits(hidden, 0, 'number')).toEqual([0, 1, 2]);
    expect(orderedUnits(hidden, 0, 'range')).toEqual([1, 2, 0]);
  });

  it('begins with a unit that counts brackets, whichever way', () => {
    const counts = [0, 50, 50, 100, 100, 50, 0].map((value) => 60 - value);
    const other = [127, -127, 127, -127, 127, -127, 127];
    const hidden = new HiddenUnits(unitsOver('f(a[b])', other, counts, [0, 0, 0, 9, 0, 0, 0]));
    expect(orderedUnits(hidden, 0, 'brackets')[0]).toBe(1);
    expect(orderedUnits(hidden, 0, 'range')[0]).toBe(0);
  });

  it('puts units that hardly move behind those that follow visibly', () => {
    const faint = [0, 1, 1, 2, 2, 1, 0];
    const plain = [0, 40, 50, 100, 90, 50, 0];
    const hidden = new HiddenUnits(unitsOver('f(a[b])', faint, plain));
    expect(orderedUnits(hidden, 0, 'brackets')).toEqual([1, 0]);
  });

  it('is by how much they move in a line without the signal', () => {
    const hidden = new HiddenUnits(unitsOver('abc', [1, 1, 1], [-100, 100, 0]));
    for (const order of ['brackets', 'quotes'] as const) {
      expect(signalOf(hidden.columns, order)).toBeUndefined();
      expect(orderedUnits(hidden, 0, order)).toEqual([1, 0]);
    }
  });

  it.each([
    ['f(a[b])', 'brackets', [0, 1, 1, 2, 2, 1, 0]],
    ['x = "a\\"b" + \'"\'', 'quotes', [0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0]],
  ] as const)('follows in %j the %s', (line, order, signal) => {
    expect(signalOf(unitsOver(line).columns, order)).toEqual(signal);
  });
});

it('deviation and correlation', () => {
  expect(deviation([])).toBe(0);
  expect(deviation([1, 3])).toBe(1);
  expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
  expect(correlation([1, 1, 1], [3, 2, 1])).toBe(0);
});
