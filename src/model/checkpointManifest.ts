/**
 * `model.json`: what a model is, and what its weights must be. The file may come from another version, a damaged disk
 * or a download. So reading checks every field, and each refusal is a sentence for the user.
 */
import * as v from 'valibot';
import { UserError } from '../base/userError.ts';
import {
  type Refusal,
  anyObject,
  numberFrom,
  objectOf,
  oneOf,
  parseJson,
  parseUnknown,
  recordOf,
  wholeNumberFrom,
} from '../base/validation.ts';
import { cellKinds, type ModelConfig } from './config.ts';
import type { Digest } from './numberTables.ts';
import { parameterTable, type ParameterShape } from './parameters.ts';
import { LARGE_VOCABULARY_SIZE, MAXIMUM_LANGUAGES, VOCABULARY_SIZE, vocabularySizeFor } from './text/tokens.ts';
import { VOCABULARY_VERSION } from './text/vocabulary.ts';

/** Version of the format that is written. Files of version 1 are read: they have no checksum of their own. */
const FORMAT_VERSION = 2;
/** Longest `model.json`, in bytes. */
export const MAXIMUM_MANIFEST_BYTES = 1 << 20;
/** Largest number of parameters, far above what keeps up with typing: reading more only takes memory. */
const MAXIMUM_PARAMETERS = 1 << 25;

export type WeightsType = 'float16' | 'float32';

/** Deepest nesting of `provenance`. Deeper objects are no description, and break what shows them. */
const MAXIMUM_NESTING = 32;

const versionSchema = wholeNumberFrom(1, Number.MAX_SAFE_INTEGER);

const configSchema = objectOf({
  cell: oneOf(cellKinds),
  layers: wholeNumberFrom(1, 16),
  hiddenSize: wholeNumberFrom(1, 8192),
  embeddingSize: wholeNumberFrom(1, 8192),
  residual: v.boolean(),
  normalisation: oneOf(['none', 'layer']),
  vocabularySize: oneOf([VOCABULARY_SIZE, LARGE_VOCABULARY_SIZE]),
  copyCodes: v.optional(wholeNumberFrom(1, 1 << 16)),
});

/** As VS Code's language identifiers are. */
const languageSchema = v.pipe(v.string(), v.regex(/^[\w+#.-]{1,64}$/, 'the name of a language'));

const restSchema = objectOf({
  name: v.pipe(v.string(), v.regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ×.,_+()-]{0,99}$/u, 'a name')),
  vocabulary: objectOf({
    languages: v.pipe(
      v.array(languageSchema),
      v.check(
        (languages) => languages.length <= MAXIMUM_LANGUAGES && new Set(languages).size === languages.length,
        `a list of up to ${MAXIMUM_LANGUAGES} different languages`,
      ),
    ),
  }),
  parameters: v.array(objectOf({ name: v.string(), shape: v.array(v.unknown()) })),
  weights: objectOf({
    // A plain name, so that reading never opens a file outside the model's folder.
    file: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,100}\.bin$/, 'the name of a file with weights')),
    type: oneOf(['float16', 'float32']),
    bytes: wholeNumberFrom(0, Number.MAX_SAFE_INTEGER),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256')),
  }),
  provenance: v.pipe(
    anyObject,
    v.check(
      (value) => !isNestedDeeper(value, MAXIMUM_NESTING),
      `an object that is nested up to ${MAXIMUM_NESTING} deep`,
    ),
  ),
  bitsPerCharacter: objectOf({
    overall: numberFrom(0, 1000),
    languages: recordOf(numberFrom(0, 1000), languageSchema),
  }),
});

/** What is known of a model beside its weights. */
export interface CheckpointManifest {
  /** Shown to the user. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly vocabulary: { readonly version: number; readonly languages: readonly string[] };
  /** Where the model comes from: corpus, recipe, date… Shown only, except for the base of a fine-tuned model. */
  readonly provenance: Readonly<Record<string, unknown>>;
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

/** The error for a damaged model. `reason` is part of a sentence with the technical cause. */
export function damagedModel(reason: string, options?: ErrorOptions): UserError {
  return new UserError(
    `The model is damaged: ${reason}.`,
    'Reinstall Undercurrent; a model of your own has to be trained again.',
    options,
  );
}

/** The text of `model.json`, with a digest of all its fields. */
export function serialiseManifest(manifest: CheckpointManifest, weights: WeightsReference, digest: Digest): string {
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
  return `${JSON.stringify({ ...stored, sha256: digestOfFields(stored, digest) }, undefined, 2)}\n`;
}

/** Of the fields in their order, whatever stands between them. */
function digestOfFields(fields: object, digest: Digest): string {
  return digest(new TextEncoder().encode(JSON.stringify(fields)));
}

/** Reads `model.json`. Throws a `UserError` for everything that is not a model this version can run. */
export function parseManifest(json: string, digest: Digest): StoredManifest {
  if (json.length > MAXIMUM_MANIFEST_BYTES) throw damagedModel('its model.json is too long');
  const refuse: Refusal = (reason, options) => damagedModel(`in model.json, ${reason}`, options);
  const root = parseJson(anyObject, json, refuse);
  // Versions first: a newer format may break every rule below.
  const { formatVersion } = parseUnknown(objectOf({ formatVersion: versionSchema }), root, refuse);
  refuseNewer(formatVersion, FORMAT_VERSION);
  const { vocabulary } = parseUnknown(objectOf({ vocabulary: objectOf({ version: versionSchema }) }), root, refuse);
  refuseNewer(vocabulary.version, VOCABULARY_VERSION);
  const { config } = parseUnknown(objectOf({ config: configSchema }), root, refuse);
  const parameters = parameterTable(config);
  const count = parameters.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
  if (count > MAXIMUM_PARAMETERS) throw refuse('config describes a model too large to run');
  const rest = parseUnknown(restSchema, root, refuse);
  if (!isSameTable(rest.parameters, parameters)) throw refuse('parameters are not those of its config');
  if (vocabularySizeFor(rest.vocabulary.languages.length) !== config.vocabularySize) {
    throw refuse('vocabulary.languages do not fit config.vocabularySize');
  }
  const bytes = count * bytesPerWeight(rest.weights.type);
  if (rest.weights.bytes !== bytes) throw refuse(`weights.bytes is not ${bytes}`);
  const { sha256, ...fields } = root;
  const expected = formatVersion === 1 ? undefined : digestOfFields(fields, digest);
  if (sha256 !== expected) throw refuse('the checksum does not match, so it has changed since it was saved');
  return {
    ...rest,
    formatVersion: FORMAT_VERSION,
    config,
    parameters,
    vocabulary: { version: VOCABULARY_VERSION, languages: rest.vocabulary.languages },
  };
}

/** Digest of the base weights of a fine-tuned model; `undefined` for other models. */
export function baseDigestOf(provenance: Readonly<Record<string, unknown>>): string | undefined {
  const { base } = provenance as { readonly base?: { readonly sha256?: unknown } | null };
  return typeof base?.sha256 === 'string' ? base.sha256 : undefined;
}

/** Whether an object or a list is nested deeper than this. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isNestedDeeper(inner, levels - 1));
}

function refuseNewer(version: number, known: number): void {
  if (version <= known) return;
  throw new UserError('The model was made for a newer version of Undercurrent.', 'Update Undercurrent.');
}

/** The same names and shapes in the same order. */
function isSameTable(
  found: readonly { readonly name: string; readonly shape: readonly unknown[] }[],
  expected: readonly ParameterShape[],
): boolean {
  const namesAndShapes = (table: typeof found): string => JSON.stringify(table.map(({ name, shape }) => [name, shape]));
  return namesAndShapes(found) === namesAndShapes(expected);
}
