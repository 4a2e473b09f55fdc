import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeModel } from '../../support/fakeModel.ts';
import { desk, never, request, vocabulary } from './desk.ts';
import { referenceEngine } from './reference.ts';

const texts = [
  'function area(width, height) {\n  const size = width * height;\n  return size;\n}\n',
  'function length(list) {\n  let count = 0;\n  for (const item of list) {\n    count += 1;\n  }\n  return count;\n}\n',
  'def f(x):\n\tif x:\n\t\treturn "größe 😀"\n\treturn None\n',
  '名前 = 入力();\r\n表示(名前);\r\n',
];

/** One thing a writer does; numbers between 0 and 1 say where or how much. */
type Act =
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'accept' | 'typeThrough' | 'follow' | 'jumpToEnd' }
  | { readonly kind: 'delete' | 'jump' | 'paste' | 'cut'; readonly amount: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'accept' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'typeThrough' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'follow' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'jumpToEnd' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('type' as const),
      text: fc.constantFrom('f', ' ', '\n', '\n  ', '\t', '\r\n', '(', ')', 'ret', '😀', 'é', '\ud83d', 'x', '名', ';'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete' as const, 'jump' as const, 'paste' as const, 'cut' as const),
      amount: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
);

/** A document and a cursor, after one more act. */
function after(document: string, cursor: number, offer: string | undefined, doing: Act): readonly [string, number] {
  const insert = (text: string): readonly [string, number] => [
    document.slice(0, cursor) + text + document.slice(cursor),
    cursor + text.length,
  ];
  switch (doing.kind) {
    case 'type':
      return insert(doing.text);
    case 'accept':
      return insert(offer ?? '');
    case 'typeThrough':
      return insert((offer ?? '').slice(0, 1));
    case 'follow': {
      // Types on as the texts go on, so that the model has something to say.
      const end = document.slice(Math.max(0, cursor - 3), cursor);
      const known = texts.find((text) => text.includes(end)) ?? 'function';
      return insert(known.slice(known.indexOf(end) + end.length).slice(0, 4));
    }
    case 'jumpToEnd':
      return [document, document.length];
    case 'jump':
      return [document, Math.floor(doing.amount * document.length)];
    case 'delete': {
      const count = Math.floor(doing.amount * Math.min(cursor, 12));
      return [document.slice(0, cursor - count) + document.slice(cursor), cursor - count];
    }
    case 'paste':
      return insert(texts[Math.floor(doing.amount * texts.length * 0.999)] ?? '');
    case 'cut': {
      const at = Math.floor(doing.amount * cursor);
      const count = Math.min(7, cursor - at);
      return [document.slice(0, at) + document.slice(at + count), cursor - count];
    }
  }
}

test('after any edits, the engine offers what a new reading of the whole text would offer', async () => {
  let offered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('', 'function ', 'def f(x):\n\tif'),
      fc.array(act, { minLength: 1, maxLength: 25 }),
      async (start, acts) => {
        const fake = { order: 6, memory: 0.05, surprise: 0.005 };
        const { engine } = desk(texts, {}, fake);
        const reference = referenceEngine(new FakeModel(vocabulary, texts, fake), vocabulary);
        let [document, cursor]: readonly [string, number] = [start, start.length];
        let offer: string | undefined;
        for (const doing of acts) {
          [document, cursor] = after(document, cursor, offer, doing);
          const prefix = document.slice(0, cursor);
          const asked = { ...request('‸'), prefix, suffix: document.slice(cursor, cursor + 200) };
          const { offers } = await engine.complete(asked, never);
          offer = offers[0]?.text;
          if (/[\ud800-\udbff]$/.test(prefix)) expect(offers).toEqual([]);
          else expect(offer, JSON.stringify({ prefix, suffix: asked.suffix })).toBe(await reference.complete(asked));
          if (offer !== undefined) offered++;
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(offered).toBeGreaterThan(50);
}, 120_000);
