import { expect, test } from 'vitest';
import { Mixture } from '../../../../src/completion/textCache/mixture.ts';
import { type DocumentCache, type Rates, TextCache } from '../../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();
const uniform = new Float32Array(vocabulary.size).fill(1 / vocabulary.size);

function cacheOf(texts: Readonly<Record<string, string>>, rates?: Rates): TextCache {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const [name, text] of Object.entries(texts)) workspace.put({ name, languageId: 'plaintext', text });
  while (workspace.work(10_000));
  return new TextCache(vocabulary, workspace, Mixture.unfitted(), rates);
}

/** The likeliest character at the end of the text. */
function likeliest(document: DocumentCache): string {
  const mixed = document.mix(document.context, uniform);
  return String.fromCharCode(mixed.reduce((best, value, token) => (value > (mixed[best] ?? 0) ? token : best), 0));
}

test('names of other texts and of the open document are known', () => {
  const document = cacheOf({ 'a.txt': 'quuxification\n' }).open('b.txt', 'plaintext');
  document.follow('a quuxif');
  expect(likeliest(document)).toBe('i');
  document.follow('a quuxif zalgorithm and zalg');
  expect(likeliest(document)).toBe('o');
});

test('the context of written text advances token by token', () => {
  const document = cacheOf({ 'a.txt': 'quuxification\n' }).open('b.txt', 'plaintext');
  document.follow('a quux');
  let { context } = document;
  let written = '';
  for (let step = 0; step < 9; step++) {
    const mixed = document.mix(context, uniform);
    const token = mixed.reduce((best, value, other) => (value > (mixed[best] ?? 0) ? other : best), 0);
    written += String.fromCharCode(token);
    context = document.after(context, token);
  }
  expect(written).toBe('ification');
});

test('each document learns on its own from predictions that are typed', () => {
  const cache = cacheOf({ 'a.txt': 'the value is 1\n'.repeat(4) });
  const [one, other] = [cache.open('b.txt', 'plaintext'), cache.open('c.txt', 'plaintext')];
  const probability = (document: DocumentCache): number => document.mix(document.context, uniform)[0x31] ?? 0;
  one.follow('the value is ');
  other.follow('the value is ');
  const before = probability(one);
  // Again and again the cache is wrong here.
  let text = '';
  for (const letter of 'abcdefghijklmnopqrst') {
    text += 'the value is ';
    one.follow(text);
    const predicted = {
      prefixText: text,
      firstToken: one.length,
      written: [{ token: 0x31, modelProbabilities: uniform }],
    };
    text += `${letter}\n`;
    one.follow(text, predicted);
  }
  one.follow('the value is ');
  expect(probability(one)).toBeLessThan(before);
  expect(probability(other)).toBe(before);
});

test('nothing is learnt from predictions for another text', () => {
  let learnt = 0;
  const rates: Rates = () => {
    learnt++;
    return undefined;
  };
  const document = cacheOf({ 'a.txt': 'abcdefgh' }, rates).open('b.txt', 'plaintext');
  document.follow('abc');
  const predicted = {
    prefixText: 'abc',
    firstToken: document.length,
    written: [...Buffer.from('defg')].map((token, index) => ({
      token,
      modelProbabilities: index === 2 ? undefined : uniform,
    })),
  };
  document.follow('abcde', predicted);
  expect(learnt).toBe(2);
  // The third was not asked; the fourth follows it.
  document.follow('abcdefg', predicted);
  expect(learnt).toBe(3);
  document.follow('abX', predicted);
  document.follow('abXdef', predicted);
  expect(learnt).toBe(3);
});

test('the first wrong prediction is learnt from, and nothing after it', () => {
  let learnt = 0;
  const document = cacheOf({ 'a.txt': 'abcdefgh' }, () => {
    learnt++;
    return undefined;
  }).open('b.txt', 'plaintext');
  document.follow('abc');
  const predicted = {
    prefixText: 'abc',
    firstToken: document.length,
    written: [...Buffer.from('def')].map((token) => ({ token, modelProbabilities: uniform })),
  };
  document.follow('abcxyz', predicted);
  expect(learnt).toBe(1);
});

test('typing token by token gives the same as following a text', () => {
  const texts = { 'a.txt': 'let me see, let me be, let it be\n' };
  const [typed, followed] = [cacheOf(texts).open('', 'plaintext'), cacheOf(texts).open('', 'plaintext')];
  const text = 'let me be, let it';
  for (const token of vocabulary.encode(text)) typed.type(uniform, token);
  const predicted = {
    prefixText: '',
    firstToken: 0,
    written: Array.from(vocabulary.encode(text), (token) => ({ token, modelProbabilities: uniform })),
  };
  followed.follow(text, predicted);
  expect(followed.mix(followed.context, uniform)).toEqual(typed.mix(typed.context, uniform));
});

test('the saved document does not predict the text right of the cursor', () => {
  const saved = 'const first = 1;\nconst second = 2;\nconst third = 3;\n';
  const cache = cacheOf({ 'open.txt': saved });
  const place = 'const first = 1;\nconst sec';
  const [own, foreign] = [cache.open('open.txt', 'plaintext'), cache.open('other.txt', 'plaintext')];
  for (const document of [own, foreign]) document.follow(place);
  const probability = (document: DocumentCache): number => document.mix(document.context, uniform)[0x6f] ?? 0;
  expect(probability(own)).toBeLessThan(probability(foreign));
});
