import type { ArchivedFile } from '../../../../src/tools/corpus/archives.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { groupOf } from '../../../../src/tools/corpus/languages.ts';
import { labelOf, type PackagePin, readManifest } from '../../../../src/tools/corpus/manifest.ts';
import {
  isFree,
  isUnderPackageTerms,
  needsNoNotice,
  type Notice,
  noticesIn,
  noticesText,
} from '../../../../src/tools/corpus/notices.ts';
import { noticesOf, pack, sharesOf, type Source, sourceOf, take } from '../../../../src/tools/corpus/replaySet.ts';
import { readReplaySet } from '../../../../src/fineTuning/replaySet.ts';

const pin = (name: string, licence = 'MIT'): PackagePin => ({
  registry: 'npm',
  name,
  version: '1.0.0',
  integrity: 'sha512-x',
  licence,
  split: 'train',
});
const mit = 'Permission is hereby granted, free of charge, to any person';

/** Files as an archive has them, below `package/`. */
function archived(files: Readonly<Record<string, string>>): ArchivedFile[] {
  return Object.entries(files).map(([name, text]) => ({ path: `package/${name}`, bytes: Buffer.from(text) }));
}

function source(name: string, files: Readonly<Record<string, number>>, notices: readonly Notice[] = []): Source {
  const label = labelOf(pin(name));
  return {
    pin: pin(name),
    notices,
    files: Object.entries(files).map(([file, bytes]) => {
      const language = file.endsWith('.py') ? 'python' : 'typescript';
      return { package: label, path: file, language, text: 'x'.repeat(bytes), bytes, group: groupOf(file, language)! };
    }),
  };
}

describe('licences', () => {
  it('are one of the list, or a choice of those', () => {
    for (const good of ['MIT', 'Apache-2.0 OR MIT', '(MIT OR CC0-1.0)', 'MIT/Apache-2.0/BSD-3-Clause', '0BSD'])
      expect(isFree(good), good).toBe(true);
    for (const bad of ['GPL-3.0', 'MIT OR GPL-2.0', 'MIT AND BSD-3-Clause', '(MIT OR ISC) AND Zlib', 'PSF-2.0', ''])
      expect(isFree(bad), bad).toBe(false);
    expect(['MIT', 'Unlicense OR MIT', 'CC0-1.0'].map(needsNoNotice)).toEqual([false, true, true]);
  });

  it('are found at the root, where wheels and jars keep them, and in folders; code is no licence', () => {
    const files = ['p/LICENSE-MIT', 'p/src/copyright.go', 'p/NOTICE', 'p/deps/a/COPYING', 'p/META-INF/LICENSE.txt'];
    const wheel = ['a-1.dist-info/licenses/LICENSE', 'a/license.py', 'a/licensing.md', 'a/LICENCE'];
    const found = (paths: readonly string[], root: string) =>
      noticesIn(
        paths.map((name) => ({ path: name, bytes: Buffer.from('one  \r\n') })),
        root,
      ).map(({ folder, path: name, text }) => `${name} in "${folder}": ${text}`);
    expect(found(files, 'p/')).toEqual([
      'LICENSE-MIT in "": one',
      'META-INF/LICENSE.txt in "": one',
      'NOTICE in "": one',
      'deps/a/COPYING in "deps/a": one',
    ]);
    expect(found(wheel, '')).toEqual(['a-1.dist-info/licenses/LICENSE in "": one', 'a/LICENCE in "a": one']);
  });

  it('of a folder hold for what is in it, and have to be free as well', () => {
    const notices = [
      { path: 'LICENSE', folder: '', text: 'in words of our own' },
      { path: 'deps/a/COPYING', folder: 'deps/a', text: 'GNU GENERAL PUBLIC LICENSE' },
      { path: 'deps/b/COPYING', folder: 'deps/b', text: mit },
    ];
    expect(isUnderPackageTerms('src/a.c', '', notices)).toBe(true);
    expect(isUnderPackageTerms('deps/a/a.c', '', notices)).toBe(false);
    expect(isUnderPackageTerms('deps/b/b.c', '', notices)).toBe(true);
    expect(isUnderPackageTerms('a.c', '/* SPDX-License-Identifier: MIT OR Apache-2.0 */\n', notices)).toBe(true);
    expect(isUnderPackageTerms('a.c', '/* SPDX-License-Identifier: Zlib */\n', notices)).toBe(false);
    expect(isUnderPackageTerms('a.c', '** See Copyright Notice in lua.h\n', notices)).toBe(false);
  });

  it('are printed once, however many packages have the same', () => {
    const notice = (text: string) => ({ path: 'LICENSE', folder: '', text });
    const text = noticesText('These:', [
      { label: 'npm:a@1', licence: 'MIT', notices: [notice('fair\nuse')] },
      { label: 'npm:b@1', licence: 'MIT', notices: [notice('fair use'), notice('three')] },
      { label: 'npm:c@1', licence: '0BSD', notices: [] },
    ]);
    expect(text).toMatch(/^These:\n\nnpm:a@1, MIT\n {4}LICENSE: text 1\nnpm:b@1, MIT\n {4}LICENSE: text 1\n/);
    expect(text.match(/fair/g)).toHaveLength(1);
    expect(text).toContain('LICENSE: text 2\nnpm:c@1, 0BSD\n    comes without');
    expect(text).toContain('Text 2\n\nthree\n');
  });
});

describe('what may be taken from a package', () => {
  const code = (word: string) => `export const ${word} = ['${word}'];\n`.repeat(5);
  const corpusOf = (files: Readonly<Record<string, string>>) =>
    new Map(Object.entries(files).map(([name, text]) => [`npm:river@1.0.0/${name}`, text]));
  const files = { LICENSE: mit, 'a.ts': code('one'), 'b.ts': `// (c) Me\n${code('two')}`, 'c.ts': code('three') };

  it('is what the corpus has, exactly as it was published', () => {
    const corpus = corpusOf({ 'a.ts': files['a.ts'], 'b.ts': code('two') });
    const found = sourceOf(pin('river'), archived(files), corpus);
    expect(found?.files.map((file) => file.path)).toEqual(['a.ts']);
    expect(found?.notices).toMatchObject([{ path: 'LICENSE', text: mit }]);
  });

  it('is nothing without a licence text, unless the licence asks for none', () => {
    const bare = { 'a.ts': files['a.ts'] };
    expect(sourceOf(pin('river'), archived(bare), corpusOf(bare))).toBeUndefined();
    expect(sourceOf(pin('river', 'Unlicense'), archived(bare), corpusOf(bare))?.files).toHaveLength(1);
  });

  it('and nothing where the notices are a book', () => {
    const long = { ...files, NOTICE: 'x'.repeat(20_000) };
    expect(sourceOf(pin('river'), archived(long), corpusOf(files))).toBeUndefined();
  });
});

describe('choosing', () => {
  const extent = { bytes: 100_000, packages: 10, smallest: 1000, largest: 5000 };
  const many = (ending: string, bytes: number) =>
    Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${String(index)}.${ending}`, bytes + index]));
  const sources = [
    ...Array.from({ length: 30 }, (_, index) => source(`t${String(index)}`, many('ts', 2000))),
    ...Array.from({ length: 5 }, (_, index) => source(`p${String(index)}`, many('py', 3000))),
    source('large', many('ts', 6000)),
    source('small', many('py', 500)),
  ];
  const shares = new Map([
    ['typescript', 0.8],
    ['python', 0.2],
  ]);

  it('gives each language its share, from several packages, in files of the size asked for', () => {
    const taken = take(sources, shares, extent);
    const all = taken.flatMap(({ files }) => files);
    const bytes = (language: string) =>
      all.filter((file) => file.language === language).reduce((sum, file) => sum + file.bytes, 0);
    // Whole files of one size fill a share badly; real ones do better.
    expect(bytes('typescript')).toBeGreaterThan(60_000);
    expect(bytes('typescript')).toBeLessThanOrEqual(80_000);
    expect(bytes('python')).toBeGreaterThan(15_000);
    expect(bytes('python')).toBeLessThanOrEqual(20_000);
    expect(all.every((file) => file.bytes >= 1000 && file.bytes <= 5000)).toBe(true);
    expect(taken.length).toBeGreaterThanOrEqual(8);
    expect(taken.length).toBeLessThanOrEqual(13);
    expect(take(sources, shares, extent)).toEqual(taken);
  });

  it('shares out among the languages there are', () => {
    const taken = take(sources, new Map([...shares, ['cobol', 0.5]]), extent).flatMap(({ files }) => files);
    expect(taken.reduce((sum, file) => sum + file.bytes, 0)).toBeGreaterThan(80_000);
  });

  it('measures shares in bytes', () => {
    const document = (language: string, text: string) => ({ package: 'a', path: 'a', language, text });
    expect([...sharesOf([document('a', 'öö'), document('b', 'o'), document('a', 'ooo')])]).toEqual([
      ['a', 7 / 8],
      ['b', 1 / 8],
    ]);
  });
});

describe('what is written', () => {
  const licence = { path: 'LICENSE', folder: '', text: 'mine' };
  const theirs = { path: 'deps/x/LICENSE', folder: 'deps/x', text: 'theirs' };
  const others = { path: 'deps/y/LICENSE', folder: 'deps/y', text: 'of nothing that is used' };
  const one = source('one', { 'a.ts': 3, 'deps/x/b.ts': 4 }, [licence, theirs, others]);

  it('says for each text what it is for, and nothing of the day or the machine', () => {
    const packed = pack([one], [source('two', { 'c.py': 5 })]);
    expect([...packed.subarray(4, 8), packed[9]]).toEqual([0, 0, 0, 0, 255]);
    const lines = gunzipSync(packed).toString().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { package: 'npm:one@1.0.0', path: 'a.ts', language: 'typescript', text: 'xxx', role: 'replay' },
      { package: 'npm:one@1.0.0', path: 'deps/x/b.ts', language: 'typescript', text: 'xxxx', role: 'replay' },
      { package: 'npm:two@1.0.0', path: 'c.py', language: 'python', text: 'xxxxx', role: 'probe' },
    ]);
  });

  it('names the notices of the package and of the folders that are used', () => {
    const text = noticesOf([one]);
    expect(text).toContain('npm:one@1.0.0, MIT\n    LICENSE: text 1\n    deps/x/LICENSE: text 2\n');
    expect(text).not.toContain('nothing that is used');
  });

  it('and what ships has the notices of every package in it', async () => {
    const models = path.resolve(import.meta.dirname, '../../../../models');
    const { replay, probe } = await readReplaySet(path.join(models, 'base'));
    const notices = readFileSync(path.join(models, 'base/replay-licences.txt'), 'utf8');
    const pins = new Map(readManifest(path.join(models, 'corpus.json')).packages.map((one) => [labelOf(one), one]));
    const used = [...new Set([...replay, ...probe].map((document) => document.package))];
    const listed = [...notices.matchAll(/^(\w+:\S+@\S+), (.*)\n {4}\S/gm)].map(([, label, terms]) => [label, terms]);
    expect(listed).toEqual(used.sort().map((label) => [label, pins.get(label)?.licence]));
    expect(listed.filter(([, terms]) => !isFree(terms!))).toEqual([]);
    const splits = (documents: typeof replay) => new Set(documents.map((one) => pins.get(one.package)?.split));
    expect([...splits(replay), ...splits(probe)]).toEqual(['train', 'heldOut']);
  });
});
