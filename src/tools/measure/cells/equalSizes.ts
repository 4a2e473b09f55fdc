/**
 * Networks of different cells with equally many parameters. Units come in multiples of 32, which is too coarse to
 * agree within a few percent. So the length of the embedding makes up the difference.
 */
import { UserError } from '../../../base/userError.ts';
import type { CellKind, ModelConfig } from '../../../model/config.ts';
import { parameterCount } from '../../../model/parameters.ts';

/** Largest difference of parameters, as a share of those of the reference. */
const largestDifference = 0.02;

const grain = 32;
const largestSize = 4096;
const largestEmbedding = 256;

/**
 * The network of `cell` cells nearest to `reference`. @throws UserError when none is close enough, as happens to small
 * ones.
 */
export function equalSize(reference: ModelConfig, cell: CellKind): ModelConfig {
  if (cell === reference.cell) return reference;
  const wanted = parameterCount(reference);
  const away = (config: ModelConfig) => Math.abs(parameterCount(config) / wanted - 1);
  // An embedding of twice the length counts as much as 2 % of the parameters.
  const cost = (config: ModelConfig) =>
    away(config) / 0.02 + Math.abs(Math.log2(config.embeddingSize / reference.embeddingSize));
  const [best] = multiples(largestSize)
    .flatMap((hiddenSize) =>
      multiples(largestEmbedding).map((embeddingSize) => ({ ...reference, cell, hiddenSize, embeddingSize })),
    )
    .filter((config) => away(config) <= largestDifference)
    .sort((a, b) => cost(a) - cost(b));
  if (best !== undefined) return best;
  throw new UserError(
    `No network of ${cell} cells has about ${wanted} parameters.`,
    'Give another number of units with --hidden.',
  );
}

function multiples(limit: number): readonly number[] {
  return Array.from({ length: limit / grain }, (_, index) => (index + 1) * grain);
}
