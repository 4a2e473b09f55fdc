import { expect, test } from 'vitest';
import { WordIndex, WordSuggestions } from '../../../../../src/tools/measure/replay/wordSuggestions.ts';

const file = (text: string) => ({ path: 'a.ts', languageId: 'typescript', text });

async function offerAfter(prefix: string, training = ''): Promise<string | undefined> {
  return (await new WordSuggestions([file(training)]).open().offer(prefix))?.text;
}

test('offers the rest of a word of the document', async () => {
  expect(await offerAfter('const answer = 42; an')).toBe('swer');
});

test('needs a typed prefix', async () => {
  expect(await offerAfter('const answer = ')).toBeUndefined();
});

test('words of the document go before those of the training files', async () => {
  expect(await offerAfter('counter c', 'const const const')).toBe('ounter');
  expect(await offerAfter('counter co', 'const const const')).toBe('unter');
  expect(await offerAfter('counter con', 'const const const')).toBe('st');
});

test('the more frequent word goes first, then the more recent one', () => {
  const index = new WordIndex();
  index.add('total total table');
  expect(index.best('t')).toBe('total');
  expect(index.best('ta')).toBe('table');
  index.add('table');
  expect(index.best('t')).toBe('table');
});

test('the word that is being typed is no candidate, and a word is offered nothing it has', async () => {
  expect(await offerAfter('unique')).toBeUndefined();
  expect(await offerAfter('foo foo')).toBeUndefined();
});

test('a document is read on from where it was asked before', async () => {
  const document = new WordSuggestions([]).open();
  for (let end = 1; end < 'banana b'.length; end++) await document.offer('banana b'.slice(0, end));
  expect(await document.offer('banana b')).toEqual({ text: 'anana' });
});

test('words may be of any script, and numbers are none', async () => {
  expect(await offerAfter('größe gr')).toBe('öße');
  expect(await offerAfter('𠮷野家 𠮷')).toBe('野家');
  expect(await offerAfter('12345 12')).toBeUndefined();
});
