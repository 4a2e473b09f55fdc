/**
 * A stored model: a manifest and one flat array of weights. Each parameter is a view of that array. This file converts
 * between bytes and checkpoints; runtime/checkpointFiles.ts reads and writes the files.
 */
import { UserError } from '../base/userError.ts';
import {
  bytesPerWeight,
  damagedModel,
  type CheckpointManifest,
  type StoredManifest,
  type WeightsType,
} from './checkpointManifest.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import { parameterTable, type ParameterShape } from './parameters.ts';

interface CheckpointParameter extends ParameterShape {
  /** Rows first; a view of the checkpoint's flat array. */
  readonly data: Float32Array;
}

export interface Checkpoint {
  readonly manifest: CheckpointManifest;
  /** In the order of `parameterTable(manifest.config)`. */
  readonly parameters: readonly CheckpointParameter[];
  /** All parameters one after the other. */
  readonly flat: Float32Array;
}

/** Does not copy `flat`. @throws RangeError when its length is not that of the config's parameters */
export function createCheckpoint(manifest: CheckpointManifest, flat: Float32Array): Checkpoint {
  let offset = 0;
  const parameters = parameterTable(manifest.config).map(({ name, shape }) => {
    const start = offset;
    offset += shape[0] * shape[1];
    return { name, shape, data: flat.subarray(start, offset) };
  });
  if (offset !== flat.length) throw new RangeError(`${flat.length} weights given for ${offset}`);
  return { manifest, parameters, flat };
}

/**
 * The bytes of the weights file. float16 rounds. Throws a `UserError` for weights that are not finite or too large for
 * the type, so that a diverged model never replaces one that works.
 */
export function encodeWeights(flat: Float32Array, type: WeightsType): Uint8Array {
  if (firstNonFinite(flat) >= 0) {
    throw new UserError(
      'The model has diverged: some of its weights are not numbers.',
      'Train with a lower learning rate.',
    );
  }
  const bytes = new Uint8Array(flat.length * bytesPerWeight(type));
  const view = new DataView(bytes.buffer);
  if (type === 'float32') {
    for (let i = 0; i < flat.length; i++) view.setFloat32(4 * i, flat[i], true);
    return bytes;
  }
  try {
    const halves = toFloat16(flat);
    for (let i = 0; i < halves.length; i++) view.setUint16(2 * i, halves[i], true);
    return bytes;
  } catch (error) {
    throw new UserError('Some weights are too large for half precision.', 'Store the model as float32.', {
      cause: error,
    });
  }
}

/**
 * The model whose weights file holds `bytes`. `sha256` is their digest in lower-case hexadecimal digits. Throws a
 * `UserError` when the bytes do not agree with the manifest.
 */
export function parseCheckpoint(stored: StoredManifest, bytes: Uint8Array, sha256: string): Checkpoint {
  const { weights } = stored;
  if (bytes.length !== weights.bytes) {
    throw damagedModel(`its weights are ${bytes.length} bytes long instead of ${weights.bytes}`);
  }
  if (sha256 !== weights.sha256) throw damagedModel('its weights have changed since they were saved');
  const flat = decodeWeights(bytes, weights.type);
  if (firstNonFinite(flat) >= 0) throw damagedModel('some of its weights are not numbers');
  const { name, config, vocabulary, provenance, bitsPerCharacter } = stored;
  return createCheckpoint({ name, config, vocabulary, provenance, bitsPerCharacter }, flat);
}

function decodeWeights(bytes: Uint8Array, type: WeightsType): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / bytesPerWeight(type);
  if (type === 'float16') {
    const halves = new Uint16Array(count);
    for (let i = 0; i < count; i++) halves[i] = view.getUint16(2 * i, true);
    return fromFloat16(halves);
  }
  const flat = new Float32Array(count);
  for (let i = 0; i < count; i++) flat[i] = view.getFloat32(4 * i, true);
  return flat;
}

function firstNonFinite(values: Float32Array): number {
  return values.findIndex((value) => !Number.isFinite(value));
}
