import { describe, expect, it } from 'vitest';
import { DocumentWindow, maximumPrefix } from '../../../../src/editor/completion/documentWindow.ts';

/** Lines of `length` characters, with the line feed. */
const linesOf = (length: number) => (offset: number) => Math.ceil(offset / length) * length;
const lines = linesOf(40);

describe('DocumentWindow', () => {
  it('starts at 0 while there is little text before the cursor', () => {
    const window = new DocumentWindow();
    expect(window.startFor(0, lines)).toBe(0);
    expect(window.startFor(10_000, lines)).toBe(0);
    expect(window.startFor(maximumPrefix, lines)).toBe(0);
  });

  it('starts at a line before a distant cursor, and stays there while typing', () => {
    const window = new DocumentWindow();
    const start = window.startFor(1_000_003, lines);
    expect(start % 40).toBe(0);
    expect(1_000_003 - start).toBeLessThanOrEqual(maximumPrefix);
    expect(1_000_003 - start).toBeGreaterThan(10_000);
    for (let cursor = 1_000_004; cursor < start + maximumPrefix; cursor += 1_000)
      expect(window.startFor(cursor, lines)).toBe(start);
  });

  it('never gives a prefix longer than the maximum', () => {
    const window = new DocumentWindow();
    for (const cursor of [5_000_000, 4_990_000, 17, 65_537, 140_000, 139_999, 2_048, 3_000_000]) {
      const start = window.startFor(cursor, lines);
      expect(start).toBeLessThanOrEqual(cursor);
      expect(cursor - start).toBeLessThanOrEqual(maximumPrefix);
    }
  });

  it('gives cursors near each other the same start', () => {
    const [one, other] = [new DocumentWindow(), new DocumentWindow()];
    expect(one.startFor(500_000, lines)).toBe(other.startFor(501_000, lines));
  });

  it('starts within a line of 100,000 characters', () => {
    const window = new DocumentWindow();
    const start = window.startFor(99_000, () => undefined);
    expect(99_000 - start).toBeLessThanOrEqual(maximumPrefix);
    expect(window.startFor(99_001, () => undefined)).toBe(start);
  });

  it('does not start at the next line when too little text would remain', () => {
    const window = new DocumentWindow();
    expect(window.startFor(99_000, () => 98_999)).toBeLessThan(90_000);
  });

  it('moves with edits before its start, ignores edits behind it, and is chosen anew after an edit of its first line', () => {
    const window = new DocumentWindow();
    const start = window.startFor(1_000_000, lines);
    window.edited([{ offset: 1_000_000, removed: 0, inserted: 1 }]);
    expect(window.startFor(1_000_001, lines)).toBe(start);
    window.edited([
      { offset: 500, removed: 0, inserted: 40 },
      { offset: 100, removed: 20, inserted: 0 },
    ]);
    expect(window.startFor(1_000_021, lines)).toBe(start + 20);
    // Text inserted exactly at the start belongs to the window.
    window.edited([{ offset: start + 20, removed: 0, inserted: 5 }]);
    expect(window.startFor(1_000_026, lines)).toBe(start + 20);
    window.edited([{ offset: start, removed: 100, inserted: 0 }]);
    expect(window.startFor(999_926, lines) % 40).toBe(0);
  });
});
