/** The batches of a fine-tuning: their shares, their order, and that they are reproducible. */
import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import type { Batch } from '../../../src/training/batches.ts';
import { type CorpusDocument, encodeDocument } from '../../../src/training/corpus.ts';
import { FineTuneBatches, type FineTuneShape } from '../../../src/fineTuning/fineTuneBatches.ts';

const vocabulary = new Vocabulary();
const documentOf = (path: string, text: string): CorpusDocument => ({ package: '', path, language: 'go', text });
/** Texts of one letter each, so that every token shows where it comes from. */
const workspace = ['a', 'b', 'c', 'd'].map((letter) => documentOf(`${letter}.go`, letter.repeat(60)));
const replay = [documentOf('y.go', 'y'.repeat(70)), documentOf('z.go', 'z'.repeat(40))];
const shape: FineTuneShape = { steps: 8, workspaceStreams: 3, replayStreams: 2 };

const batchesOf = (changes: Partial<FineTuneShape> = {}, seed = 1): FineTuneBatches =>
  new FineTuneBatches(vocabulary, { workspace, replay }, { ...shape, ...changes }, seed);

const copyOf = ({ tokens, targets }: Batch): number[][] => [[...tokens], [...targets]];

/** Tokens of one stream in a chunk. */
function stream(batches: FineTuneBatches, index: number, which: number): number[] {
  const { tokens } = batches.chunk(index);
  return Array.from({ length: batches.steps }, (_, t) => tokens[t * batches.batch + which] ?? -1);
}

/** The letters of the texts. Headers have other letters too. */
const letters = (tokens: readonly number[]): string => String.fromCharCode(...tokens).replace(/[^abcdyz]/g, '');

describe('batches of a fine-tuning', () => {
  it('have streams of the workspace first, then streams of base text', () => {
    const batches = batchesOf();
    expect([batches.steps, batches.batch]).toEqual([8, 5]);
    for (let index = 0; index < 3 * batches.epochLength; index++) {
      for (let which = 0; which < 5; which++) {
        expect(letters(stream(batches, index, which))).toMatch(which < 3 ? /^[abcd]*$/ : /^[yz]*$/);
      }
    }
  });

  it('continue each stream, and report where a stream begins anew', () => {
    const batches = batchesOf();
    let before: number[][] | undefined;
    for (let index = 0; index < 4 * batches.epochLength; index++) {
      const [tokens = [], targets = []] = copyOf(batches.chunk(index));
      const fresh = batches.freshStreams(index);
      for (let which = 0; which < batches.batch; which++) {
        // Inside a chunk the target of each token is the next one …
        for (let t = 0; t + 1 < batches.steps; t++) {
          expect(targets[t * batches.batch + which]).toBe(tokens[(t + 1) * batches.batch + which]);
        }
        // … and the last target is the first token of the next chunk, unless that is fresh.
        const last = before?.[1]?.[(batches.steps - 1) * batches.batch + which];
        if (last !== undefined && !fresh.includes(which)) expect(tokens[which]).toBe(last);
      }
      before = [tokens, targets];
    }
    expect(batches.freshStreams(0)).toEqual([]);
    expect(batches.freshStreams(batches.epochLength)).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(batches.freshStreams(1)).toEqual([]);
  });

  it('depend only on index and seed, in any order of requests', () => {
    const inOrder = batchesOf();
    const count = 3 * inOrder.epochLength;
    const expected = Array.from({ length: count }, (_, index) => copyOf(inOrder.chunk(index)));
    const other = batchesOf();
    for (let index = count - 1; index >= 0; index--) {
      expect(copyOf(other.chunk((index * 7) % count))).toEqual(expected[(index * 7) % count]);
    }
    expect(copyOf(batchesOf({}, 2).chunk(0))).not.toEqual(expected[0]);
  });

  it('read all of the workspace in each epoch, shuffled anew', () => {
    const batches = batchesOf({ workspaceStreams: 1, replayStreams: 0, steps: 4 });
    const epochs = [0, 1, 2, 3].map((epoch) => {
      let text = '';
      for (let index = 0; index < batches.epochLength; index++) {
        text += letters(stream(batches, epoch * batches.epochLength + index, 0));
      }
      return text;
    });
    const orders = epochs.map((text) => text.replace(/(.)\1*/g, '$1'));
    for (const order of orders) for (const letter of 'abc') expect(order).toContain(letter);
    expect(new Set(orders).size).toBeGreaterThan(1);
    // Only the end of the last document is missing.
    const total = workspace.reduce(
      (sum, document) => sum + encodeDocument(vocabulary, document, false).tokens.length,
      0,
    );
    expect(batches.epochLength).toBe(Math.floor((total - 1) / 4));
  });

  it('begin the base text anew at its end, independent of the workspace', () => {
    const batches = batchesOf();
    const seen = new Map<string, number>();
    const fresh: number[] = [];
    for (let index = 0; index < 40; index++) {
      const key = stream(batches, index, 3).join(' ');
      if (batches.freshStreams(index).includes(3)) fresh.push(index);
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(fresh.length).toBeGreaterThan(3);
    const [first = 0] = fresh;
    expect(fresh).toEqual(Array.from({ length: Math.floor(39 / first) }, (_, n) => (n + 1) * first));
    expect(stream(batches, first, 3)).toEqual(stream(batches, 0, 3));
    expect(batches.freshStreams(first)).toEqual(expect.arrayContaining([3, 4]));
  });

  it('need text for every stream', () => {
    expect(() => batchesOf({ workspaceStreams: 100 })).toThrow(RangeError);
    expect(() => batchesOf({ replayStreams: 100 })).toThrow(RangeError);
    expect(batchesOf({ replayStreams: 0 }).batch).toBe(3);
  });
});
