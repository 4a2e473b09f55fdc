import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextBelief } from '../../../src/base/languageBelief.ts';
import { UserError } from '../../../src/base/userError.ts';
import { LanguageDetector } from '../../../src/completion/languageDetection.ts';
import { Mixture } from '../../../src/completion/textCache/mixture.ts';
import { Turns } from '../../../src/completion/turns.ts';
import type { LanguageHead } from '../../../src/model/languageHead.ts';
import { readLanguageHead, readMixture, writeLanguageHead, writeMixture } from '../../../src/runtime/baseModelFiles.ts';
import { loadCharacterModel } from '../../../src/runtime/loadCharacterModel.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';

const root = path.resolve(import.meta.dirname, '../../..');

const head: LanguageHead = {
  model: 'a'.repeat(64),
  languages: ['go', 'rust'],
  stateSize: 1,
  weights: Float32Array.of(1, 0.5, -1, 0.25),
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('languages.json in a folder', () => {
  it('is read for its model and for models fine-tuned from that, and for no other', async () => {
    await writeLanguageHead(folder, head);
    expect(await readdir(folder)).toEqual(['languages.json']);
    expect(await readLanguageHead(folder, [head.model, undefined])).toEqual(head);
    expect(await readLanguageHead(folder, ['b'.repeat(64), head.model])).toEqual(head);
    expect(await readLanguageHead(folder, ['b'.repeat(64), undefined])).toBeUndefined();
  });

  it('may be missing', async () => {
    expect(await readLanguageHead(folder, [head.model])).toBeUndefined();
    expect(await readLanguageHead(path.join(folder, 'nowhere'), [head.model])).toBeUndefined();
  });

  it('is refused when damaged or too long', async () => {
    await writeLanguageHead(folder, head);
    const file = path.join(folder, 'languages.json');
    const json = await readFile(file, 'utf8');
    await writeFile(file, json.slice(0, -10));
    await expect(readLanguageHead(folder, [head.model])).rejects.toThrow(UserError);
    await writeFile(file, json.padEnd((1 << 22) + 1));
    await expect(readLanguageHead(folder, [head.model])).rejects.toThrow(UserError);
  });
});

describe('mixture.json in a folder', () => {
  it('is read as it was written, and nothing else is left there', async () => {
    await writeMixture(folder, Mixture.unfitted().toTables());
    const read = await readMixture(folder);
    expect(read.get('setWeights')).toEqual(Mixture.unfitted().setWeights);
    expect(await readdir(folder)).toEqual(['mixture.json']);
  });

  it('is refused when it is damaged', async () => {
    await writeFile(path.join(folder, 'mixture.json'), '{"formatVersion": 1}');
    await expect(readMixture(folder)).rejects.toBeInstanceOf(UserError);
  });

  it('is shipped, and fits this version', async () => {
    expect((await fittedMixture()).bytes).toBeGreaterThan(50_000);
  });
});

/** Written for this test: typical lines of each language. */
const texts = {
  python:
    'import os\n\n\ndef size(path: str) -> int:\n    if not os.path.exists(path):\n        return 0\n    return len(path)\n',
  go: 'package main\n\nimport "fmt"\n\nfunc main() {\n\tif err := run(); err != nil {\n\t\tfmt.Println(err)\n\t}\n}\n',
  rust: 'use std::fs;\n\npub fn size(path: &str) -> Option<u64> {\n    let meta = fs::metadata(path).ok()?;\n    Some(meta.len())\n}\n',
  java: 'public class Item {\n    private final String name;\n\n    public Item(String name) {\n        this.name = name;\n    }\n}\n',
  yaml: 'name: build\non:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n',
} as const;

/** What people write into untitled documents, apart from code. */
const prose = [
  'Dear Ms Miller,\n\nthank you for your letter of May 3. We looked into the matter\nand can tell you that it has been paid.\n\nKind regards\n',
  'Liebe Frau Müller,\n\nvielen Dank für Ihren Brief vom 3. Mai. Wir haben nachgesehen:\nDie Rechnung ist bezahlt.\n\nMit freundlichen Grüßen\n',
  'Meeting 12 May\n\n- budget: Anna will send numbers\n- hiring, two people\n- move to the new office in July\n\nNext: 19 May\n',
  'milk\nbread\neggs\ncall the dentist\npay rent\nbuy tickets for Saturday\n',
  'name,price,count\napple,1.20,30\npear,2.40,12\nplum,0.80,144\ncherry,3.10,9\n',
  '10:00:01 INFO server started\n10:00:05 WARN slow query took 320 ms\n10:01:12 ERROR connection lost\n10:01:13 INFO again\n',
];

describe('the shipped head', () => {
  it('belongs to the shipped model and detects languages', async () => {
    const folder = path.join(root, 'models/base');
    const { model, vocabulary, sha256 } = await loadCharacterModel(folder);
    const shipped = await readLanguageHead(folder, [sha256]);
    expect(shipped, 'Run npm run language-head after each new base model.').toBeDefined();
    const yieldToEventLoop = (): Promise<void> => setImmediate();
    const turns = new Turns(yieldToEventLoop, (error) => {
      throw error;
    });
    const detector = new LanguageDetector(model, vocabulary, shipped, { turns });
    for (const [language, text] of Object.entries(texts)) {
      const found = await detector.detect({ documentId: language, text }, new AbortController().signal);
      expect(nextBelief(undefined, found.languages), JSON.stringify(found)).toBe(language);
    }
    const believed: string[] = [];
    for (const text of prose) {
      const { languages } = await detector.detect({ documentId: 'prose', text }, new AbortController().signal);
      believed.push(nextBelief(undefined, languages) ?? 'plaintext');
    }
    // Letters and lists are rarely taken for code.
    expect(believed.filter((language) => language === 'plaintext').length, believed.join()).toBeGreaterThanOrEqual(5);
    await model.dispose();
  }, 120_000);
});
