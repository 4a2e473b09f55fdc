import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import { Rng } from '../../../src/base/rng.ts';
import {
  type LanguageHead,
  languageProbabilities,
  parseLanguageHead,
  serialiseLanguageHead,
} from '../../../src/model/languageHead.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Two languages, states of two numbers: the first number speaks for Go, the second for Rust. */
const small: LanguageHead = {
  model: 'a'.repeat(64),
  languages: ['go', 'rust'],
  stateSize: 2,
  weights: Float32Array.of(1, 0, 0.5, 0, 1, 0),
};

describe('languageProbabilities', () => {
  it('is the softmax of weights times state plus bias, the most probable first', () => {
    const [first, second] = languageProbabilities(small, [0, 2]);
    expect(first).toEqual({
      languageId: 'rust',
      probability: expect.closeTo(1 / (1 + Math.exp(0.5 - 2)), 6) as number,
    });
    expect((first?.probability ?? 0) + (second?.probability ?? 0)).toBeCloseTo(1, 9);
    expect(languageProbabilities(small, [0, 0])[0]?.languageId).toBe('go');
  });

  it('does not overflow', () => {
    expect(languageProbabilities(small, [2000, -2000])[0]).toEqual({ languageId: 'go', probability: 1 });
  });
});

describe('languages.json', () => {
  it('gives back what was written, to half precision', () => {
    const rng = new Rng(1);
    const head = { ...small, stateSize: 40, weights: Float32Array.from({ length: 82 }, () => rng.normal()) };
    const read = parseLanguageHead(serialiseLanguageHead(head, digest), digest);
    expect({ ...read, weights: [] }).toEqual({ ...head, weights: [] });
    read.weights.forEach((weight, index) => {
      expect(Math.abs(weight - (head.weights[index] ?? 0))).toBeLessThan(2 ** -9);
    });
    expect(parseLanguageHead(serialiseLanguageHead(read, digest), digest)).toEqual(read);
  });

  const changed = (change: (json: Record<string, unknown>) => void): string => {
    const json = JSON.parse(serialiseLanguageHead(small, digest)) as Record<string, unknown>;
    change(json);
    return JSON.stringify(json);
  };
  const weights = (json: Record<string, unknown>) => json['weights'] as Record<string, unknown>;

  it.each([
    ['no JSON', () => '{'],
    ['a newer format', () => changed((json) => (json['formatVersion'] = 2))],
    ['a language twice', () => changed((json) => (json['languages'] = ['go', 'go']))],
    ['one language', () => changed((json) => (json['languages'] = ['go']))],
    ['no digest of a model', () => changed((json) => (json['model'] = 'base'))],
    ['another size of states', () => changed((json) => (json['stateSize'] = 3))],
    ['weights that have changed', () => changed((json) => (weights(json)['base64'] = 'AAAAAAAAAAAAAAAA'))],
    ['weights that are no Base64', () => changed((json) => (weights(json)['base64'] = '*'))],
    ['weights of another type', () => changed((json) => (weights(json)['type'] = 'float32'))],
    [
      'weights that are not numbers',
      () => {
        const bytes = new Uint8Array(12).fill(0x7e);
        return changed((json) => {
          json['weights'] = { type: 'float16', base64: Buffer.from(bytes).toString('base64'), sha256: digest(bytes) };
        });
      },
    ],
  ])('with %s is refused with a sentence', (_what, json) => {
    expect(() => parseLanguageHead(json(), digest)).toThrow(UserError);
  });
});
