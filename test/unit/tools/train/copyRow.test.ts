/** The row with copy codes: the same tokens as without, codes from the rest of the package, none from the document. */
import { expect, it } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { noCopy } from '../../../../src/completion/textCache/copyCodes.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { copyRow } from '../../../../src/tools/train/copyRow.ts';
import { type CorpusDocument, tokenRow } from '../../../../src/training/corpus.ts';

const vocabulary = Vocabulary.ofAllLanguages();
const document = (name: string, index: number, text: string): CorpusDocument => ({
  package: name,
  path: `src/${index}.txt`,
  language: 'plaintext',
  text,
});
/** Letters that no other document repeats. */
const unlike = (seed: number): string => {
  const rng = new Rng(seed);
  return Array.from({ length: 300 }, () => String.fromCharCode(33 + rng.integer(90))).join('');
};
const shareOfCodes = (documents: readonly CorpusDocument[]): number => {
  const { copies } = copyRow(vocabulary, documents, new Rng(4));
  return copies.reduce((sum, code) => sum + (code === noCopy ? 0 : 1), 0) / copies.length;
};

it('has the tokens of the row without', () => {
  const documents = Array.from({ length: 30 }, (_, index) => document(`p${index % 3}`, index, unlike(index)));
  const { tokens, copies } = copyRow(vocabulary, documents, new Rng(4));
  expect(tokens).toEqual(tokenRow(vocabulary, documents, new Rng(4)));
  expect(copies).toHaveLength(tokens.length);
});

it('expects what another document of the package has, and not what the document itself will say', () => {
  const own = Array.from({ length: 20 }, (_, index) => document('p', index, unlike(index)));
  expect(shareOfCodes(own)).toBeLessThan(0.3);
  const same = Array.from({ length: 20 }, (_, index) => document('p', index, unlike(7)));
  expect(shareOfCodes(same)).toBeGreaterThan(0.7);
  const elsewhere = Array.from({ length: 20 }, (_, index) => document(`p${index}`, index, unlike(7)));
  expect(shareOfCodes(elsewhere)).toBeLessThan(0.3);
});

it('leaves a tenth of the documents without codes', () => {
  const documents = Array.from({ length: 200 }, (_, index) => document('p', index, unlike(7)));
  const { tokens, copies } = copyRow(vocabulary, documents, new Rng(4));
  const starts = [...tokens.keys()].filter((index) => tokens[index] === 256);
  const without = starts.filter((start, index) =>
    copies.subarray(start, starts[index + 1]).every((code) => code === noCopy),
  );
  expect(without.length).toBeGreaterThan(8);
  expect(without.length).toBeLessThan(35);
});
