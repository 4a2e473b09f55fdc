import { describe, expect, it } from 'vitest';

import type { ArchivedFile } from '../../../../src/tools/corpus/archives.ts';
import { groups } from '../../../../src/tools/corpus/languages.ts';
import { isPermissive, licenceOfText } from '../../../../src/tools/corpus/licences.ts';
import { keyOf, readManifest } from '../../../../src/tools/corpus/manifest.ts';
import type { PackagePin } from '../../../../src/tools/corpus/manifest.ts';
import {
  Deduplicator,
  DropCounter,
  candidatesOf,
  cutRepeatedHeaders,
  fairShares,
  sample,
  withoutTokens,
} from '../../../../src/tools/corpus/select.ts';

const pin: PackagePin = {
  registry: 'npm',
  name: 'river',
  version: '1.0.0',
  integrity: 'sha512-x',
  licence: 'MIT',
  split: 'train',
};

function body(seed: string): string {
  return Array.from(
    { length: 12 },
    (_, index) => `const ${seed}${String(index)} = flow('${seed}', ${seed}Depth);`,
  ).join('\n');
}

function files(contents: Readonly<Record<string, string>>): ArchivedFile[] {
  return Object.entries(contents).map(([path, text]) => ({ path: `package/${path}`, bytes: Buffer.from(text) }));
}

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];

describe('candidates of a package', () => {
  it('are sources in path order, without what was compiled from them', () => {
    const sources = Object.fromEntries(names.map((name) => [`src/${name}.ts`, body(name)]));
    const drops = new DropCounter();
    const found = candidatesOf(
      pin,
      files({
        ...sources,
        'lib/alpha.js': body('alpha'),
        'lib/alpha.d.ts': body('alpha'),
        'photo.png': 'x'.repeat(500),
      }),
      drops,
    );
    expect(found.map((file) => file.path)).toEqual(names.map((name) => `src/${name}.ts`).sort());
    expect(found[0]).toMatchObject({ package: 'npm:river@1.0.0', language: 'typescript', text: body('alpha') });
    expect(drops.counts.get('compiled')).toBe(2);
  });

  it('have line feeds only, and are those of the languages asked for', () => {
    const contents = files({ 'a.js': body('alpha').replaceAll('\n', '\r\n'), 'b.py': body('beta') });
    const found = candidatesOf({ ...pin, languages: ['javascript'] }, contents, new DropCounter());
    expect(found.map((file) => file.text)).toEqual([body('alpha')]);
  });

  it('leave out files under a stricter licence than their package', () => {
    const drops = new DropCounter();
    const strict = `/* This program is under the GNU General Public License. */\n${body('alpha')}`;
    const choice = `/* Under both the BSD-style licence and the GPLv2, at your option. */\n${body('beta')}`;
    expect(candidatesOf(pin, files({ 'a.c': strict, 'b.c': choice }), drops).map((file) => file.path)).toEqual(['b.c']);
    expect(drops.counts.get('licence')).toBe(1);
  });
});

it('files with tokens of well-known services are left out', () => {
  const token = (text: string): string => `${body('alpha')}\nconst token = '${text}';`;
  const texts = [`AKIA${'A1'.repeat(8)}`, `ghp_${'a1'.repeat(18)}`, 'xoxb-123-456', 'AKIA', 'ghp_short'];
  const contents = Object.fromEntries(texts.map((text, index) => [`${String(index)}.js`, token(text)]));
  const drops = new DropCounter();
  const found = candidatesOf(pin, files(contents), new DropCounter());
  expect(withoutTokens(found, drops).map((file) => file.path)).toEqual(['3.js', '4.js']);
  expect(drops.counts.get('secret')).toBe(3);
});

describe('repeated headers', () => {
  it('stay three times, then go, keeping a first line for the shell', () => {
    const header = (year: number): string =>
      `/*\n * Copyright ${String(year)} The River Authors. All rights reserved, and so on and on.\n */\n`;
    const contents = Object.fromEntries(names.map((name, index) => [`${name}.js`, header(2000 + index) + body(name)]));
    const shell = names.map((name): [string, string] => [
      `z${name}.sh`,
      `#!/bin/sh\n# Licensed under the same long sentence as all the other files of this place\n\n${body(name)}`,
    ]);
    const found = cutRepeatedHeaders(
      candidatesOf(pin, files({ ...contents, ...Object.fromEntries(shell) }), new DropCounter()),
    );
    expect(found.filter((file) => file.text.includes('Copyright'))).toHaveLength(3);
    expect(found.filter((file) => file.text.includes('Licensed'))).toHaveLength(3);
    expect(found.at(-1)?.text).toMatch(/^#!\/bin\/sh\nconst /);
    for (const file of found) expect(file.bytes).toBe(Buffer.byteLength(file.text));
  });
});

describe('duplicates', () => {
  it('are dropped across packages, whitespace aside and with small changes', () => {
    const drops = new DropCounter();
    const deduplicator = new Deduplicator();
    const long = names.map(body).join('\n');
    const first = candidatesOf(pin, files({ 'a.js': long }), drops);
    const second = candidatesOf(
      { ...pin, name: 'brook' },
      files({ 'a.js': `\n${long}\n\n`, 'b.js': `${long}\nexport { alpha0 };\n`, 'c.js': body('other') }),
      drops,
    );
    expect(deduplicator.keepNew(first, drops)).toHaveLength(1);
    expect(deduplicator.keepNew(second, drops).map((file) => file.path)).toEqual(['c.js']);
    expect([drops.counts.get('duplicate'), drops.counts.get('nearDuplicate')]).toEqual([1, 1]);
  });
});

describe('shares', () => {
  it('fit the total, cut the largest only, and never exceed what is there', () => {
    expect(fairShares([10, 20, 30], 100)).toEqual([10, 20, 30]);
    expect(fairShares([10, 100, 100], 70)).toEqual([10, 30, 30]);
    expect(fairShares([], 10)).toEqual([]);
    expect(fairShares([50, 50], 0)).toEqual([0, 0]);
  });

  it('are filled by the same files every time', () => {
    const found = candidatesOf(
      pin,
      files(Object.fromEntries(names.map((name) => [`${name}.js`, body(name)]))),
      new DropCounter(),
    );
    const chosen = sample(found, 1500);
    expect(chosen).toEqual(sample([...found].reverse(), 1500));
    expect(chosen.reduce((sum, file) => sum + file.bytes, 0)).toBeLessThanOrEqual(1500);
    expect(chosen.length).toBeGreaterThan(0);
  });

  it('of the languages make at least 350 MB, and each language has one', () => {
    expect(groups.reduce((sum, group) => sum + group.megabytes, 0)).toBeGreaterThan(350);
    const ids = groups.flatMap((group) => group.languages);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('licences', () => {
  it('are accepted by their terms', () => {
    for (const licence of [
      'MIT',
      'MIT OR GPL-3.0',
      '(MIT OR CC0-1.0)',
      'MIT/Apache-2.0',
      'Apache-2.0 WITH LLVM-exception',
      'MIT AND ISC',
    ]) {
      expect(isPermissive(licence), licence).toBe(true);
    }
    for (const licence of ['', 'GPL-3.0', 'MIT AND GPL-2.0', 'MPL-2.0', 'SEE LICENSE IN LICENSE', 'CC-BY-4.0']) {
      expect(isPermissive(licence), licence).toBe(false);
    }
  });

  it('are told by their texts', () => {
    expect(licenceOfText('Apache License\n  Version 2.0, January 2004')).toBe('Apache-2.0');
    expect(licenceOfText('Permission is hereby granted, free of charge, to any person')).toBe('MIT');
    expect(licenceOfText('GNU GENERAL PUBLIC LICENSE Version 3')).toBe('');
    expect(licenceOfText('All rights reserved.')).toBe('');
  });
});

describe('the manifests of this repository', () => {
  const corpus = readManifest('models/corpus.json').packages;
  const projects = readManifest('test/held-out-projects.json').packages;

  it('are valid and hold something out of every kind', () => {
    expect(corpus.filter((one) => one.split === 'train').length).toBeGreaterThan(100);
    expect(corpus.filter((one) => one.split === 'heldOut').length).toBeGreaterThanOrEqual(8);
    expect(corpus.filter((one) => one.split === 'project')).toEqual([]);
  });

  it('share no package', () => {
    const inCorpus = new Set(corpus.map(keyOf));
    expect(projects.length).toBeGreaterThanOrEqual(6);
    expect(projects.filter((one) => inCorpus.has(keyOf(one)))).toEqual([]);
  });
});
