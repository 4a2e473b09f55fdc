/**
 * Hidden states as bytes, for the eye: a line of 40 characters is 40 × 1,024 numbers, and a shade of colour needs no
 * more than eight bits of each.
 */
import type { HiddenState } from '../../model/characterModel.ts';

/** How a `HiddenState` is made up: layer by layer, of each its parts, of each H numbers. */
export interface StateShape {
  readonly layers: number;
  /** H. */
  readonly units: number;
  /** 2 where a cell carries more than it gives on; what it gives on comes first. */
  readonly parts: number;
}

/** The outputs of all layers, (states, layers, H), as signed bytes in base64, and what 127 stands for. */
export function stateBytes(
  states: readonly HiddenState[],
  { layers, units, parts }: StateShape,
): { readonly states: string; readonly largest: number } {
  const outputs = states.flatMap((state) =>
    Array.from({ length: layers }, (_, layer) => state.subarray(layer * parts * units, layer * parts * units + units)),
  );
  // Most cells stay within ±1 by themselves, and are comparable from line to line then.
  const largest = outputs.reduce((most, output) => output.reduce((m, value) => Math.max(m, Math.abs(value)), most), 1);
  const bytes = new Int8Array(outputs.length * units);
  for (const [row, output] of outputs.entries())
    for (const [unit, value] of output.entries()) bytes[row * units + unit] = Math.round((127 * value) / largest);
  return { states: Buffer.from(bytes.buffer).toString('base64'), largest };
}
