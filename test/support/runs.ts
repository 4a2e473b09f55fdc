/** Small parts of tests that run models. */
import type { Rng } from '../../src/base/rng.ts';
import type { GruOperatorSession, GruReading } from '../../src/tools/measure/bench/gruOperatorSession.ts';

export function randomTokens(rng: Rng, count: number, vocabularySize: number): Int32Array {
  return Int32Array.from({ length: count }, () => rng.integer(vocabularySize));
}

/** max |aᵢ − bᵢ|; NaN anywhere gives NaN. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} numbers`);
  return Array.from(a).reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

export function indexOfLargest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}

/** Greedy decoding by the operator GRU, one run a token. */
export async function greedily(
  operator: GruOperatorSession,
  from: GruReading,
  count: number,
): Promise<{ tokens: number[]; probabilities: number[]; state: Float32Array }> {
  const tokens: number[] = [];
  const probabilities: number[] = [];
  let reading = from;
  for (let n = 0; n < count; n++) {
    const token = indexOfLargest(reading.probabilities);
    tokens.push(token);
    probabilities.push(reading.probabilities[token]!);
    reading = await operator.read(reading.state, Int32Array.of(token));
  }
  return { tokens, probabilities, state: reading.state };
}
