/**
 * Patterns that are put together from parts, which the linter does not see: each of them, as it is made, passes the
 * same rules as the literals. So no text makes a search take longer than in proportion to its length.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';
import regexp from 'eslint-plugin-regexp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const source = path.resolve(import.meta.dirname, '../../src');
const made: { readonly source: string; readonly flags: string }[] = [];
const Original = RegExp;

beforeAll(async () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('tools/') && !file.startsWith('graph/onnx_pb'))
    .filter((file) => readFileSync(path.join(source, file), 'utf8').includes('new RegExp('));
  expect(files.length).toBeGreaterThan(0);
  class Recorded extends Original {
    constructor(pattern: string | RegExp, flags?: string) {
      super(pattern, flags);
      made.push({ source: this.source, flags: this.flags });
    }
  }
  globalThis.RegExp = Recorded as RegExpConstructor;
  for (const file of files) await import(path.join(source, file));
  globalThis.RegExp = Original;
});

afterAll(() => {
  globalThis.RegExp = Original;
});

const problemsOf = (pattern: { readonly source: string; readonly flags: string }): readonly string[] =>
  new Linter()
    .verify(`export const pattern = /${pattern.source}/${pattern.flags};`, [
      {
        plugins: { regexp },
        rules: {
          'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
          'regexp/no-super-linear-move': ['error', { report: 'potential' }],
        },
      },
    ])
    .map(({ message }) => message);

it('the rules find what is quadratic', () => {
  expect(problemsOf({ source: String.raw`\w+@\w+\.`, flags: 'g' })).not.toEqual([]);
  expect(problemsOf({ source: String.raw`[ \t]+$`, flags: '' })).not.toEqual([]);
  expect(problemsOf({ source: 'a{1,9}b', flags: 'g' })).toEqual([]);
});

it('no pattern is quadratic', () => {
  expect(made.length).toBeGreaterThan(0);
  for (const pattern of made) expect(problemsOf(pattern), pattern.source).toEqual([]);
});
