import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const toolsUrl = new URL('../../../../src/tools/release/', import.meta.url);
const root = path.resolve(import.meta.dirname, '../../../..');

interface Contents {
  readonly names: readonly string[];
  readonly bytes: number;
  readonly manifest: string;
  readonly nativeHeaders: ReadonlyMap<string, Buffer>;
}

const { checkPackage, isPreRelease } = (await import(new URL('package.mjs', toolsUrl).href)) as {
  checkPackage: (target: string, contents: Contents) => void;
  isPreRelease: (version: string) => boolean;
};
const { headerBytes, nativeFilesOf, targetOfBinary, targets } = (await import(
  new URL('targets.mjs', toolsUrl).href
)) as {
  headerBytes: number;
  nativeFilesOf: (root: string, target: string) => Promise<readonly string[]>;
  targetOfBinary: (header: Buffer) => string | undefined;
  targets: readonly string[];
};

const common = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/package.nls.de.json',
  'extension/media/l10n/bundle.l10n.de.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.js',
  'extension/dist/completionServer.js',
  'extension/dist/trainer.js',
  'extension/dist/explorePanel.js',
  'extension/dist/fineTunePanel.js',
  'extension/dist/statisticsPanel.js',
  'extension/dist/ThirdPartyNotices.txt',
  'extension/media/icon.png',
  'extension/media/explore.css',
  'extension/media/fineTune.css',
  'extension/media/page.css',
  'extension/media/statistics.css',
  'extension/media/walkthrough/type.md',
  'extension/models/MODEL_CARD.md',
  'extension/models/MEASUREMENTS.md',
  'extension/models/EXPERIMENTS.md',
  'extension/models/base/model.json',
  'extension/models/base/languages.json',
  'extension/models/base/mixture.json',
  'extension/models/base/replay.jsonl.gz',
  'extension/models/base/replay-licences.txt',
  'extension/models/base/weights-0123456789abcdef.bin',
];

/** A package as it should be, with the native files that onnxruntime-node has for the target. */
async function contentsFor(target: string): Promise<Contents> {
  const files = await nativeFilesOf(root, target);
  const nativeHeaders = new Map(
    files.map((file) => [`extension/dist/native/${path.basename(file)}`, readFileSync(file).subarray(0, headerBytes)]),
  );
  const manifest = `<Identity Language="en-US" Id="undercurrent" TargetPlatform="${target}" />`;
  return { names: [...common, ...nativeHeaders.keys()], bytes: 20e6, manifest, nativeHeaders };
}

describe.each(targets)('a package for %s', (target) => {
  it('is accepted with its own native library, and with no other', async () => {
    const contents = await contentsFor(target);
    checkPackage(target, contents);
    for (const other of targets.filter((name) => name !== target))
      expect(() => {
        checkPackage(other, contents);
      }, other).toThrow();
  });

  it('is refused when only its manifest is right', async () => {
    const [platform, architecture] = target.split('-');
    const other = `${platform}-${architecture === 'x64' ? 'arm64' : 'x64'}`;
    const { nativeHeaders } = await contentsFor(other);
    const contents = await contentsFor(target);
    expect(() => {
      checkPackage(target, { ...contents, nativeHeaders });
    }).toThrow(`is for ${other}, not ${target}`);
  });
});

it('a package for a system without native library is refused', async () => {
  await expect(nativeFilesOf(root, 'alpine-x64')).rejects.toThrow('alpine-x64');
});

it('what is no native program has no target', () => {
  expect(targetOfBinary(Buffer.from('MZ'.padEnd(100, '\0')))).toBeUndefined();
  expect(targetOfBinary(Buffer.from('#!/bin/sh\n'.padEnd(100, ' ')))).toBeUndefined();
  expect(targetOfBinary(Buffer.from(''))).toBeUndefined();
});

describe('checkPackage', async () => {
  const target = 'linux-x64';
  const complete = await contentsFor(target);

  it.each([
    'extension/src/extension.ts',
    'extension/node_modules/a/index.js',
    'extension/dist/meta.json',
    'extension/.env',
    'extension/dist/native/dxcompiler.dll',
    'extension/dist/native/libonnxruntime.1.23.2.dylib',
  ])('refuses %s', (name) => {
    expect(() => {
      checkPackage(target, { ...complete, names: [...complete.names, name] });
    }).toThrow(name);
  });

  it('refuses a package that lacks something', () => {
    for (const lacking of complete.names.filter((name) =>
      /extension\.js$|_binding\.node$|\.so|model\.json$|Notices|licences|manifest/.test(name),
    ))
      expect(() => {
        checkPackage(target, { ...complete, names: complete.names.filter((name) => name !== lacking) });
      }).toThrow('lacks');
  });

  it('refuses one that is too large', () => {
    expect(() => {
      checkPackage(target, { ...complete, bytes: 26e6 });
    }).toThrow('MB');
  });
});

it('versions with an odd minor number are of the pre-release channel', () => {
  expect(['0.1.0', '0.2.0', '1.0.3', '1.11.0'].map(isPreRelease)).toEqual([true, false, false, true]);
});
