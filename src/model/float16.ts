/**
 * IEEE 754 half precision for arrays. Weights take half the space, with a relative error of at most 2⁻¹¹. The functions
 * work on bit patterns and round to nearest, ties to even.
 */

/** Largest finite value. */
export const MAXIMUM_FLOAT16 = 65504;

/** Bit pattern of 65520, the smallest value that rounds to infinity. */
const OVERFLOW = 0x477ff000;
/** 2⁻¹⁴, the smallest normal value. */
const SMALLEST_NORMAL = 0x38800000;
/** 2⁻²⁵: half of the smallest subnormal. */
const UNDERFLOW = 0x33000000;

/** Bit patterns of the nearest half-precision values. Throws RangeError for NaN, infinities and |x| ≥ 65520. */
export function toFloat16(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const pattern = patterns[i];
    const sign = (pattern >>> 16) & 0x8000;
    const magnitude = pattern & 0x7fffffff;
    if (magnitude >= OVERFLOW) throw new RangeError(`${values[i]} has no half-precision form.`);
    if (magnitude >= SMALLEST_NORMAL) {
      // The exponent's bias changes from 127 to 15. A carry out of the fraction correctly increments the exponent.
      halves[i] = sign | roundedShift(magnitude - 0x38000000, 13);
    } else if (magnitude > UNDERFLOW) {
      halves[i] = sign | roundedShift((magnitude & 0x7fffff) | 0x800000, 126 - (magnitude >>> 23));
    } else {
      halves[i] = sign;
    }
  }
  return halves;
}

/** The exact values of half-precision bit patterns, NaN and infinities included. */
export function fromFloat16(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const patterns = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i];
    const sign = (half & 0x8000) << 16;
    const magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) patterns[i] = sign | 0x7f800000 | ((magnitude & 0x3ff) << 13);
    else if (magnitude >= 0x400) patterns[i] = sign | ((magnitude << 13) + 0x38000000);
    else values[i] = (sign === 0 ? 1 : -1) * magnitude * 2 ** -24;
  }
  return values;
}

/** x / 2^bits, rounded to nearest, ties to even. 1 ≤ bits ≤ 24. */
function roundedShift(x: number, bits: number): number {
  const quotient = x >>> bits;
  const remainder = x & ((1 << bits) - 1);
  const half = 1 << (bits - 1);
  return remainder > half || (remainder === half && (quotient & 1) === 1) ? quotient + 1 : quotient;
}
