/** Copy codes lie beside the tokens: from the rest of the package, none from the document. */
import { expect, it } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { noCopy } from '../../../../src/completion/textCache/copyCodes.ts';
import { PATH_END } from '../../../../src/model/text/tokens.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { copyPieces } from '../../../../src/tools/train/copyPieces.ts';
import { type CorpusDocument, rowOf, tokenPieces, tokenRow } from '../../../../src/training/corpus.ts';

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
const copiesOf = (documents: readonly CorpusDocument[]): Uint16Array =>
  rowOf(copyPieces(vocabulary, documents, new Rng(4)));
const shareOfCodes = (documents: readonly CorpusDocument[]): number => {
  const copies = copiesOf(documents);
  return copies.reduce((sum, code) => sum + (code === noCopy ? 0 : 1), 0) / copies.length;
};

it('has a code for each token, and the first one where the header ends', () => {
  const documents = Array.from({ length: 30 }, (_, index) => document(`p${index % 3}`, index, unlike(index)));
  const pieces = [...tokenPieces(vocabulary, documents, new Rng(4))];
  const codes = [...copyPieces(vocabulary, documents, new Rng(4))];
  expect(codes.map(({ length }) => length)).toEqual(pieces.map(({ length }) => length));
  const headerLengths = pieces.map((piece) => (piece.includes(PATH_END) ? piece.indexOf(PATH_END) + 1 : 2));
  for (const [index, piece] of codes.entries()) {
    const header = piece.subarray(0, headerLengths[index]);
    expect(header.subarray(0, -1).every((code) => code === noCopy)).toBe(true);
  }
  const ends = codes.map((piece, index) => piece[(headerLengths[index] ?? 0) - 1]);
  expect(ends.some((code) => code !== noCopy)).toBe(true);
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
  const tokens = tokenRow(vocabulary, documents, new Rng(4));
  const copies = copiesOf(documents);
  const starts = [...tokens.keys()].filter((index) => tokens[index] === 256);
  const without = starts.filter((start, index) =>
    copies.subarray(start, starts[index + 1]).every((code) => code === noCopy),
  );
  expect(without.length).toBeGreaterThan(8);
  expect(without.length).toBeLessThan(35);
});
