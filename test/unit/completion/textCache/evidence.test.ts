import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BelowText } from '../../../../src/completion/textCache/belowText.ts';
import { CacheContext } from '../../../../src/completion/textCache/cacheContext.ts';
import {
  chainOrders,
  deepMatch,
  documentOrders,
  longestMatch,
  ownPlaceMatch,
  tableOrders,
  workspaceVisits,
} from '../../../../src/completion/textCache/cacheLimits.ts';
import { countKinds, Evidence, jointOrders } from '../../../../src/completion/textCache/evidence.ts';
import { OpenText } from '../../../../src/completion/textCache/openText.ts';
import { RemovedTexts } from '../../../../src/completion/textCache/removedTexts.ts';
import { symbolOf, textHeader } from '../../../../src/completion/textCache/symbols.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();
const header = textHeader(vocabulary.languageTag('plaintext'));

function stage(texts: readonly string[], open: string, below = '') {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const [index, text] of texts.entries()) workspace.put({ name: String(index), languageId: 'plaintext', text });
  while (workspace.work(1000));
  const document = new OpenText(vocabulary, 'plaintext');
  document.follow(open);
  const context = CacheContext.at(document.chain.symbols, document.chain.length);
  const belowText = new BelowText();
  belowText.follow(below, open.slice(open.lastIndexOf('\n') + 1), () => document.encoderAtEnd());
  while (belowText.work());
  const removed = new RemovedTexts(vocabulary);
  const sources = { workspace, document, below: belowText, removed, ownText: undefined };
  return { workspace, document, removed, context, sources, evidence: new Evidence() };
}

function row(text: string): number[] {
  return [...header, ...vocabulary.encoder().push(text).map(symbolOf)];
}

/** Length of the longest common end of a row before a place and of another row. */
function commonEnd(symbols: readonly number[], place: number, other: readonly number[]): number {
  let length = 0;
  while (length < Math.min(longestMatch, place, other.length) && symbols[place - 1 - length] === other.at(-1 - length))
    length++;
  return length;
}

/** Counts by looking at every place. */
function naiveCounts(texts: readonly string[], open: string): Map<number, number[]> {
  const context = row(open);
  const orders = [...tableOrders, ...chainOrders, ...documentOrders];
  const counts = new Map<number, number[]>();
  const look = (symbols: readonly number[], isDocument: boolean): void => {
    for (let place = header.length; place < symbols.length; place++) {
      const length = commonEnd(symbols, place, context);
      const symbol = symbols[place] ?? 0;
      const own = counts.get(symbol) ?? new Array<number>(countKinds).fill(0);
      orders.forEach((order, kind) => {
        if (length >= order && (isDocument || kind < jointOrders)) own[kind] = (own[kind] ?? 0) + 1;
      });
      if (own.some((count) => count > 0)) counts.set(symbol, own);
    }
  };
  for (const text of texts) look([...header, ...Array.from(vocabulary.encode(text), symbolOf)], false);
  look(context, true);
  return counts;
}

const words = fc
  .array(fc.constantFrom('ab', 'abc', 'a', 'b', ' ', 'cab', 'x'), { minLength: 1, maxLength: 25 })
  .map((list) => list.join(''));

test('counts are those of a naive search', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 2 }), words, (texts, open) => {
      const { context, sources, evidence } = stage(texts, open);
      evidence.gather(context, sources);
      const naive = naiveCounts(texts, open);
      for (let index = 0; index < evidence.candidateCount; index++) {
        const symbol = evidence.candidates[index] ?? 0;
        const counts = [...evidence.counts.subarray(symbol * countKinds, (symbol + 1) * countKinds)];
        expect(counts).toEqual(naive.get(symbol));
      }
      // A symbol that followed three symbols or more, or two in the document, is a candidate.
      for (const [symbol, counts] of naive) {
        const isCandidate = counts.some((count, kind) => kind > 0 && count > 0);
        if (isCandidate) expect(evidence.candidates.subarray(0, evidence.candidateCount)).toContain(symbol);
      }
    }),
    { numRuns: 300, examples: [[[' '], ' ']] },
  );
});

test('the longest match counts most, and the latest among equals', () => {
  const { context, sources, evidence } = stage(
    ['let width = 1', 'let width = 2', 'xxx width = 3', 'th = 4 th = 4 th = 4'],
    'let width = ',
  );
  evidence.gather(context, sources);
  const first = (index: number): string => String.fromCharCode(evidence.candidates[index] ?? 0);
  expect(evidence.candidateCount).toBe(4);
  expect(['1', '2']).toContain(first(0));
  expect(String.fromCharCode(evidence.longestSymbol)).toBe('2');
  // The indentation of none is a symbol, too.
  expect(evidence.longest).toBe('let width = '.length + 1 + header.length);
  expect(evidence.longestInDocument).toBe(0);
});

test('a long match is followed from symbol to symbol, even with many younger ones', () => {
  const rare = 'the one and only sentence of its kind';
  const common = 'xy kind\n'.repeat(3 * workspaceVisits);
  const { workspace, document, sources, evidence } = stage([`${rare}!`, common], 'the one and only sentence of its');
  let context = CacheContext.at(document.chain.symbols, document.chain.length);
  for (const character of ' kind') {
    evidence.gather(context, sources);
    context = context.after(character.charCodeAt(0), workspace.chain);
  }
  evidence.gather(context, sources);
  expect(evidence.longest).toBe(longestMatch);
  expect(String.fromCharCode(evidence.longestSymbol)).toBe('!');
  expect(context.deepPlaces.length).toBeGreaterThan(0);
  const cold = CacheContext.at(Uint8Array.from(context.symbols), context.symbols.length);
  evidence.gather(cold, sources);
  expect(evidence.longest).toBeLessThan(deepMatch);
});

test('names of the saved document count, but not the place of the cursor', () => {
  const saved = 'function area(width) {\n  return width * depth;\n}\nconst perimeter = 1;\n';
  const open = 'function area(width) {\n  return width * ';
  const { workspace, document, context, sources, evidence } = stage([saved], open);
  evidence.gather(context, { ...sources, ownText: workspace.extentOf('0') });
  expect(evidence.longest).toBeLessThan(ownPlaceMatch);
  document.follow(`${open}perim`);
  const later = CacheContext.at(document.chain.symbols, document.chain.length);
  evidence.gather(later, { ...sources, ownText: workspace.extentOf('0') });
  expect(String.fromCharCode(evidence.longestSymbol)).toBe('e');
});

test('text below the cursor counts like text above, the nearest place first', () => {
  const { context, sources, evidence } = stage([], 'width = 1;\nheight = ', '0;\nheight = 2;\nheight = 3;\n');
  evidence.gather(context, sources);
  expect(String.fromCharCode(evidence.longestSymbolInDocument)).toBe('2');
  expect(
    [...evidence.candidates.subarray(0, evidence.candidateCount)].map((symbol) => String.fromCharCode(symbol)),
  ).toEqual(expect.arrayContaining(['1', '2', '3']));
});

test('what stands right of the cursor is not foretold, nor while it is typed once more', () => {
  for (const open of ['let x', 'let xab', 'let xabc']) {
    const { context, sources, evidence } = stage([], open, 'abcdefgh');
    evidence.gather(context, sources);
    expect(evidence.candidateCount, open).toBe(0);
  }
});

test('what was removed is foretold at its place and elsewhere', () => {
  const { context, removed, sources, evidence } = stage([], 'const answer = compute');
  removed.current = { left: 'const answer = ', text: 'computeAnswer(question)' };
  evidence.gather(context, sources);
  expect(String.fromCharCode(evidence.longestSymbolInDocument)).toBe('A');
  removed.current = undefined;
  evidence.gather(context, sources);
  expect(evidence.longestInDocument).toBe(0);
});
