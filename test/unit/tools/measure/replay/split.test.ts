import { expect, test } from 'vitest';
import { firstLinesOf, splitFiles, takeFiles } from '../../../../../src/tools/measure/replay/split.ts';
import { isHeldOut } from '../../../../../src/fineTuning/heldOutFiles.ts';

const file = (path: string, text: string) => ({ path, languageId: 'typescript', text });
const paths = Array.from({ length: 1000 }, (_, index) => `src/file${index}.ts`);

test('held-out files that are nearly a training file are dropped and counted', () => {
  const train = paths.find((path) => !isHeldOut(path)) ?? '';
  const [copy = '', own = ''] = paths.filter(isHeldOut);
  const words = (salt: string) => Array.from({ length: 200 }, (_, index) => `${salt}${index * 7919}`).join(' ');
  const split = splitFiles([file(train, words('a')), file(copy, `${words('a')} more`), file(own, words('b'))]);
  expect(split.train.map(({ path }) => path)).toEqual([train]);
  expect(split.heldOut.map(({ path }) => path)).toEqual([own]);
  expect(split.nearDuplicatesDropped).toBe(1);
});

test('whole files are taken in the order of the seed, as many as fit', () => {
  const files = paths.slice(0, 20).map((path) => file(path, 'x'.repeat(10)));
  const taken = takeFiles(files, 55, 7);
  expect(taken).toHaveLength(5);
  expect(takeFiles(files, 55, 7)).toEqual(taken);
  expect(takeFiles(files, 55, 8)).not.toEqual(taken);
  expect(takeFiles(files, Infinity, 7)).toHaveLength(20);
  expect(takeFiles(files, 1, 7)).toHaveLength(1);
});

test('of each file its first lines, as they are', () => {
  const files = [file('a.ts', 'one\n\nthree\nfour\n'), file('b.ts', 'one')];
  expect(firstLinesOf(files, 3).map(({ text }) => text)).toEqual(['one\n\nthree\n', 'one']);
  expect(firstLinesOf(files, Infinity)).toBe(files);
});
