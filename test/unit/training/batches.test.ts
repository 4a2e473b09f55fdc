/** A row of tokens becomes time-major chunks. Every stream continues where its last chunk ended. */
import { describe, expect, it } from 'vitest';
import { Batches } from '../../../src/training/batches.ts';

const row = (length: number): Uint16Array => Uint16Array.from({ length }, (_, index) => index);

describe('batches', () => {
  it('are time-major: the first tokens of all streams, then the second ones', () => {
    const { tokens, targets } = new Batches(row(20), 3, 2).chunk(0);
    expect(Array.from(tokens)).toEqual([0, 10, 1, 11, 2, 12]);
    expect(Array.from(targets)).toEqual([1, 11, 2, 12, 3, 13]);
  });

  it('continue every stream where the previous chunk ended', () => {
    const batches = new Batches(row(101), 4, 3);
    expect(batches.length).toBe(8);
    const streams = [0, 1, 2].map((): number[] => []);
    for (let index = 0; index < batches.length; index++) {
      const { tokens, targets } = batches.chunk(index);
      tokens.forEach((token, position) => {
        streams[position % 3]!.push(token);
        expect(targets[position]).toBe(token + 1);
      });
    }
    // Streams of 33 tokens each; the last target of a stream is not read.
    streams.forEach((stream, index) => {
      expect(stream).toEqual(Array.from({ length: 32 }, (_, position) => index * 33 + position));
    });
  });

  it('start again after the last', () => {
    const batches = new Batches(row(101), 4, 3);
    const first = batches.chunk(0).tokens.slice();
    expect(batches.chunk(7).tokens).not.toEqual(first);
    expect(batches.chunk(8).tokens).toEqual(first);
    expect(batches.chunk(16).tokens).toEqual(first);
  });

  it('read copy codes with the tokens', () => {
    const copies = row(101).map((token) => 1000 + token);
    const batches = new Batches(row(101), 4, 3, copies);
    for (const index of [0, 5, 9]) {
      const { tokens, copies: codes } = batches.chunk(index);
      expect(Array.from(codes ?? [])).toEqual(Array.from(tokens, (token) => 1000 + token));
    }
    expect(() => new Batches(row(101), 4, 3, row(100))).toThrow(RangeError);
  });

  it('require streams of at least one chunk and a target', () => {
    expect(new Batches(row(10), 4, 2).length).toBe(1);
    expect(() => new Batches(row(9), 4, 2)).toThrow(RangeError);
    expect(() => new Batches(row(0), 4, 2)).toThrow(RangeError);
  });
});
