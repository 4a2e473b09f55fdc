/**
 * Archives, fetched by each registry's own client, by name and version, into a cache. This program opens no connection
 * and knows no address. A file whose digest differs from the pinned one is deleted, so the next run fetches it again.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { readZip } from './archives.ts';
import { compare, labelOf } from './manifest.ts';
import type { PackagePin, Registry } from './manifest.ts';

const run = promisify(execFile);
const maxOutput = 64 * 1024 * 1024;

export interface PackageName {
  readonly registry: Exclude<Registry, 'debian'>;
  readonly name: string;
  readonly version: string;
}

/** The archive's bytes, from the cache or fetched. Throws when the client fails or the digest differs. */
export async function fetchPinned(pin: PackagePin & PackageName, cacheFolder: string): Promise<Buffer> {
  const path = await fetchArchive(pin, cacheFolder);
  const bytes = readFileSync(path);
  const actual = await integrityOf(pin.registry, bytes);
  if (actual !== pin.integrity) {
    rmSync(path);
    throw new Error(`${labelOf(pin)}: digest is ${actual}, the manifest says ${pin.integrity}`);
  }
  return bytes;
}

/** Where packages stay between runs, the same folder for every checkout. */
export function packagesFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  const cache = base !== undefined && base !== '' ? base : join(homedir(), '.cache');
  return join(cache, 'undercurrent', 'corpus', 'packages');
}

/** What stands for a package in names of files: `npm-+a+b-1.0`. */
export function fileNameOf({ registry, name, version }: Pick<PackagePin, 'registry' | 'name' | 'version'>): string {
  return `${registry}-${name.replace(/[^\w.-]+/g, '+')}-${version.replace(/[^\w.-]+/g, '+')}`;
}

/** Fetches into the cache unless it is there, and gives the file's path. Nothing is checked yet. */
export async function fetchArchive(wanted: PackageName, cacheFolder: string): Promise<string> {
  mkdirSync(cacheFolder, { recursive: true });
  const cached = join(cacheFolder, `${fileNameOf(wanted)}.archive`);
  if (existsSync(cached)) return cached;
  const work = mkdtempSync(join(tmpdir(), 'undercurrent-corpus-'));
  try {
    copyFileSync(await clients[wanted.registry](wanted, work), cached);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return cached;
}

export async function integrityOf(registry: PackageName['registry'], archive: Buffer): Promise<string> {
  if (registry === 'npm') return `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (registry === 'go') return await goTreeHash(archive);
  return `sha256-${createHash('sha256').update(archive).digest('hex')}`;
}

/** Go's `h1:` digest of a module zip: the SHA-256 of a sorted list of the files' SHA-256, as `go.sum` has it. */
async function goTreeHash(archive: Buffer): Promise<string> {
  const lines = (await readZip(archive))
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .map((file) => `${createHash('sha256').update(file.bytes).digest('hex')}  ${file.path}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}

const clients: Readonly<Record<PackageName['registry'], (wanted: PackageName, work: string) => Promise<string>>> = {
  async npm({ name, version }, work) {
    await client(
      'npm',
      ['pack', `${name}@${version}`, '--pack-destination', work, '--ignore-scripts', '--silent'],
      work,
    );
    return onlyFile(work);
  },
  async pypi({ name, version }, work) {
    const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet', '--dest', work];
    await client('pip', ['download', ...options, `${name}==${version}`], work);
    return onlyFile(work);
  },
  async crates({ name, version }, work) {
    // `cargo info` fetches the archive of exactly this package, where `fetch` would bring all that it depends on.
    await client('cargo', ['info', '--quiet', `${name}@${version}`], work);
    const cache = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'cache');
    const file = `${name}-${version}.crate`;
    const folder = readdirSync(cache).find((entry) => existsSync(join(cache, entry, file)));
    if (folder === undefined) throw new Error(`cargo did not keep ${file}`);
    return join(cache, folder, file);
  },
  async go({ name, version }, work) {
    const environment = { GOMODCACHE: join(work, 'modules'), GOFLAGS: '-modcacherw', GOTOOLCHAIN: 'local' };
    const output = await client('go', ['mod', 'download', '-json', `${name}@${version}`], work, environment);
    return (JSON.parse(output) as { Zip: string }).Zip;
  },
  async maven({ name, version }, work) {
    const options = [`-Dartifact=${name}:${version}:jar:sources`, `-DoutputDirectory=${join(work, 'out')}`];
    await client('mvn', ['--batch-mode', '--quiet', 'dependency:copy', ...options], work);
    return onlyFile(join(work, 'out'));
  },
};

/** Runs a registry's client and gives what it printed. */
export async function client(
  command: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await run(command, [...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    maxBuffer: maxOutput,
    timeout: 900_000,
  });
  return stdout;
}

function onlyFile(folder: string): string {
  const [file, ...others] = readdirSync(folder).sort(compare);
  if (file === undefined || others.length > 0) throw new Error(`expected one file, found ${String(others.length + 1)}`);
  return join(folder, file);
}
