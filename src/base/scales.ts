/**
 * The arithmetic of a chart: from numbers to pixels, and which numbers are written at the axes. Pure, so that it can be
 * tested without a canvas.
 */

export type Range = readonly [low: number, high: number];

/** Maps `domain` to `range` in a straight line. A domain without extent is mapped to the middle. */
export function linearScale(domain: Range, range: Range): (value: number) => number {
  const [low, high] = domain;
  const [start, end] = range;
  if (high === low) return () => (start + end) / 2;
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}

/** The least 1, 2 or 5 times a power of ten that divides `extent` into at most `count` steps. */
export function niceStep(extent: number, count: number): number {
  const rough = extent / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  // A rounding error must not make a step out of what divides evenly.
  const factor = [1, 2, 5].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Multiples of a nice step within `domain`, at most `count` + 1 of them. */
export function ticks([low, high]: Range, count: number): readonly number[] {
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Divided rather than multiplied where the step is a fraction: 3 * 0.1 is not 0.3.
  const inverse = Math.round(1 / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    step < 1 ? (first + index) / inverse : (first + index) * step,
  );
}

/**
 * The least range that holds all values and begins and ends at a tick. Values that are all the same get room around
 * them.
 */
export function niceDomain(values: readonly number[], count: number): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (high - low < 1e-6) [low, high] = [low - 0.1, high + 0.1];
  const step = niceStep(high - low, count);
  const rounded = (steps: number) => Number((steps * step).toPrecision(12));
  return [rounded(Math.floor(low / step + 1e-9)), rounded(Math.ceil(high / step - 1e-9))];
}

/** `0`, `500 k`, `1.5 M`: short enough for an axis. */
export function charactersLabel(characters: number): string {
  const [divisor, unit] = characters >= 1e6 ? [1e6, ' M'] : characters >= 1e3 ? [1e3, ' k'] : [1, ''];
  return `${Number((characters / divisor).toPrecision(3))}${unit}`;
}

/** Bits with as many digits as tell neighbouring ticks apart. */
export function bitsLabel(bits: number, step: number): string {
  return bits.toFixed(Math.max(1, Math.ceil(-Math.log10(step) - 1e-9)));
}
