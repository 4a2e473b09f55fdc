import { describe, expect, it } from 'vitest';
import { nextBelief } from '../../../src/base/languageBelief.ts';

const found = (languageId: string, probability: number) => [
  { languageId, probability },
  { languageId: 'css', probability: (1 - probability) / 2 },
];

describe('nextBelief', () => {
  it('takes a probable language, and no other', () => {
    expect(nextBelief(undefined, found('python', 0.95))).toBe('python');
    expect(nextBelief(undefined, found('python', 0.5))).toBeUndefined();
    expect(nextBelief(undefined, [])).toBeUndefined();
  });

  it('keeps its language until another one is very probable', () => {
    expect(nextBelief('python', found('ruby', 0.5))).toBe('python');
    expect(nextBelief('python', found('ruby', 0.85))).toBe('python');
    expect(nextBelief('python', found('ruby', 0.95))).toBe('ruby');
    expect(nextBelief('python', [])).toBe('python');
  });

  it('takes plain text as no language', () => {
    expect(nextBelief(undefined, found('plaintext', 0.99))).toBeUndefined();
    expect(nextBelief('python', found('plaintext', 0.85))).toBe('python');
    expect(nextBelief('python', found('plaintext', 0.99))).toBeUndefined();
  });

  it('does not flicker with probabilities around either bound', () => {
    let belief: string | undefined;
    const seen = new Set<string>();
    for (const probability of [0.82, 0.79, 0.85, 0.78, 0.83]) {
      for (const languageId of ['go', 'rust']) {
        belief = nextBelief(belief, found(languageId, probability));
        if (belief !== undefined) seen.add(belief);
      }
    }
    expect([...seen]).toEqual(['go']);
  });
});
