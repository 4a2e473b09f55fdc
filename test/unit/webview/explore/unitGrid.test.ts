import { describe, expect, it } from 'vitest';
import { columnAt, columnEdges, moved, scrolledTo } from '../../../../src/webview/explore/unitGrid.ts';

const columnsOf = (...labels: string[]) => labels.map((label) => ({ label, name: label, text: label }));

describe('columns', () => {
  it('share the width, between a least and a largest one', () => {
    expect(columnEdges(columnsOf('a', 'b', 'c'), 36)).toEqual([0, 12, 24, 36]);
    expect(columnEdges(columnsOf('a', 'b'), 1_000)).toEqual([0, 20, 40]);
    expect(columnEdges(columnsOf('a', 'b'), 5)).toEqual([0, 9, 18]);
    expect(columnEdges([], 100)).toEqual([0]);
  });

  it('are as wide as their text, up to a limit', () => {
    expect(columnEdges(columnsOf('··', 'a', '·'.repeat(40)), 90)).toEqual([0, 20, 30, 90]);
  });

  it('are found at a point', () => {
    const edges = [0, 10, 30];
    expect([-1, 0, 9.9, 10, 29, 30].map((x) => columnAt(edges, x))).toEqual([undefined, 0, 0, 1, 1, undefined]);
    expect(columnAt([0], 0)).toBeUndefined();
  });
});

describe('keys', () => {
  const grid = { rows: 10, columns: 5, page: 4 };
  const from = { row: 5, column: 2 };

  it.each([
    ['ArrowUp', { row: 4, column: 2 }],
    ['ArrowDown', { row: 6, column: 2 }],
    ['ArrowLeft', { row: 5, column: 1 }],
    ['ArrowRight', { row: 5, column: 3 }],
    ['PageUp', { row: 1, column: 2 }],
    ['PageDown', { row: 9, column: 2 }],
    ['Home', { row: 5, column: 0 }],
    ['End', { row: 5, column: 4 }],
    ['Tab', undefined],
  ])('%s', (key, expected) => {
    expect(moved(from, key, grid)).toEqual(expected);
  });

  it('stay within the grid', () => {
    expect(moved({ row: 0, column: 0 }, 'ArrowUp', grid)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 9, column: 4 }, 'ArrowRight', grid)).toEqual({ row: 9, column: 4 });
  });
});

it('scrolls no farther than needed', () => {
  expect(scrolledTo(20, 30, 0, 100)).toBe(0);
  expect(scrolledTo(20, 30, 25, 100)).toBe(20);
  expect(scrolledTo(120, 130, 0, 100)).toBe(30);
});
