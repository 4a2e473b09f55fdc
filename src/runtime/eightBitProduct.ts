/**
 * The product with 8-bit weights, com.microsoft.MatMulNBits: the operator that nearly all of decoding's time goes into.
 * Accuracy level 4: the inputs are rounded to 8 bits too, each row by itself, so that a result does not depend on what is beside it.
 */
import type { GraphBuilder } from '../graph/graphBuilder.ts';
import { type Value, fixedDimension } from '../graph/value.ts';

/** A quantised matrix in a graph: `values` uint8 (rows, blocks, block size), `scales` float32 (rows · blocks). See quantise.ts. */
export interface EightBitWeights {
  readonly values: Value;
  readonly scales: Value;
}

/** x (…, columns) · weightsᵀ + bias (rows) → (…, rows). */
export function eightBitProduct(
  graph: GraphBuilder,
  x: Value,
  { values, scales }: EightBitWeights,
  bias?: Value,
): Value {
  const rows = fixedDimension(values, 0);
  const blockSize = fixedDimension(values, 2);
  const int = (value: number) => ({ kind: 'int', value }) as const;
  const attributes = {
    K: int(fixedDimension(values, 1) * blockSize),
    N: int(rows),
    bits: int(8),
    block_size: int(blockSize),
    accuracy_level: int(4),
  };
  const output = { type: x.type, shape: [...x.shape.slice(0, -1), rows] };
  return graph.single(
    'MatMulNBits',
    [x, values, scales, undefined, undefined, bias],
    output,
    attributes,
    'com.microsoft',
  );
}
