import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measureYardsticks } from '../../../../../src/tools/measure/replay/yardsticks.ts';

const file = (text: string) => ({ path: 'a.ts', languageId: 'typescript', text });
const path = process.env['PATH'];
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compressors-'));
  process.env['PATH'] = [folder, '/usr/bin', '/bin'].join(delimiter);
});

afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true, force: true });
});

/** A program in front of all others of its name. */
async function install(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

/** Halves what it is given: input and output are two of its arguments. */
const halving = (input: number, output: number) =>
  `head -c $(( $(wc -c < "$${input}") / 2 )) "$${input}" > "$${output}"`;

test('bits per character are what the held-out files add to the archive', async () => {
  await install('7z', halving(6, 5));
  await install('zpaq', halving(3, 2));
  const lines: string[] = [];
  const heldOut = [file('y'.repeat(400)), file('ä'.repeat(100))];
  const measured = await measureYardsticks([file('x'.repeat(1000))], heldOut, (line) => lines.push(line));
  expect(measured).toEqual({ ppmd: 4, zpaq: 4 });
  expect(lines).toHaveLength(2);
});

test('a compressor that fails is reported and left out', async () => {
  await install('7z', 'echo no memory >&2; exit 8');
  await install('zpaq', halving(3, 2));
  const lines: string[] = [];
  const measured = await measureYardsticks([file('x'.repeat(100))], [file('y'.repeat(100))], (line) =>
    lines.push(line),
  );
  expect(measured).toEqual({ zpaq: 4 });
  expect(lines.join('\n')).toMatch(/7z ended with code 8: no memory. Its yardstick is missing/);
});

test('a compressor that is not installed is reported with its package', async () => {
  process.env['PATH'] = folder;
  const lines: string[] = [];
  expect(await measureYardsticks([file('x')], [file('y')], (line) => lines.push(line))).toEqual({});
  expect(lines.join('\n')).toMatch(/7z is not installed .*p7zip-full.*\n.*zpaq is not installed/);
});
