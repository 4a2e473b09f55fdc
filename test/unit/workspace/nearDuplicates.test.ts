import { describe, expect, it } from 'vitest';

import { Rng } from '../../../src/base/rng.ts';
import { NearDuplicateIndex, signatureOf, similarity } from '../../../src/workspace/nearDuplicates.ts';

function randomWords(rng: Rng, count: number): string[] {
  return Array.from({ length: count }, () => `w${String(rng.integer(100_000))}`);
}

/** The exact similarity: of sets of five-word shingles. */
function jaccard(a: readonly string[], b: readonly string[]): number {
  const shingles = (words: readonly string[]): Set<string> =>
    new Set(words.slice(4).map((_, index) => words.slice(index, index + 5).join(' ')));
  const [left, right] = [shingles(a), shingles(b)];
  const common = [...left].filter((shingle) => right.has(shingle)).length;
  return common / (left.size + right.size - common);
}

describe('signatures', () => {
  it('are equal for texts that differ only in whitespace and letter case', () => {
    const a = 'function add(a, b) { return a + b; }';
    expect(similarity(signatureOf(a), signatureOf('FUNCTION add(a,b)\n{\n\treturn a+b;\n}\n'))).toBe(1);
  });

  it('estimate the similarity', () => {
    const rng = new Rng(7);
    for (const changed of [0, 5, 20, 60]) {
      const a = randomWords(rng, 1000);
      const b = [...a];
      for (let index = 0; index < changed; index++) b[rng.integer(b.length)] = 'other';
      const estimate = similarity(signatureOf(a.join(' ')), signatureOf(b.join(' ')));
      expect(Math.abs(estimate - jaccard(a, b))).toBeLessThan(0.2);
    }
  });

  it('differ for different texts, also for short ones', () => {
    const rng = new Rng(8);
    const signatures = Array.from({ length: 30 }, (_, index) =>
      signatureOf(randomWords(rng, 6 + index * 10).join(' ')),
    );
    for (const [index, a] of signatures.entries()) {
      for (const b of signatures.slice(index + 1)) expect(similarity(a, b)).toBeLessThan(0.5);
    }
  });

  it('exist for texts shorter than a shingle, and for empty ones', () => {
    expect(similarity(signatureOf('two words'), signatureOf('two words'))).toBe(1);
    expect(signatureOf('')).toHaveLength(64);
    expect(signatureOf('\ud800 \u{1F30A}')).toHaveLength(64);
  });
});

describe('the index', () => {
  it('finds a slightly changed text and nothing else', () => {
    const rng = new Rng(9);
    const index = new NearDuplicateIndex<number>();
    const texts = Array.from({ length: 50 }, () => randomWords(rng, 400));
    for (const [key, words] of texts.entries()) index.add(key, signatureOf(words.join(' ')));
    for (const [key, words] of texts.entries()) {
      const changed = [...words];
      changed[rng.integer(changed.length)] = 'changed';
      expect(index.find(signatureOf(changed.join(' ')))).toBe(key);
    }
    expect(index.find(signatureOf(randomWords(rng, 400).join(' ')))).toBeUndefined();
  });
});
