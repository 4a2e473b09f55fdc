/**
 * Adds a package to a manifest: `npm run corpus -- --pin npm:rxjs crates:serde@1.0.0 debian:pgtap#sql …`.
 * Without a version the client is asked for the newest one. The licence is what the package states. Where a program
 * cannot read it, `=SPDX` gives it. `#` and language ids say which files to take.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { languageOfPath } from '../../base/languages.ts';
import { readArchive, type ArchivedFile } from './archives.ts';
import { integrityOfSources, newestDebianVersion, type DebianName } from './debian.ts';
import { client, fetchArchive, integrityOf, type PackageName } from './fetch.ts';
import { isPermissive, licenceOfText } from './licences.ts';
import { registries } from './manifest.ts';
import type { PackagePin, Registry, Split } from './manifest.ts';
import { aptFolder, debianFolder, readSources } from './packages.ts';

/**
 * Makes a pin of `REGISTRY:NAME[@VERSION][=LICENCE][#LANGUAGE,…]`. Throws when the licence is not permissive.
 */
export async function pin(specification: string, split: Split, cacheFolder: string): Promise<PackagePin> {
  const match = /^(\w+):(@?[^@=#]+)(?:@([^=#]+))?(?:=([^#]+))?(?:#(.+))?$/.exec(specification);
  const registry = registries.find((one) => one === match?.[1]);
  const name = match?.[2];
  if (registry === undefined || name === undefined) {
    throw new Error(`not REGISTRY:NAME[@VERSION][=LICENCE][#LANGUAGE,…]`);
  }
  const version = match?.[3] ?? (await newestVersion(registry, name, cacheFolder));
  const languages = match?.[5]?.split(',');
  const found =
    registry === 'debian'
      ? await debianSources({ name, version }, languages, cacheFolder)
      : await archive({ registry, name, version }, match?.[4], cacheFolder);
  if (!isPermissive(found.licence)) throw new Error(`licence "${found.licence}" is not on the list`);
  return { registry, name, version, ...found, split, ...(languages === undefined ? {} : { languages }) };
}

type Found = Pick<PackagePin, 'integrity' | 'licence'>;

async function archive(wanted: PackageName, licence: string | undefined, cacheFolder: string): Promise<Found> {
  const bytes = readFileSync(await fetchArchive(wanted, cacheFolder));
  const stated = licence ?? statedLicence(wanted.registry, await readArchive(bytes));
  const integrity = await integrityOf(wanted.registry, bytes);
  return { integrity, licence: stated !== '' || wanted.registry !== 'maven' ? stated : await licenceInPom(wanted) };
}

async function debianSources(
  wanted: DebianName,
  languages: readonly string[] | undefined,
  cacheFolder: string,
): Promise<Found> {
  const folder = await debianFolder(wanted, cacheFolder);
  const isTaken = (path: string): boolean => languages?.includes(languageOfPath(path) ?? '') ?? true;
  const { licences } = await readSources(folder, isTaken);
  return { integrity: integrityOfSources(folder), licence: licences.join(' AND ') };
}

async function newestVersion(registry: Registry, name: string, cacheFolder: string): Promise<string> {
  if (registry === 'debian') return await newestDebianVersion(name, aptFolder(cacheFolder));
  if (registry === 'maven') return (await mavenPom(name, 'RELEASE')).version;
  return await inTemporaryFolder(async (work) => {
    if (registry === 'npm') return (await client('npm', ['view', name, 'version'], work)).trim();
    if (registry === 'go') {
      const output = await client('go', ['list', '-m', '-json', `${name}@latest`], work, { GOTOOLCHAIN: 'local' });
      return (JSON.parse(output) as { Version: string }).Version;
    }
    if (registry === 'crates') return found(/^version: (\S+)/m.exec(await client('cargo', ['info', name], work)));
    return found(/\(([^)]+)\)/.exec(await client('pip', ['index', 'versions', name], work)));
  });
}

/** A project's description, which names its version and, mostly, its licence. */
async function mavenPom(name: string, version: string): Promise<{ readonly version: string; readonly text: string }> {
  return await inTemporaryFolder(async (work) => {
    const options = [`-Dartifact=${name}:${version}:pom`, `-DoutputDirectory=${work}`];
    await client('mvn', ['--batch-mode', '--quiet', 'dependency:copy', ...options], work);
    const [file = ''] = readdirSync(work).filter((one) => one.endsWith('.pom'));
    const artifact = name.slice(name.indexOf(':') + 1);
    return { version: file.slice(artifact.length + 1, -'.pom'.length), text: readFileSync(join(work, file), 'utf8') };
  });
}

async function licenceInPom({ name, version }: PackageName): Promise<string> {
  const { text } = await mavenPom(name, version);
  const names = [...text.matchAll(/<license>\s*(?:<!--.*?-->\s*)?<name>([^<]*)<\/name>/gs)].map(([, one = '']) =>
    one.trim(),
  );
  return names.map((one) => pomNames.find(([pattern]) => pattern.test(one))?.[1] ?? one).join(' AND ');
}

const pomNames: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:the )?apache(?: software)?(?: licen[cs]e)?[\s,-]*(?:v(?:ersion)?)?[\s.]*2(?:\.0)?$|^Apache-2\.0$/i,
    'Apache-2.0',
  ],
  [/^(?:the )?mit(?: licen[cs]e)?$/i, 'MIT'],
  [/^(?:the )?(?:new |modified )?bsd[ -]3[ -]clause(?: licen[cs]e)?$|^(?:new|modified|revised) bsd/i, 'BSD-3-Clause'],
  [/^(?:the )?bsd[ -]2[ -]clause(?: licen[cs]e)?$/i, 'BSD-2-Clause'],
];

async function inTemporaryFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'undercurrent-corpus-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function found(match: RegExpExecArray | null): string {
  if (match?.[1] === undefined) throw new Error('the client named no version');
  return match[1];
}

function statedLicence(registry: Registry, files: readonly ArchivedFile[]): string {
  const read = (pattern: RegExp): string => {
    const file = files.find((one) => pattern.test(one.path));
    return file === undefined ? '' : Buffer.from(file.bytes).toString('utf8');
  };
  if (registry === 'npm') {
    const { license } = JSON.parse(read(/^[^/]+\/package\.json$/)) as { license?: string | { type?: string } };
    return typeof license === 'string' ? license : (license?.type ?? '');
  }
  if (registry === 'crates') return /^license = "(.*)"/m.exec(read(/^[^/]+\/Cargo\.toml$/))?.[1] ?? '';
  if (registry === 'pypi')
    return wheelLicence(read(/^[^/]+\.dist-info\/METADATA$/), read(/\/(?:licenses\/)?LICEN[CS]E[^/]*$/));
  return licenceOfText(read(/@v[^/]+\/(LICEN[CS]E|COPYING)[^/]*$/i));
}

function wheelLicence(metadata: string, licenceText: string): string {
  const head = metadata.split('\n\n')[0] ?? '';
  const expression = /^License-Expression: (.*)$/m.exec(head)?.[1];
  if (expression !== undefined) return expression.trim();
  const field = /^License: (.*)$/m.exec(head)?.[1]?.trim() ?? '';
  if (isPermissive(field)) return field;
  return licenceOfText(licenceText) || licenceOfText(metadata);
}
