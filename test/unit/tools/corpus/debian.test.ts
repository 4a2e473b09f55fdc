import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildCorpus } from '../../../../src/tools/corpus/build.ts';
import {
  type Apt,
  ArchiveGone,
  archivesIn,
  binariesOf,
  fetchDebian,
  integrityOfSources,
  readDebianSources,
  stanzas,
} from '../../../../src/tools/corpus/debian.ts';
import type { PackagePin } from '../../../../src/tools/corpus/manifest.ts';

const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
License: Expat

Files: strict/* extra/*
License: GPL-3
`;
const river = { name: 'river', version: '1.0-2' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'undercurrent-debian-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function tar(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  return await buffer(archive);
}

const original = async (): Promise<Buffer> =>
  gzipSync(await tar({ 'river-1.0/a.c': 'int a;', 'river-1.0/strict/b.c': 'int b;', 'river-1.0/c.bin': 'c' }));

const uris = (...files: readonly string[]): string =>
  files.map((file) => `'http://x/${file}' ${file} 12 SHA256:0\n`).join('');

/** apt that has these files, and says that others belong to the package as well. */
function aptWith(
  files: Readonly<Record<string, Buffer>>,
  gone: readonly string[] = [],
  shows: readonly string[] = [],
): Apt {
  return async (program, args, work) => {
    if (program === 'apt-cache') return args[0] === 'showsrc' ? (shows[0] ?? '') : (shows[1] ?? '');
    if (args.includes('--print-uris')) return uris('river_1.0-2.dsc', ...Object.keys(files), ...gone);
    if (args.includes('--download-only')) {
      for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(work, name), bytes);
      if (gone.length > 0) throw new Error('404');
    }
    return await Promise.resolve('');
  };
}

describe('fetching a source package', () => {
  it('keeps the original archive and the copyright file', async () => {
    const debian = gzipSync(await tar({ 'debian/copyright': copyright, 'debian/rules': 'all:' }));
    const apt = aptWith({ 'river_1.0.orig.tar.gz': await original(), 'river_1.0-2.debian.tar.gz': debian });
    const target = path.join(folder, 'river');
    await fetchDebian(river, apt, target);
    expect(readdirSync(target).sort()).toEqual(['copyright', 'river_1.0.orig.tar.gz']);
    expect(integrityOfSources(target)).toMatch(/^sha256-[\da-f]{64}$/);
  });

  it('says when Debian has the version no more', async () => {
    const target = path.join(folder, 'river');
    const noSource = aptWith({}, ['river_1.0.orig.tar.gz', 'river_1.0-2.debian.tar.xz']);
    await expect(fetchDebian(river, noSource, target)).rejects.toThrow(ArchiveGone);
    await expect(fetchDebian(river, noSource, target)).rejects.toThrow(/debian:river@1.0-2 is not in Debian's archive/);
    const noCopyright = aptWith({ 'river_1.0.orig.tar.gz': await original() }, ['river_1.0-2.debian.tar.xz']);
    await expect(fetchDebian(river, noCopyright, target)).rejects.toThrow(/no copyright file/);
    await expect(fetchDebian(river, aptWith({}), target)).rejects.toThrow(ArchiveGone);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('apt’s lists', () => {
  it('name the archives of a source', () => {
    expect(archivesIn(uris('a_1.dsc', 'a_1.orig.tar.gz', 'a_1.orig.tar.gz.asc', 'a_1-1.debian.tar.xz'))).toEqual([
      'a_1.orig.tar.gz',
      'a_1-1.debian.tar.xz',
    ]);
  });

  it('name the binary packages of a version, with rebuilds, the smallest first', () => {
    const list = stanzas(
      [
        'Package: river\nVersion: 1.0-2+b1\nSize: 900\nFilename: pool/river.deb\nDescription: water\n that runs',
        'Package: river-doc\nSource: river\nVersion: 1.0-2\nSize: 100\nFilename: pool/river-doc.deb',
        'Package: libriver\nSource: river (1.0-2)\nVersion: 3.0\nSize: 500\nFilename: pool/libriver.deb',
        'Package: river-old\nSource: river\nVersion: 0.9-1\nSize: 10\nFilename: pool/river-old.deb',
        'Package: lake\nVersion: 1.0-2\nSize: 10\nFilename: pool/lake.deb',
      ].join('\n\n'),
    );
    expect(binariesOf(river, list)).toMatchObject([
      { name: 'river-doc', version: '1.0-2' },
      { name: 'libriver', version: '3.0' },
      { name: 'river', version: '1.0-2+b1' },
    ]);
  });
});

describe('reading a source package', () => {
  const all = (): boolean => true;

  it('leaves out files under strict terms, and puts components into their folders', async () => {
    writeFileSync(path.join(folder, 'copyright'), copyright);
    writeFileSync(path.join(folder, 'river_1.0.orig.tar.gz'), await original());
    writeFileSync(path.join(folder, 'river_1.0.orig-extra.tar.gz'), gzipSync(await tar({ 'x/d.c': 'int d;' })));
    writeFileSync(path.join(folder, 'river_1.0.orig-free.tar.gz'), gzipSync(await tar({ 'x/e.c': 'int e;' })));
    const { files, refused, licences } = await readDebianSources(folder, (name) => name.endsWith('.c'));
    expect(files.map((file) => file.path).sort()).toEqual(['a.c', 'free/e.c']);
    expect(refused).toBe(2);
    expect(licences).toEqual(['MIT']);
  });

  it('reads what xz has packed, where there is xz', async () => {
    const archive = path.join(folder, 'river_1.0.orig.tar');
    writeFileSync(archive, await tar({ './a.c': 'int a;', './b/c.c': 'int c;' }));
    try {
      execFileSync('xz', [archive]);
    } catch {
      return;
    }
    writeFileSync(path.join(folder, 'copyright'), copyright);
    const { files } = await readDebianSources(folder, all);
    expect(files.map((file) => file.path)).toEqual(['a.c', 'b/c.c']);
  });

  it('refuses a package whose copyright is prose', async () => {
    writeFileSync(path.join(folder, 'copyright'), 'It is free.');
    await expect(readDebianSources(folder, all)).rejects.toThrow('not machine-readable');
  });
});

it('a corpus is built without what cannot be read, which its exit code tells', async () => {
  const packages = path.join(folder, 'packages');
  const sources = path.join(packages, 'debian-river-1.0-2.sources');
  mkdirSync(sources, { recursive: true });
  writeFileSync(path.join(sources, 'copyright'), copyright);
  const text = Array.from({ length: 20 }, (_, index) => `int depth${String(index)}(struct river *river);\n`).join('');
  writeFileSync(path.join(sources, 'river_1.0.orig.tar.gz'), gzipSync(await tar({ 'river-1.0/a.c': text })));
  const integrity = integrityOfSources(sources);
  const pin = (name: string): PackagePin => ({
    ...{ registry: 'debian', name, version: '1.0-2', integrity, licence: 'MIT', split: 'train' },
  });
  const output = path.join(folder, 'corpus');
  expect(await buildCorpus({ formatVersion: 1, packages: [pin('river')] }, packages, output)).toBe(0);
  expect(readdirSync(output).sort()).toEqual(['held-out.jsonl', 'train.jsonl']);
  const other = { ...pin('river'), integrity: 'sha256-0' };
  expect(await buildCorpus({ formatVersion: 1, packages: [other] }, packages, output)).toBe(1);
});
