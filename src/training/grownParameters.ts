/**
 * The weights of a model as the start of a larger one that has tags for more languages, or a copy input. What both have
 * is copied by name, tags by language. So the larger model predicts what the smaller one did.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Rng } from '../base/rng.ts';
import { UserError } from '../base/userError.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { ModelConfig } from '../model/config.ts';
import { initialParameters, parameterViews } from '../model/parameters.ts';
import { FIRST_LANGUAGE, UNKNOWN_LANGUAGE } from '../model/text/tokens.ts';

/** Parameters with one row a token. */
const tokenTables = new Set(['embedding', 'output.weights', 'output.bias']);

/**
 * Weights of `config`, whose tags are those of `languages`. A new tag is predicted as seldom as that of unknown
 * languages; its embedding is random. @throws UserError when the model has another shape, or a language that is missing
 */
export function grownParameters(
  { manifest, parameters }: Checkpoint,
  config: ModelConfig,
  languages: readonly string[],
  rng: Rng,
): Float32Array {
  checkShape(manifest.name, manifest.config, config);
  const known = manifest.vocabulary.languages;
  const lost = known.filter((language) => !languages.includes(language));
  if (lost.length > 0) {
    throw new UserError(`${lost.join(', ')} would lose their tags.`, 'Use a vocabulary that has all of them.');
  }
  const flat = initialParameters(config, rng);
  const views = parameterViews(config, flat);
  for (const { name, shape, data } of parameters) {
    const view = views.get(name);
    if (view === undefined) continue;
    if (!tokenTables.has(name)) {
      view.set(data);
      continue;
    }
    const columns = shape[1];
    for (let token = 0; token < config.vocabularySize; token++) {
      const tag = known.indexOf(languages[token - FIRST_LANGUAGE] ?? '');
      const isNew = token >= FIRST_LANGUAGE && tag < 0;
      if (isNew && name === 'embedding') continue;
      const from = token < FIRST_LANGUAGE ? token : isNew ? UNKNOWN_LANGUAGE : FIRST_LANGUAGE + tag;
      view.set(data.subarray(from * columns, (from + 1) * columns), token * columns);
    }
  }
  return flat;
}

/** What may differ are the tokens, and a copy input that the smaller model has not. */
function checkShape(name: string, from: ModelConfig, to: ModelConfig): void {
  const comparable = (config: ModelConfig): object => ({
    ...config,
    vocabularySize: 0,
    copyCodes: from.copyCodes === undefined ? 0 : config.copyCodes,
  });
  if (isDeepStrictEqual(comparable(from), comparable(to))) return;
  throw new UserError(
    `The model ${name} has another shape.`,
    'Give --layers, --hidden and so on as it has them: no part of it may get lost.',
  );
}
