/**
 * `model.json`: what a model is, and what its weights must be. It may come from anywhere (an older version, a newer one, a
 * disk with a bad block, somebody's download), so that reading it believes nothing, and what it refuses it refuses with a
 * sentence for the user.
 */
import { JsonObject, UnexpectedJson, type JsonValue } from '../base/jsonObject.ts';
import { UserError } from '../base/userError.ts';
import { cellKinds, type ModelConfig } from './config.ts';
import { parameterTable, type ParameterShape } from './parameters.ts';
import { MAXIMUM_LANGUAGES, VOCABULARY_SIZE } from './text/tokens.ts';
import { VOCABULARY_VERSION } from './text/vocabulary.ts';

/** Version of the format that is written; older ones are migrated when read, and there is none yet. */
export const FORMAT_VERSION = 1;
/** Longest `model.json`, in bytes. */
export const MAXIMUM_MANIFEST_BYTES = 1 << 20;
/** Largest number of parameters. Far above what an editor can run; it is there for nonsense. */
const MAXIMUM_PARAMETERS = 1 << 28;

export type WeightsType = 'float16' | 'float32';

/** What is known of a model beside its weights. */
export interface CheckpointManifest {
  /** Shown to the user. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly vocabulary: { readonly version: number; readonly languages: readonly string[] };
  /** Where the model comes from: corpus, recipe, date… Told, never interpreted. */
  readonly provenance: Readonly<Record<string, JsonValue>>;
  /** On held-out text: overall, and by VS Code language id. */
  readonly bitsPerCharacter: { readonly overall: number; readonly languages: Readonly<Record<string, number>> };
}

/** The file with the weights: all parameters one after the other, rows first, little-endian. */
export interface WeightsReference {
  /** Name of a file beside `model.json`. */
  readonly file: string;
  readonly type: WeightsType;
  /** Length of the file. */
  readonly bytes: number;
  /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** All of `model.json`. */
export interface StoredManifest extends CheckpointManifest {
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly parameters: readonly ParameterShape[];
  readonly weights: WeightsReference;
}

/** Bytes of one weight. */
export function bytesPerWeight(type: WeightsType): number {
  return type === 'float16' ? 2 : 4;
}

/** The refusal of a model that is not what it says. `reason` is a fragment for the curious. */
export function damagedModel(reason: string, options?: ErrorOptions): UserError {
  return new UserError(
    `The model is damaged: ${reason}.`,
    'Reinstall Undercurrent; a model of your own has to be trained again.',
    options,
  );
}

/** The text of `model.json`. */
export function serialiseManifest(manifest: CheckpointManifest, weights: WeightsReference): string {
  const { name, config, vocabulary, provenance, bitsPerCharacter } = manifest;
  const parameters = parameterTable(config);
  const stored: StoredManifest = {
    formatVersion: FORMAT_VERSION,
    name,
    config,
    vocabulary,
    parameters,
    weights,
    provenance,
    bitsPerCharacter,
  };
  return `${JSON.stringify(stored, undefined, 2)}\n`;
}

/** Reads `model.json`. Throws a `UserError` for everything that is not a model this version can run. */
export function parseManifest(json: string): StoredManifest {
  if (json.length > MAXIMUM_MANIFEST_BYTES) throw damagedModel('its model.json is too long');
  try {
    const root = JsonObject.parse(json);
    refuseNewer(root.integer('formatVersion', 1, Number.MAX_SAFE_INTEGER), FORMAT_VERSION);
    const config = parseConfig(root.object('config'));
    const parameters = parseParameters(root, config);
    const count = parameters.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
    return {
      formatVersion: FORMAT_VERSION,
      name: root.string('name', /^[^\p{Cc}]{1,200}$/u, 'a name'),
      config,
      vocabulary: parseVocabulary(root.object('vocabulary')),
      parameters,
      weights: parseWeightsReference(root.object('weights'), count),
      provenance: parseProvenance(root.object('provenance')),
      bitsPerCharacter: parseBitsPerCharacter(root.object('bitsPerCharacter')),
    };
  } catch (error) {
    if (error instanceof UnexpectedJson) throw damagedModel(`in model.json, ${error.message}`, { cause: error });
    throw error;
  }
}

/** Digest of the weights that a fine-tuned model was made from; `undefined` for one that was not fine-tuned. */
export function baseDigestOf(provenance: Readonly<Record<string, JsonValue>>): string | undefined {
  const { base } = provenance as { readonly base?: { readonly sha256?: unknown } | null };
  return typeof base?.sha256 === 'string' ? base.sha256 : undefined;
}

function refuseNewer(version: number, known: number): void {
  if (version <= known) return;
  throw new UserError('The model was made for a newer version of Undercurrent.', 'Update Undercurrent.');
}

function parseConfig(config: JsonObject): ModelConfig {
  return {
    cell: config.oneOf('cell', cellKinds),
    layers: config.integer('layers', 1, 16),
    hiddenSize: config.integer('hiddenSize', 1, 8192),
    embeddingSize: config.integer('embeddingSize', 1, 8192),
    residual: config.boolean('residual'),
    normalisation: config.oneOf('normalisation', ['none', 'layer']),
    vocabularySize: config.oneOf('vocabularySize', [VOCABULARY_SIZE]),
  };
}

function parseVocabulary(vocabulary: JsonObject): CheckpointManifest['vocabulary'] {
  refuseNewer(vocabulary.integer('version', 1, Number.MAX_SAFE_INTEGER), VOCABULARY_VERSION);
  const languages = vocabulary.strings('languages');
  if (languages.length > MAXIMUM_LANGUAGES || new Set(languages).size !== languages.length) {
    throw new UnexpectedJson(`vocabulary.languages is not a list of up to ${MAXIMUM_LANGUAGES} different languages`);
  }
  return { version: VOCABULARY_VERSION, languages };
}

/** The table has to be the one that follows from the config: names, shapes and order. */
function parseParameters(root: JsonObject, config: ModelConfig): readonly ParameterShape[] {
  const expected = parameterTable(config);
  const count = expected.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
  if (count > MAXIMUM_PARAMETERS) throw new UnexpectedJson('config describes a model too large to run');
  const found = root.objects('parameters');
  const agree =
    found.length === expected.length &&
    expected.every(({ name, shape }, index) => {
      const parameter = found[index];
      return parameter?.string('name') === name && JSON.stringify(parameter.array('shape')) === JSON.stringify(shape);
    });
  if (!agree) throw new UnexpectedJson('parameters are not those of its config');
  return expected;
}

function parseWeightsReference(weights: JsonObject, count: number): WeightsReference {
  const type = weights.oneOf<WeightsType>('type', ['float16', 'float32']);
  return {
    // A plain name, so that nothing outside the model's folder is ever opened.
    file: weights.string('file', /^[A-Za-z0-9][A-Za-z0-9_-]{0,100}\.bin$/, 'the name of a file with weights'),
    type,
    bytes: weights.oneOf('bytes', [count * bytesPerWeight(type)]),
    sha256: weights.string('sha256', /^[0-9a-f]{64}$/, 'a SHA-256'),
  };
}

function parseProvenance(provenance: JsonObject): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(provenance.keys.map((key) => [key, provenance.value(key)]));
}

function parseBitsPerCharacter(bits: JsonObject): CheckpointManifest['bitsPerCharacter'] {
  const languages = bits.object('languages');
  return {
    overall: bits.number('overall', 0, 1000),
    languages: Object.fromEntries(languages.keys.map((id) => [id, languages.number(id, 0, 1000)])),
  };
}
