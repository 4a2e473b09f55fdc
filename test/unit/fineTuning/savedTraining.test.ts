import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/validation.ts';
import {
  fineTuneFingerprint,
  type FineTuneNotes,
  fractionDone,
  readNotes,
} from '../../../src/fineTuning/savedTraining.ts';
import { tinyConfig } from '../../support/tinyCheckpoint.ts';

const notes: FineTuneNotes = {
  minutes: 10,
  milliseconds: 150_000,
  trainingStart: 9_000,
  worse: 2,
  heldOutCurve: [
    [0, 2],
    [20_000, 1.75],
  ],
};

/** As after a round trip through a file. */
const stored = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

describe('the notes of a fine-tuning', () => {
  it('are read as written, also before the first measurement', () => {
    expect(readNotes(stored(notes))).toEqual(notes);
    const early = { ...notes, worse: 0, heldOutCurve: [] };
    expect(readNotes(stored(early))).toEqual(early);
  });

  it('say how much of the time is spent, at most all of it', () => {
    expect(fractionDone(notes)).toBe(0.25);
    expect(fractionDone({ ...notes, milliseconds: 700_000 })).toBe(1);
  });

  it.each<[string, JsonValue]>([
    ['nothing', null],
    ['a list', []],
    ['a text', 'x'],
    ['an unrelated object', {}],
    ['a time that is no number', { ...notes, minutes: 'x' }],
    ['a time below zero', { ...notes, milliseconds: -1 }],
    ['a start that is no number', { ...notes, trainingStart: null }],
    ['a count that is no whole number', { ...notes, worse: 0.5 }],
    ['a curve that is no list', { ...notes, heldOutCurve: 3 }],
    ['a curve with half a point', { ...notes, heldOutCurve: [[1, 2], [3]] }],
  ])('are not read from %s', (_, value) => {
    expect(readNotes(value)).toBeUndefined();
  });
});

describe('the fingerprint of a fine-tuning', () => {
  it('differs by base, shape and seed', () => {
    const prints = [
      fineTuneFingerprint({ sha256: 'a' }, tinyConfig, 1),
      fineTuneFingerprint({ sha256: 'b' }, tinyConfig, 1),
      fineTuneFingerprint({ sha256: 'a' }, { ...tinyConfig, layers: 3 }, 1),
      fineTuneFingerprint({ sha256: 'a' }, tinyConfig, 2),
    ];
    expect(new Set(prints).size).toBe(4);
    expect(fineTuneFingerprint({ sha256: 'a' }, tinyConfig, 1)).toBe(prints[0]);
  });
});
