import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { main } from '../../../../src/tools/measure/secrets.ts';

const printed: string[] = [];
let folder: string;

beforeEach(async () => {
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((text: string) => printed.push(text));
  folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('hides less than one line in two hundred of this project', async () => {
  expect(await main([path.resolve(import.meta.dirname, '../../../../src')])).toBe(0);
  const [lines, hidden] = (/\| src \| (\d+) \| (\d+) \|/.exec(printed[0] ?? '') ?? []).slice(1).map(Number);
  expect(lines).toBeGreaterThan(20_000);
  expect(hidden).toBeLessThan(50);
});

it('counts and shows hidden lines, and fails where there are too many', async () => {
  const lines = Array.from({ length: 99 }, (_, index) => `const lantern${index} = kestrel(${index});`);
  await writeFile(path.join(folder, 'a.ts'), [...lines, "const password = 'swordfish';"].join('\n'));
  await writeFile(path.join(folder, '.env'), 'A=1\n');
  expect(await main([folder, '--show', '5'])).toBe(1);
  expect(printed[0]).toContain('| 100 | 1 | 1.000 % |');
  expect(printed[0]).toMatch(/\| 1 \|$/);
  expect(printed.slice(1)).toEqual([`${path.basename(folder)}/a.ts: const password = 'swordfish';`]);
});
