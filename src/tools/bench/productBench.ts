/**
 * What is shipped: the size of the package, and how long the extension host is kept by activation. Both come from other programs of
 * this repository, which are run when what they leave behind is missing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonObject } from '../../base/jsonObject.ts';

/** Runs one of our own programs with its output on standard error; rejects when it fails. */
export async function runProgram(script: string, ...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', process.stderr, process.stderr] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with code ${code ?? 'none'}.`);
}

/** Size of the newest package in dist/, 10⁶ bytes. */
export async function packageMegabytes(): Promise<number> {
  const newest = await newestPackage();
  if (newest !== undefined) return newest.bytes / 1e6;
  await runProgram('src/tools/launch.mjs', 'package');
  const made = await newestPackage();
  if (made === undefined) throw new Error('There is no package in dist/.');
  return made.bytes / 1e6;
}

async function newestPackage(): Promise<{ readonly bytes: number } | undefined> {
  const names = (await readdir('dist').catch((): string[] => [])).filter((name) => name.endsWith('.vsix'));
  const files = await Promise.all(names.map((name) => stat(join('dist', name))));
  const [newest] = files.sort((a, b) => b.mtimeMs - a.mtimeMs);
  return newest === undefined ? undefined : { bytes: newest.size };
}

/** Milliseconds of the extension host's time, as the tests inside it recorded them. */
export async function activationMilliseconds(): Promise<number> {
  const record = join('dist', 'activation.json');
  const read = async () => JsonObject.parse(await readFile(record, 'utf8')).number('milliseconds', 0, Infinity);
  try {
    return await read();
  } catch {
    const vitest = 'node_modules/vitest/vitest.mjs';
    await runProgram('src/tools/launch.mjs', 'build');
    await runProgram(vitest, 'run', '--config', 'test/e2e/vitest.config.mts', 'test/integration');
    return await read();
  }
}
