import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/base/userError.ts';
import { parseNumberTables, serialiseNumberTables } from '../../../src/model/numberTables.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const tables = new Map([
  ['one', Float32Array.of(1, -0.5, 0.25)],
  ['none', new Float32Array(0)],
]);

test('rows of numbers come back as they were', () => {
  expect(parseNumberTables(serialiseNumberTables(tables, digest), digest)).toEqual(tables);
});

test.each([
  ['not JSON', (json: string) => json.slice(1)],
  ['another version', (json: string) => json.replace('"formatVersion": 1', '"formatVersion": 2')],
  ['other numbers', (json: string) => json.replace(/"base64": "./, '"base64": "Z')],
  ['half a number', (json: string) => json.replace(/"base64": "[^"]*"/, '"base64": "AAAA"')],
])('%s is refused', (_, damage) => {
  const damaged = damage(serialiseNumberTables(tables, digest));
  expect(() => parseNumberTables(damaged, digest)).toThrow(UserError);
});

test('NaN is not written, or not read', () => {
  const write = (): string => serialiseNumberTables(new Map([['one', Float32Array.of(NaN)]]), digest);
  expect(() => parseNumberTables(write(), digest)).toThrow();
});
