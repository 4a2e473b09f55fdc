/**
 * Work between two looks at the clock is bounded for any document: tokens for the model, and characters that are looked
 * through for secrets. Counted, not timed, so that a busy machine changes nothing.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TextCache } from '../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../src/completion/textCache/workspaceTexts.ts';
import type * as secretTextModule from '../../../src/workspace/secretText.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';
import { desk, never, request, sentence, vocabulary } from './desk.ts';

const scanned = vi.hoisted(() => ({ characters: 0 }));

vi.mock('../../../src/workspace/secretText.ts', async (original) => {
  const actual = await original<typeof secretTextModule>();
  return {
    ...actual,
    secretLines: (text: string) => {
      scanned.characters += text.length;
      return actual.secretLines(text);
    },
  };
});

/** Two slices of reading, or one of decoding with its beam. */
const mostTokens = 400;
/** Four pieces of the text cache with what is around them. */
const mostScanned = 40_000;
const longestPrefix = 65_536;

/** Repeats that make long lines, deep indentation, many lines, and what looks like a secret. */
const units = [
  ...[' ', '\t', 'a', '\n', 'é', '😀', '\ud800', '"', '=', '{', '0', '\\'],
  ...['-eyJ', '-----BEGIN PRIVATE KEY-----', '-----BEGIN ', 'password = "', 'const x = 1;\n', '\t\n', '  if (a) {\n'],
];
const stretch = fc
  .tuple(fc.constantFrom(...units), fc.integer({ min: 0, max: 14 }))
  .map(([unit, size]) => unit.repeat(Math.min(2 ** size, Math.ceil(longestPrefix / unit.length))));
const anyText = fc.array(stretch, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('').slice(-longestPrefix));

async function most(text: string, explicit: boolean): Promise<{ tokens: number; scanned: number }> {
  const found = { tokens: 0, scanned: 0 };
  let before = 0;
  const cache = new TextCache(vocabulary, new WorkspaceTexts(vocabulary), await fittedMixture());
  const look = (): void => {
    const { read, decoded, stepped, predicted } = model.counts;
    const all = read + decoded + stepped + predicted;
    found.tokens = Math.max(found.tokens, all - before);
    found.scanned = Math.max(found.scanned, scanned.characters);
    before = all;
    scanned.characters = 0;
  };
  const { engine, model } = desk(
    [sentence],
    {
      textCache: cache,
      liveLearning: true,
      yieldToEventLoop: () => {
        look();
        return Promise.resolve();
      },
    },
    { order: 2 },
  );
  scanned.characters = 0;
  for (const prefix of [text, `${text}x`]) {
    await engine.complete({ ...request('‸'), prefix, suffix: '', explicit }, never);
    await engine.idle();
  }
  look();
  return found;
}

beforeEach(() => {
  scanned.characters = 0;
});

describe('between two looks at the clock', () => {
  it.each([
    ['19,000 spaces on an empty line', ' '.repeat(19_000)],
    ['60,000 spaces after some text', `x =${' '.repeat(60_000)}`],
    ['a line of 60,000 characters', 'a'.repeat(60_000)],
    ['many beginnings of tokens', '-eyJ'.repeat(15_000)],
    ['many beginnings of keys', '-----BEGIN PRIVATE KEY-----\n'.repeat(2_000)],
  ])('%s', async (_, text) => {
    const { tokens, scanned } = await most(text, false);
    expect(tokens).toBeLessThanOrEqual(mostTokens);
    expect(scanned).toBeLessThanOrEqual(mostScanned);
  });

  it('any text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.boolean(), async (text, explicit) => {
        const { tokens, scanned } = await most(text, explicit);
        expect(tokens).toBeLessThanOrEqual(mostTokens);
        expect(scanned).toBeLessThanOrEqual(mostScanned);
      }),
      { numRuns: 8, seed: 15 },
    );
  }, 120_000);
});
