/** The tool as it is started: the same numbers from one process and from several, for the same seed. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../../../..');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-parallel-'));
  const names = [
    'Harbour',
    'Tide',
    'Lantern',
    'Anchor',
    'Compass',
    'Sail',
    'Keel',
    'Mast',
    'Rudder',
    'Buoy',
    'Pier',
    'Gull',
  ];
  for (const [index, name] of names.flatMap((one) => names.map((two) => one + two)).entries()) {
    const path = join(folder, 'workspace', 'src', `${name}.ts`);
    await mkdir(dirname(path), { recursive: true });
    const lines = Array.from({ length: 1 + (index % 2) }, (_, line) => {
      return `export function create${name}${line}(options: ${name}Options): ${name} {\n  return new ${name}(options, ${line * index});\n}\n`;
    });
    await writeFile(path, `import { ${name} } from '../../replay/${name}.js';\n\n${lines.join('\n')}`);
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function replayed(name: string, ...options: readonly string[]) {
  const json = join(folder, `${name}.json`);
  const args = ['src/tools/launch.mjs', 'replay', '--workspace', join(folder, 'workspace'), '--json', json, ...options];
  const { stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: root,
    // No compressors: they are slow, and tested elsewhere.
    env: { ...process.env, PATH: '' },
  });
  const report = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>;
  return { report, stderr };
}

/** What depends on the machine. */
function withoutTimes(value: unknown): unknown {
  const text = JSON.stringify(value, (key, inner: unknown) =>
    /Milliseconds$|^missedBudget$|^jobs$/.test(key) ? undefined : inner,
  );
  return JSON.parse(text);
}

test('one process and three give the same for the same seed', async () => {
  const options = ['--max-characters', '900', '--eagerness', 'balanced,eager'];
  const alone = await replayed('alone', ...options, '--jobs', '1');
  const together = await replayed('together', ...options, '--jobs', '3');
  expect(alone.report['jobs']).toBe(1);
  expect(together.report['jobs']).toBe(3);
  expect(withoutTimes(together.report)).toEqual(withoutTimes(alone.report));
  expect(alone.report['heldOutFiles']).toBeGreaterThan(2);
  expect(alone.report).toMatchObject({
    systems: { base: { offers: expect.any(Number) as number } },
    otherEagerness: { eager: {} },
  });
  expect((alone.report['systems'] as { base: { offers: number } }).base.offers).toBeGreaterThan(10);
});

test('a mistake in a process is told as one sentence', async () => {
  const failed = replayed('failed', '--jobs', '2', '--model', join(folder, 'nowhere'));
  const { stderr = '' } = await failed.then(
    () => ({ stderr: 'nothing failed' }),
    (error: unknown) => error as { stderr?: string },
  );
  expect(stderr).toContain('There is no model in this folder.');
  expect(stderr).not.toMatch(/\n +at /);
});
