/**
 * Debian's source packages, fetched by apt with a configuration of its own, so that the system's stays as it is. A
 * package is kept as a folder: the archives of the original source, and the text of `debian/copyright`. Where Debian's
 * own part of the source is gone, the copyright comes from a binary package of the same version, which holds the same.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { readTar, type ArchivedFile, type Wanted } from './archives.ts';
import { parseCopyright } from './copyright.ts';
import { client } from './fetch.ts';
import { compare } from './manifest.ts';

/** Releases that packages are taken from, the first in which there is one. */
const releases = ['trixie', 'bookworm'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const copyrightName = 'copyright';

/** A version that Debian has replaced: it cannot be had any more. */
export class ArchiveGone extends Error {}

export interface DebianName {
  readonly name: string;
  readonly version: string;
}

/** Runs one of apt's programs with the tool's own lists and gives what it printed. */
export type Apt = (program: 'apt-get' | 'apt-cache', args: readonly string[], folder: string) => Promise<string>;

const prepared = new Map<string, Promise<Apt>>();

/** apt with everything it needs in `folder`. The lists are fetched when they are not there yet. */
export async function aptIn(folder: string): Promise<Apt> {
  const apt = prepared.get(folder) ?? prepareApt(folder);
  prepared.set(folder, apt);
  return await apt;
}

async function prepareApt(folder: string): Promise<Apt> {
  const lists = join(folder, 'state', 'lists');
  const sources = join(folder, 'sources.list');
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State=${join(folder, 'state')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'Dir::Cache::pkgcache=pkgcache.bin',
    'Dir::Cache::srcpkgcache=srcpkgcache.bin',
    'APT::Sandbox::User=root',
    'Acquire::GzipIndexes=false',
    'Acquire::Languages=none',
    'Debug::NoLocking=1',
  ].flatMap((option) => ['-o', option]);
  const apt: Apt = async (program, args, work) => await client(program, ['-q', ...options, ...args], work);
  if (existsSync(lists) && readdirSync(lists).some((name) => name.endsWith('_Sources'))) return apt;
  for (const part of [join(lists, 'partial'), join(folder, 'cache', 'archives', 'partial')]) {
    mkdirSync(part, { recursive: true });
  }
  writeFileSync(sources, await sourcesList(folder));
  await apt('apt-get', ['update'], folder);
  return apt;
}

/** The system's own address of Debian, asked of apt, for source and binary packages of the releases. */
async function sourcesList(folder: string): Promise<string> {
  const targets = await client('apt-get', ['indextargets', '--format', '$(SITE) $(RELEASE) $(COMPONENT)'], folder);
  const [site] = targets.split('\n').flatMap((line) => /^(\S+) (?:trixie|bookworm|stable) main$/.exec(line)?.[1] ?? []);
  if (site === undefined) throw new Error('apt has no source of Debian packages on this machine');
  const signed = existsSync(keyring) ? `signed-by=${keyring}` : '';
  return releases
    .flatMap((release) => [`deb-src [${signed}] ${site} ${release} main`, `deb [${signed}] ${site} ${release} main`])
    .map((line) => `${line.replace(' []', '')}\n`)
    .join('');
}

/** The newest version that the lists name. */
export async function newestDebianVersion(name: string, aptFolder: string): Promise<string> {
  const apt = await aptIn(aptFolder);
  const table = await apt('apt-cache', ['madison', name], aptFolder);
  const version = /^\s*\S+ \| (\S+) \| .* Sources$/m.exec(table)?.[1];
  if (version === undefined) throw new Error('Debian has no such source package');
  return version;
}

/** Fetches a package into `target`. @throws ArchiveGone when Debian does not have the version any more */
export async function fetchDebian({ name, version }: DebianName, apt: Apt, target: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'undercurrent-corpus-'));
  try {
    const source = `${name}=${version}`;
    const archives = archivesIn(await tried(apt('apt-get', ['-q', 'source', '--print-uris', source], work)));
    // apt fails when one file of several cannot be had, and keeps the others, which it has checked.
    await tried(apt('apt-get', ['-q', 'source', '--download-only', source], work));
    const present = archives.filter((file) => existsSync(join(work, file)));
    const [ours, debians] = [archives, present].map((some) => some.filter((file) => !isDebianPart(file)));
    if (ours === undefined || debians?.length !== ours.length || ours.length === 0) {
      throw new ArchiveGone(`debian:${name}@${version} is not in Debian's archive any more`);
    }
    const part = present.find(isDebianPart) ?? (archives.some(isDebianPart) ? undefined : ours[0]);
    const copyright =
      (part === undefined ? undefined : await copyrightInSource(join(work, part))) ??
      (await copyrightInBinary({ name, version }, apt, work));
    if (copyright === undefined) throw new ArchiveGone(`debian:${name}@${version}: no copyright file can be had`);
    mkdirSync(target, { recursive: true });
    for (const file of ours) cpSync(join(work, file), join(target, file));
    writeFileSync(join(target, copyrightName), copyright);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function tried(output: Promise<string>): Promise<string> {
  return await output.catch((error: unknown) => (error as { stdout?: string }).stdout ?? '');
}

/** Names of archives in the output of `apt-get source --print-uris`: quoted address, name, size, digest. */
export function archivesIn(uris: string): string[] {
  return uris.split('\n').flatMap((line) => /^'\S+' (\S+\.tar\.\w+) /.exec(line)?.[1] ?? []);
}

function isDebianPart(file: string): boolean {
  return file.includes('.debian.tar.');
}

async function copyrightInSource(archive: string): Promise<Uint8Array | undefined> {
  const files = await readTar(unpacked(archive), (path) => /(?:^|\/)debian\/copyright$/.test(path));
  return files.sort((a, b) => a.path.length - b.path.length)[0]?.bytes;
}

const binariesTried = 4;

/** The copyright file in the smallest binary packages that were built from this version. */
async function copyrightInBinary({ name, version }: DebianName, apt: Apt, work: string): Promise<Buffer | undefined> {
  const source = stanzas(await tried(apt('apt-cache', ['showsrc', '--only-source', name], work)));
  const names = source
    .filter((fields) => fields.get('Version') === version)
    .flatMap((fields) => (fields.get('Binary') ?? '').split(/[,\s]+/))
    .filter((one) => one !== '');
  if (names.length === 0) return undefined;
  const binaries = binariesOf(
    { name, version },
    stanzas(await tried(apt('apt-cache', ['show', ...new Set(names)], work))),
  );
  for (const binary of binaries.slice(0, binariesTried)) {
    await tried(apt('apt-get', ['-q', 'download', `${binary.name}=${binary.version}`], work));
    const file = readdirSync(work).find((one) => one.startsWith(`${binary.name}_`) && one.endsWith('.deb'));
    if (file === undefined) continue;
    const tar = spawn('dpkg-deb', ['--fsys-tarfile', join(work, file)], { stdio: ['ignore', 'pipe', 'ignore'] }).stdout;
    const found = await readTar(tar, (path) => path.endsWith(`usr/share/doc/${binary.name}/copyright`));
    rmSync(join(work, file));
    if (found[0] !== undefined) return Buffer.from(found[0].bytes);
  }
  return undefined;
}

/** Binary packages of a source version, the smallest first. A rebuild adds `+b1` to the version. */
export function binariesOf(
  { name, version }: DebianName,
  packages: readonly ReadonlyMap<string, string>[],
): { readonly name: string; readonly version: string }[] {
  return packages
    .flatMap((fields) => {
      const [binary, built] = [fields.get('Package') ?? '', fields.get('Version') ?? ''];
      const [, source = '', sourceVersion] = /^(\S+)(?: \((.*)\))?$/.exec(fields.get('Source') ?? binary) ?? [];
      const isOurs = source === name && (sourceVersion ?? built.replace(/\+b\d+$/, '')) === version;
      return isOurs && fields.has('Filename')
        ? [{ name: binary, version: built, size: Number(fields.get('Size')) }]
        : [];
    })
    .sort((a, b) => a.size - b.size);
}

/** Paragraphs of apt's lists as fields. */
export function stanzas(text: string): Map<string, string>[] {
  return text.split(/\n\n+/).map((block) => {
    const lines = block.replace(/\n\s+/g, ' ').split('\n');
    return new Map(
      lines.flatMap((line) => [/^([\w-]+): (.*)$/.exec(line)?.slice(1, 3) as [string, string]]).filter(Boolean),
    );
  });
}

/** Over the digests of the archives and of the copyright, so that it is the same from wherever the copyright came. */
export function integrityOfSources(folder: string): string {
  const lines = readdirSync(folder)
    .sort(compare)
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}  ${name}\n`,
    );
  return `sha256-${createHash('sha256').update(lines.join('')).digest('hex')}`;
}

/** Source files with the terms they are under; files under other terms than permissive ones are left out. */
export interface DebianSources {
  readonly files: readonly ArchivedFile[];
  /** How many files were left out for their terms. */
  readonly refused: number;
  /** SPDX names of the terms of `files`. */
  readonly licences: readonly string[];
}

/** Reads a package's folder. Paths begin at the root of the source tree. @throws Error when its terms cannot be read */
export async function readDebianSources(folder: string, wanted: Wanted): Promise<DebianSources> {
  const copyright = parseCopyright(readFileSync(join(folder, copyrightName), 'utf8'));
  if (copyright === undefined) throw new Error('its copyright file is not machine-readable');
  const files: ArchivedFile[] = [];
  const licences = new Set<string>();
  let refused = 0;
  for (const name of readdirSync(folder).sort(compare)) {
    if (name === copyrightName) continue;
    const component = /\.orig-([\w-]+)\.tar\.\w+$/.exec(name)?.[1];
    for (const file of withoutRoot(await readTar(unpacked(join(folder, name)), wanted))) {
      const path = component === undefined ? file.path : `${component}/${file.path}`;
      if (path.startsWith('debian/')) continue;
      const licence = copyright.licenceOf(path);
      if (licence === undefined) refused++;
      else {
        files.push({ path, bytes: file.bytes });
        for (const one of licence.split(' AND ')) licences.add(one);
      }
    }
  }
  return { files, refused, licences: [...licences].sort(compare) };
}

/** The folder around all files goes, as `dpkg-source` does it. */
function withoutRoot(files: readonly ArchivedFile[]): ArchivedFile[] {
  const plain = files.map(({ path, bytes }) => ({ path: path.replace(/^\.\//, ''), bytes }));
  const root = /^[^/]+\//.exec(plain[0]?.path ?? '')?.[0];
  if (root === undefined || !plain.every(({ path }) => path.startsWith(root))) return plain;
  return plain.map(({ path, bytes }) => ({ path: path.slice(root.length), bytes }));
}

/** A compressed archive as a stream. xz and bzip2 are unpacked by the programs of these names. */
function unpacked(archive: string): Readable {
  const bytes = readFileSync(archive);
  const program = archive.endsWith('.xz') ? 'xz' : archive.endsWith('.bz2') ? 'bzip2' : undefined;
  if (program === undefined) return Readable.from([bytes]).pipe(createGunzip());
  requireProgram(program, archive);
  const child = spawn(program, ['--decompress', '--stdout', archive], { stdio: ['ignore', 'pipe', 'inherit'] });
  return child.stdout;
}

function requireProgram(program: string, archive: string): void {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error(`${archive} is compressed with ${program}, and there is no program ${program} on this machine`);
  }
}
