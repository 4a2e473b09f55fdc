/*
 * Adding a package to a manifest: `npm run corpus -- --pin npm:rxjs crates:serde@1.0.0 maven:G:A@V=Apache-2.0 …`. The client
 * is asked for the version when none is given, the archive is fetched once, and its digest and licence are written down. What
 * is read as the licence is the package's own statement; where it makes none that a program can read, `=SPDX` says it by hand.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readArchive } from './archives.ts';
import type { ArchivedFile } from './archives.ts';
import { client, fetchArchive, integrityOf } from './fetch.ts';
import { isPermissive, registries } from './manifest.ts';
import type { PackagePin, Registry, Split } from './manifest.ts';

/** Makes a pin of `REGISTRY:NAME[@VERSION][=LICENCE]`. Throws when the licence is unknown or not permissive. */
export async function pin(specification: string, split: Split, cacheFolder: string): Promise<PackagePin> {
  const match = /^(\w+):(@?[^@=]+)(?:@([^=]+))?(?:=(.+))?$/.exec(specification);
  const registry = registries.find((one) => one === match?.[1]);
  const name = match?.[2];
  if (registry === undefined || name === undefined) throw new Error(`not REGISTRY:NAME[@VERSION][=LICENCE]`);
  const version = match?.[3] ?? (await newestVersion(registry, name));
  const archive = readFileSync(await fetchArchive({ registry, name, version }, cacheFolder));
  const licence = match?.[4] ?? statedLicence(registry, await readArchive(archive));
  if (!isPermissive(licence)) throw new Error(`licence "${licence}" is not on the list`);
  return { registry, name, version, integrity: await integrityOf(registry, archive), licence, split };
}

async function newestVersion(registry: Registry, name: string): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'undercurrent-corpus-'));
  try {
    if (registry === 'npm') return (await client('npm', ['view', name, 'version'], work)).trim();
    if (registry === 'go') {
      const output = await client('go', ['list', '-m', '-json', `${name}@latest`], work, { GOTOOLCHAIN: 'local' });
      return (JSON.parse(output) as { Version: string }).Version;
    }
    if (registry === 'crates') return found(/^version: (\S+)/m.exec(await client('cargo', ['info', name], work)));
    if (registry === 'pypi') return found(/\(([^)]+)\)/.exec(await client('pip', ['index', 'versions', name], work)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  throw new Error('needs a version');
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

/** Recognises the licences that go by a text alone by their telling sentences. Gives '' for any other. */
export function licenceOfText(text: string): string {
  const plain = text.replace(/\s+/g, ' ');
  if (/GNU (LESSER |AFFERO )?GENERAL PUBLIC|Mozilla Public License/i.test(plain.slice(0, 600))) return '';
  if (/Apache License,? Version 2\.0|Apache License Version 2\.0/i.test(plain)) return 'Apache-2.0';
  if (/Permission is hereby granted, free of charge/i.test(plain)) return 'MIT';
  if (/Permission to use, copy, modify, and\/?(or)? distribute this software/i.test(plain)) return 'ISC';
  if (/Redistribution and use in source and binary forms/i.test(plain)) {
    return /Neither the name|names? of .{0,80} may (not )?be used/i.test(plain) ? 'BSD-3-Clause' : 'BSD-2-Clause';
  }
  return /unencumbered software released into the public domain/i.test(plain) ? 'Unlicense' : '';
}
