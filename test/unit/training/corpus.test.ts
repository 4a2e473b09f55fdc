/** Documents become one row of tokens. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/base/rng.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import {
  type CorpusDocument,
  encodeDocument,
  readCorpusFile,
  shufflePackages,
  tokenRow,
} from '../../../src/training/corpus.ts';

const vocabulary = new Vocabulary();
const documents: readonly CorpusDocument[] = ['a', 'b', 'a', 'c', 'b', 'a'].map((name, index) => ({
  package: name,
  path: `src/${index}.py`,
  language: 'python',
  text: `x = "${index} ä"\n`,
}));

describe('a document', () => {
  it('is its header and its text; characters are bytes of UTF-8', () => {
    const { tokens, headerLength, characters } = encodeDocument(vocabulary, documents[0]!, true);
    expect(Array.from(tokens.subarray(0, headerLength))).toEqual(
      Array.from(vocabulary.encodeHeader('python', 'src/0.py')),
    );
    expect(vocabulary.decode(tokens.subarray(headerLength))).toBe('x = "0 ä"\n');
    expect(characters).toBe(11);
    expect(encodeDocument(vocabulary, documents[0]!, false).headerLength).toBe(
      vocabulary.encodeHeader('python').length,
    );
  });
});

describe('packages', () => {
  it('are shuffled as wholes, the same way for the same seed', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const order = shufflePackages(documents, new Rng(seed));
      expect(order).toEqual(shufflePackages(documents, new Rng(seed)));
      orders.add(order.map((document) => document.package).join(''));
      const ofA = order.filter((document) => document.package === 'a').map(({ path }) => path);
      expect(ofA).toEqual(['src/0.py', 'src/2.py', 'src/5.py']);
    }
    expect([...orders].toSorted()).toEqual(['aaabbc', 'aaacbb', 'bbaaac', 'bbcaaa', 'caaabb', 'cbbaaa']);
  });
});

describe('the row', () => {
  it('is all documents one after another, some with their paths and some without', () => {
    const row = tokenRow(vocabulary, documents, new Rng(1));
    const rng = new Rng(1);
    const expected = documents.flatMap((document) => [
      ...encodeDocument(vocabulary, document, rng.next() < 0.5).tokens,
    ]);
    expect(Array.from(row)).toEqual(expected);
    const starts = expected.filter((token) => token === 256).length;
    const paths = expected.filter((token) => token === 257).length;
    expect(starts).toBe(documents.length);
    expect(paths).toBeGreaterThan(0);
    expect(paths).toBeLessThan(documents.length);
  });
});

it('a corpus file is read line by line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
  const file = join(folder, 'corpus.jsonl');
  await writeFile(file, `${documents.map((document) => JSON.stringify(document)).join('\n')}\n\n`);
  const read: CorpusDocument[] = [];
  for await (const document of readCorpusFile(file)) read.push(document);
  expect(read).toEqual(documents);
  await writeFile(file, '{"package":"a","path":"b","language":"go"}\n');
  await expect(readCorpusFile(file).next()).rejects.toThrow(/text is missing/);
  await rm(folder, { recursive: true });
});
