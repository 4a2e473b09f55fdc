import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import { createCheckpoint, encodeWeights, parseCheckpoint } from '../../../src/model/checkpoint.ts';
import { parseManifest, serialiseManifest, type WeightsType } from '../../../src/model/checkpointManifest.ts';
import { tinyCheckpoint, tinyConfig } from '../../support/tinyCheckpoint.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const original = tinyCheckpoint();

function stored(type: WeightsType = 'float16'): { json: string; bytes: Uint8Array } {
  const bytes = encodeWeights(original.flat, type);
  const weights = { file: 'weights-0123456789abcdef.bin', type, bytes: bytes.length, sha256: digest(bytes) };
  return { json: serialiseManifest(original.manifest, weights, digest), bytes };
}

/** `model.json` with one field replaced, or removed (`undefined`). */
function tampered(path: string, value: unknown): string {
  const root = JSON.parse(stored().json) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop()!;
  let object = root;
  for (const key of keys) object = object[key] as Record<string, unknown>;
  object[last] = value;
  return JSON.stringify(root);
}

/** As version 1 wrote it. */
function unsigned(json: string): string {
  const root = JSON.parse(json) as Record<string, unknown>;
  delete root['sha256'];
  return JSON.stringify({ ...root, formatVersion: 1 });
}

function refusal(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('not refused');
}

describe('a checkpoint', () => {
  it.each<WeightsType>(['float16', 'float32'])('comes back as it was, as %s', (type) => {
    const { json, bytes } = stored(type);
    const read = parseCheckpoint(parseManifest(json, digest), bytes, digest(bytes));
    expect(read.manifest).toEqual(original.manifest);
    expect(read.flat).toEqual(original.flat);
    expect(read.parameters.map(({ name }) => name)).toEqual(original.parameters.map(({ name }) => name));
    expect(read.parameters.every(({ data }) => data.buffer === read.flat.buffer)).toBe(true);
  });

  it('tells of a copy input', () => {
    const copying = tinyCheckpoint(1, { config: { ...tinyConfig, copyCodes: 9 } });
    const bytes = encodeWeights(copying.flat, 'float16');
    const weights = { file: 'weights-0123456789abcdef.bin', bytes: bytes.length, sha256: digest(bytes) };
    const json = serialiseManifest(copying.manifest, { ...weights, type: 'float16' }, digest);
    expect(parseManifest(json, digest).config.copyCodes).toBe(9);
    expect(parseManifest(stored().json, digest).config.copyCodes).toBeUndefined();
    const none = unsigned(tampered('config.copyCodes', 0));
    expect(refusal(() => parseManifest(none, digest)).message).toContain('copyCodes');
  });

  it('reads weights that lie anywhere in a buffer', () => {
    const { json, bytes } = stored('float32');
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(parseCheckpoint(parseManifest(json, digest), shifted.subarray(1), digest(bytes)).flat).toEqual(
      original.flat,
    );
  });

  it('has as many weights as its config says', () => {
    expect(() => createCheckpoint(original.manifest, new Float32Array(5))).toThrow(RangeError);
  });

  it('is not written when it has diverged', () => {
    expect(refusal(() => encodeWeights(Float32Array.of(0, NaN), 'float32')).message).toMatch(/diverged/);
    expect(refusal(() => encodeWeights(Float32Array.of(Infinity), 'float16')).message).toMatch(/diverged/);
    expect(refusal(() => encodeWeights(Float32Array.of(70000), 'float16')).message).toMatch(/too large/);
    expect(encodeWeights(Float32Array.of(70000), 'float32')).toHaveLength(4);
  });
});

describe('damaged weights are refused', () => {
  const read = (bytes: Uint8Array, sha256 = digest(bytes)) =>
    parseCheckpoint(parseManifest(stored().json, digest), bytes, sha256);

  it('truncated or too long', () => {
    const { bytes } = stored();
    expect(refusal(() => read(bytes.subarray(0, -1))).message).toMatch(/bytes long instead of/);
    expect(refusal(() => read(new Uint8Array(0))).message).toMatch(/bytes long instead of/);
    expect(refusal(() => read(new Uint8Array([...bytes, 0]))).message).toMatch(/bytes long instead of/);
  });

  it('with any bit flipped', () => {
    const { bytes } = stored();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const flipped = bytes.slice();
        flipped[at]! ^= 1 << bit;
        expect(refusal(() => read(flipped)).message).toMatch(/have changed/);
      }),
    );
  });

  it('not finite, though the digest is right', () => {
    const { bytes } = stored();
    const poisoned = bytes.slice();
    poisoned.set([0x00, 0x7e], 10);
    const json = unsigned(tampered('weights.sha256', digest(poisoned)));
    expect(refusal(() => parseCheckpoint(parseManifest(json, digest), poisoned, digest(poisoned))).message).toMatch(
      /not numbers/,
    );
  });
});

describe('model.json is refused', () => {
  it.each([
    ['formatVersion', 3],
    ['formatVersion', 1e15],
    ['vocabulary.version', 2],
  ])('when newer: %s = %d', (path, value) => {
    const error = refusal(() => parseManifest(tampered(path, value), digest));
    expect([error.message, error.action]).toEqual([
      'The model was made for a newer version of Undercurrent.',
      'Update Undercurrent.',
    ]);
  });

  const required = [
    ...['formatVersion', 'name', 'config', 'vocabulary', 'parameters', 'weights', 'provenance', 'bitsPerCharacter'],
    ...Object.keys(tinyConfig).map((key) => `config.${key}`),
    ...['vocabulary.version', 'vocabulary.languages', 'bitsPerCharacter.overall', 'bitsPerCharacter.languages'],
    ...['weights.file', 'weights.type', 'weights.bytes', 'weights.sha256', 'parameters.0.name', 'parameters.0.shape'],
  ];

  it.each(required)('without %s', (path) => {
    const error = refusal(() => parseManifest(tampered(path, undefined), digest));
    expect(error.message).toMatch(/^The model is damaged: in model\.json, .*\.$/);
    expect(error.message).toContain(path.replace('parameters.0', 'parameters[0]'));
  });

  it.each(required)('with nonsense in %s', (path) => {
    for (const nonsense of [null, -1, 'nonsense\n', [], [[]], true, 1.5]) {
      if (path === 'vocabulary.languages' && Array.isArray(nonsense) && nonsense.length === 0) continue;
      if (path === 'bitsPerCharacter.overall' && nonsense === 1.5) continue;
      if (path === 'config.residual' && nonsense === true) continue;
      refusal(() => parseManifest(tampered(path, nonsense), digest));
    }
  });

  it.each([
    ['config.hiddenSize', 1e9],
    ['config.hiddenSize', 64],
    ['config.layers', 1e308],
    ['config.layers', 1],
    ['config.cell', 'transformer'],
    ['config.cell', '__proto__'],
    ['config.vocabularySize', 256],
    ['weights.bytes', Number.MAX_SAFE_INTEGER],
    ['weights.file', '../../../etc/passwd'],
    ['weights.file', '/etc/passwd'],
    ['weights.file', 'C:\\windows\\x.bin'],
    ['weights.file', '..'],
    ['weights.file', 'a/b.bin'],
    ['weights.file', 'model.json'],
    ['weights.file', 'weights.bin\n'],
    ['weights.file', 'weights\0.bin'],
    ['vocabulary.languages', Array.from({ length: 42 }, String)],
    ['vocabulary.languages', Array.from({ length: 74 }, String)],
    ['vocabulary.languages', ['go', 'go']],
    ['vocabulary.languages', [1]],
    ['bitsPerCharacter.languages', { go: 'low' }],
    ['parameters.0.shape', [320, 33]],
    ['parameters', Array.from({ length: 1000 }, () => ({ name: 'x', shape: [1, 1] }))],
    ['name', 'two\nlines'],
    ['name', 'x'.repeat(1000)],
  ])('when hostile: %s = %j', (path, value) => {
    expect(refusal(() => parseManifest(tampered(path, value), digest)).message).toMatch(/damaged/);
  });

  it('when it describes more than any machine has', () => {
    const root = JSON.parse(stored().json) as { config: object };
    Object.assign(root.config, { hiddenSize: 8192, embeddingSize: 8192, layers: 16 });
    expect(refusal(() => parseManifest(JSON.stringify(root), digest)).message).toMatch(/too large/);
  });

  it.each(['', '{', 'null', '[]', '1', '[[['.repeat(10_000), 'x'.repeat(2 << 20)])(
    'when it is no object (%#)',
    (json) => {
      expect(refusal(() => parseManifest(json, digest)).message).toMatch(/damaged/);
    },
  );

  it('when it is truncated anywhere', () => {
    const { json } = stored();
    fc.assert(
      fc.property(fc.nat(json.trimEnd().length - 1), (length) => {
        refusal(() => parseManifest(json.slice(0, length), digest));
      }),
    );
  });

  it('with a UserError when a random change does harm', () => {
    const { json } = stored();
    fc.assert(
      fc.property(fc.nat(json.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        try {
          // Between the fields a change does none.
          expect(parseManifest(json.slice(0, at) + character + json.slice(at + 1), digest)).toEqual(
            parseManifest(json, digest),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, unknown]>([
    ['name', 'Tiny'],
    ['bitsPerCharacter.overall', 8.4],
    ['bitsPerCharacter.languages.go', 8.24],
    ['provenance.seed', 2],
    ['provenance.more', 'anything'],
    ['sha256', '0'.repeat(64)],
    ['sha256', undefined],
    // An older version has no checksum, and a file that says so has none.
    ['formatVersion', 1],
  ])('when it has changed since it was saved: %s = %j', (path, value) => {
    expect(refusal(() => parseManifest(tampered(path, value), digest)).message).toBe(
      'The model is damaged: in model.json, the checksum does not match, so it has changed since it was saved.',
    );
  });

  it('when its provenance is nested too deep', () => {
    const nested = (levels: number): object => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels)) as object;
    const endless = tampered('provenance', '§').replace('"§"', '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000));
    expect(refusal(() => parseManifest(endless, digest)).message).toMatch(/nested up to 32/);
    const weights = {
      file: 'w.bin',
      type: 'float16',
      bytes: 2 * original.flat.length,
      sha256: digest(new Uint8Array()),
    } as const;
    const allowed = { ...original.manifest, provenance: nested(32) as Record<string, unknown> };
    expect(parseManifest(serialiseManifest(allowed, weights, digest), digest).provenance).toEqual(nested(32));
  });
});

describe('model.json is accepted', () => {
  it('of version 1, which has no checksum', () => {
    const { name, provenance } = parseManifest(unsigned(stored().json), digest);
    expect({ name, provenance }).toEqual({ name: original.manifest.name, provenance: original.manifest.provenance });
  });

  it('with keys that mean something to JavaScript', () => {
    const weights = {
      file: 'w.bin',
      type: 'float16',
      bytes: 2 * original.flat.length,
      sha256: digest(new Uint8Array()),
    } as const;
    const strange = { ...original.manifest, provenance: JSON.parse('{"__proto__":"none"}') as Record<string, unknown> };
    const { provenance } = parseManifest(serialiseManifest(strange, weights, digest), digest);
    expect(Object.keys(provenance)).toContain('__proto__');
    expect(Object.getPrototypeOf(provenance)).toBe(Object.prototype);
  });
});
