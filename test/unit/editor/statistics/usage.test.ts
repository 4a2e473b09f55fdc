import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acceptance,
  addCounts,
  addUsage,
  byLanguage,
  byWeek,
  keystrokesSaved,
  longestHistory,
  mostLanguages,
  noCounts,
  otherLanguages,
  type Usage,
  usageFrom,
  weekOf,
  written,
} from '../../../../src/editor/statistics/usage.ts';

const typed = (number: number) => ({ ...noCounts, typed: number });

describe('weekOf', () => {
  it.each([
    [new Date(2026, 10, 27), '2026-W48'],
    [new Date(2026, 0, 1), '2026-W01'],
    [new Date(2027, 0, 3), '2026-W53'],
    [new Date(2027, 0, 4), '2027-W01'],
    [new Date(2024, 11, 30), '2025-W01'],
    [new Date(2026, 10, 29, 23, 59), '2026-W48'],
    [new Date(2026, 10, 30, 0, 1), '2026-W49'],
  ])('%s is in %s', (date, week) => {
    expect(weekOf(date)).toBe(week);
  });
});

describe('counts', () => {
  it('of an acceptance have its length and its class', () => {
    const counts = addCounts(acceptance(12, true), acceptance(3, false));
    expect(counts).toEqual({
      offers: 0,
      accepted: 1,
      acceptances: 2,
      characters: 15,
      typed: 0,
      lengths: [1, 0, 1, 0, 0],
    });
    expect(keystrokesSaved(counts)).toBe(13);
    expect(written(addCounts(counts, typed(5)))).toBe(20);
  });

  it('of any length have exactly one class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (length) => {
        expect(acceptance(length, true).lengths.reduce((a, b) => a + b)).toBe(1);
      }),
    );
  });
});

describe('usage', () => {
  it('is added by week and language, in any order', () => {
    const a: Usage = { '2026-W48': { go: typed(1), c: typed(2) } };
    const b: Usage = { '2026-W47': { go: typed(4) }, '2026-W48': { go: typed(8) } };
    const sum = { '2026-W47': { go: typed(4) }, '2026-W48': { go: typed(9), c: typed(2) } };
    expect(addUsage(a, b)).toEqual(sum);
    expect(addUsage(b, a)).toEqual(sum);
    expect(byWeek(sum)).toEqual([
      ['2026-W48', typed(11)],
      ['2026-W47', typed(4)],
    ]);
    expect(byLanguage(sum)).toEqual([
      ['go', typed(13)],
      ['c', typed(2)],
    ]);
  });

  it('forgets the oldest weeks, and puts rare languages together', () => {
    let usage: Usage = {};
    for (let week = 10; week < 10 + longestHistory + 5; week += 1)
      usage = addUsage(usage, { [`2026-W${week}`]: { go: typed(1) } });
    expect(Object.keys(usage)).toHaveLength(longestHistory);
    expect(Object.keys(usage)[0]).toBe('2026-W15');
    for (let language = 0; language < mostLanguages + 9; language += 1)
      usage = addUsage(usage, { '2026-W52': { [`language${language}`]: typed(1) } });
    const languages = usage['2026-W52'] ?? {};
    expect(Object.keys(languages)).toHaveLength(mostLanguages + 1);
    expect(languages[otherLanguages]).toEqual(typed(9));
  });

  it('comes back from storage; anything else counts as none', () => {
    const usage = { '2026-W48': { go: addCounts(typed(3), acceptance(7, true)) } };
    expect(usageFrom(JSON.parse(JSON.stringify(usage)))).toEqual(usage);
    for (const other of [
      undefined,
      null,
      1,
      'x',
      [],
      { a: 1 },
      { a: { go: { typed: -1 } } },
      { a: { go: noCounts.lengths } },
    ])
      expect(usageFrom(other)).toEqual({});
  });
});
