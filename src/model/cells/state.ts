/** Picks one of a list of graph values that must be there. */
import { GraphError, type Value } from '../../graph/value.ts';

export function only(values: readonly (Value | undefined)[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new GraphError(`a cell lacks value ${index} of ${values.length}`);
  return value;
}
