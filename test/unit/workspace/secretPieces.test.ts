import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace, withoutRest } from '../../../src/base/pace.ts';
import { secretsAround, withoutSecretLinesInPieces } from '../../../src/workspace/secretPieces.ts';
import { secretLines, withoutSecretLines } from '../../../src/workspace/secretText.ts';

const secret = `token = "${['hT7xQ2mZ9vK4', 'bN8wR3yL6pD1sF5gJ0cA'].join('')}"`;
const line = 'const answer = compute(question);\n';

describe('a file', () => {
  it('loses the same lines in pieces as at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 6 }), async (gaps) => {
        const text = gaps.map((gap) => line.repeat(gap) + `${secret}\n`).join('');
        expect(await withoutSecretLinesInPieces(text, withoutRest)).toEqual(withoutSecretLines(text));
      }),
      { numRuns: 20 },
    );
  });

  it('loses a private key that lies across the end of a piece', async () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${`${'QUJD'.repeat(4)}\n`.repeat(600)}-----END PRIVATE KEY-----\n`;
    for (const before of [900, 950, 960]) {
      const text = line.repeat(before) + key + line.repeat(2_000);
      const { text: kept } = await withoutSecretLinesInPieces(text, withoutRest);
      expect(kept).toBe(line.repeat(before + 2_000));
    }
  });

  it('rests between pieces', async () => {
    let rests = 0;
    const pace = new Pace(
      () => performance.now(),
      async () => {
        rests++;
        await setImmediate();
      },
      -1,
    );
    await withoutSecretLinesInPieces(line.repeat(30_000), pace);
    expect(rests).toBeGreaterThan(20);
  });
});

describe('what makes patterns slow', () => {
  /** Beginnings of what the patterns look for, and what they repeat. */
  const units = [
    ...[
      '-eyJ',
      'eyJ',
      '-----BEGIN ',
      '-----BEGIN PRIVATE KEY',
      '-----END ',
      'password',
      'password ',
      'password: ',
      'pwd=',
    ],
    ...[
      'hooks.slack.com/services/T',
      'SG.',
      'Bearer ',
      'sk-ant-',
      'pypi-',
      'AKIA',
      'gh',
      'https://',
      'a://b:',
      '<token>',
      '<',
    ],
    ...[
      '"',
      "'",
      '`',
      '=',
      ':',
      ';password=',
      '[',
      '(',
      '\\',
      '+',
      '/',
      '_',
      '-',
      '.',
      '0',
      'a',
      'A',
      'aA0',
      ' ',
      '\t',
      '\n',
      '\r',
    ],
    ...['export ', '- ', '://', '@', 'secret_', 'apiKey', '${', '{{', '%s', '=='],
  ];

  it.each(units)(
    '%j repeated, and with others',
    async (unit) => {
      for (const text of [unit.repeat(Math.ceil(1_000_000 / unit.length)), `${unit}${' '.repeat(900_000)}${unit}`])
        await withoutSecretLinesInPieces(text, withoutRest);
      for (const other of ['a', ' ', '\n', '"'])
        await withoutSecretLinesInPieces((unit + other).repeat(Math.ceil(300_000 / unit.length)), withoutRest);
    },
    20_000,
  );
});

describe('around a stretch', () => {
  it('finds the lines with secrets that lie in it', () => {
    const text = `${line}${secret}\n${line}`;
    const [span] = secretLines(text);
    expect(secretsAround(text, 0, text.length)).toEqual([span]);
    expect(secretsAround(text, line.length + 20, line.length + 21)).toEqual([span]);
    expect(secretsAround(text, 0, line.length)).toEqual([]);
  });

  it('looks at a bounded part of a long line', () => {
    const text = `${secret}${' '.repeat(100_000)}${secret}`;
    expect(secretsAround(text, 50_000, 50_010)).toEqual([]);
    expect(secretsAround(text, text.length - 10, text.length)).toHaveLength(1);
  });
});
