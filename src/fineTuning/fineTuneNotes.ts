/**
 * What a fine-tuning notes beside the arrays of its saved state: how much of its time is spent, and what was measured so far. Written and
 * read here only; notes that do not fit were written by something else, and count as none.
 */
import { JsonObject, type JsonValue, UnexpectedJson } from '../base/jsonObject.ts';
import type { CurvePoint } from './fineTuneReport.ts';

export interface FineTuneNotes {
  /** The time that was given, and how much of it is spent. */
  readonly minutes: number;
  readonly milliseconds: number;
  /** How much of it was spent when training began. */
  readonly trainingStart: number;
  /** Measurements since the best one. */
  readonly worse: number;
  /** What was measured so far. */
  readonly heldOutCurve: readonly CurvePoint[];
}

export function writeNotes(notes: FineTuneNotes): JsonValue {
  return { ...notes };
}

/** `undefined` when they are not of a fine-tuning. */
export function readNotes(value: JsonValue): FineTuneNotes | undefined {
  try {
    const notes = JsonObject.parse(JSON.stringify(value));
    return {
      minutes: notes.number('minutes', 0, Infinity),
      milliseconds: notes.number('milliseconds', 0, Infinity),
      trainingStart: notes.number('trainingStart', 0, Infinity),
      worse: notes.integer('worse', 0, Infinity),
      heldOutCurve: notes.array('heldOutCurve').map(curvePoint),
    };
  } catch (error) {
    if (error instanceof UnexpectedJson) return undefined;
    throw error;
  }
}

/** How much of the time is spent, 0 to 1. */
export function fractionDone({ minutes, milliseconds }: FineTuneNotes): number {
  return Math.min(1, milliseconds / (minutes * 60_000));
}

function curvePoint(value: JsonValue): CurvePoint {
  const [characters, bits] = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  if (typeof characters === 'number' && typeof bits === 'number') return [characters, bits];
  throw new UnexpectedJson('heldOutCurve is not a list of pairs of numbers');
}
