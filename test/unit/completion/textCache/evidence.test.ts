import fc from 'fast-check';
import { expect, test } from 'vitest';
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
import { symbolOf, textHeader } from '../../../../src/completion/textCache/symbols.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();
const header = textHeader(vocabulary.languageTag('plaintext'));

function stage(texts: readonly string[], open: string) {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const [index, text] of texts.entries()) workspace.put({ name: String(index), languageId: 'plaintext', text });
  while (workspace.work(1000));
  const document = new OpenText(vocabulary, 'plaintext');
  document.follow(open);
  const context = CacheContext.at(document.chain.symbols, document.chain.length);
  return { workspace, document, context, evidence: new Evidence() };
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
      const { workspace, document, context, evidence } = stage(texts, open);
      evidence.gather(context, { workspace, document, ownText: undefined });
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
  const { workspace, document, context, evidence } = stage(
    ['let width = 1', 'let width = 2', 'xxx width = 3', 'th = 4 th = 4 th = 4'],
    'let width = ',
  );
  evidence.gather(context, { workspace, document, ownText: undefined });
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
  const { workspace, document, evidence } = stage([`${rare}!`, common], 'the one and only sentence of its');
  const sources = { workspace, document, ownText: undefined };
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
  const { workspace, document, context, evidence } = stage([saved], open);
  evidence.gather(context, { workspace, document, ownText: workspace.extentOf('0') });
  expect(evidence.longest).toBeLessThan(ownPlaceMatch);
  document.follow(`${open}perim`);
  const later = CacheContext.at(document.chain.symbols, document.chain.length);
  evidence.gather(later, { workspace, document, ownText: workspace.extentOf('0') });
  expect(String.fromCharCode(evidence.longestSymbol)).toBe('e');
});
