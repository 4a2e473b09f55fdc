import { describe, expect, it } from 'vitest';

const { checkPackage } = (await import(new URL('../../../../src/tools/release/package.mjs', import.meta.url).href)) as {
  checkPackage: (names: readonly string[], bytes: number) => void;
};

const complete = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.js',
  'extension/dist/completionServer.js',
  'extension/dist/trainer.js',
  'extension/dist/explorePanel.js',
  'extension/dist/fineTunePanel.js',
  'extension/dist/ThirdPartyNotices.txt',
  'extension/dist/native/onnxruntime_binding.node',
  'extension/dist/native/libonnxruntime.so.1',
  'extension/media/icon.png',
  'extension/media/explore.css',
  'extension/media/fineTune.css',
  'extension/media/page.css',
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

describe('checkPackage', () => {
  it('accepts what belongs there', () => {
    checkPackage(complete, 20e6);
  });

  it.each([
    'extension/src/extension.ts',
    'extension/node_modules/a/index.js',
    'extension/dist/meta.json',
    'extension/.env',
    'extension/dist/native/dxcompiler.dll',
  ])('refuses %s', (name) => {
    expect(() => {
      checkPackage([...complete, name], 20e6);
    }).toThrow(name);
  });

  it('refuses a package that lacks something', () => {
    for (const lacking of complete.filter((name) =>
      /extension\.js$|_binding\.node$|model\.json$|Notices|licences/.test(name),
    ))
      expect(() => {
        checkPackage(
          complete.filter((name) => name !== lacking),
          20e6,
        );
      }).toThrow('lacks');
  });

  it('refuses one that is too large', () => {
    expect(() => {
      checkPackage(complete, 26e6);
    }).toThrow('MB');
  });
});
