import { expect, test } from 'vitest';
import { samplesOf } from '../../../src/fineTuning/samples.ts';

const file = (path: string, lines: number) => ({
  path,
  languageId: 'typescript',
  text: Array.from({ length: lines }, (_, index) => `line ${String(index).padStart(4, '0')}\n`).join(''),
});
const stretch = ({ file: { text }, from }: ReturnType<typeof samplesOf>[number]) => text.slice(from);

test('short files are typed whole', () => {
  const files = [file('b.ts', 10), file('a.ts', 20)];
  expect(samplesOf(files, 10_000)).toEqual([
    { file: files[1], from: 0 },
    { file: files[0], from: 0 },
  ]);
});

test('long ones in part: whole lines out of their middle, after not too much that has to be read', () => {
  const [sample] = samplesOf([file('a.ts', 1000)], 900);
  expect(stretch(sample!)).toMatch(/^line \d{4}\n(line \d{4}\n)*$/);
  expect(stretch(sample!)).toHaveLength(900);
  expect(sample!.from).toBe(2000);
  expect(samplesOf([file('a.ts', 100)], 900)[0]?.from).toBe(50);
});

test('all together are no more than asked for, over as many files as there is room for', () => {
  const files = Array.from({ length: 100 }, (_, index) => file(`${String(index).padStart(3, '0')}.ts`, 90 + index));
  const samples = samplesOf(files, 4000);
  expect(samples.map((sample) => sample.file.path)).toEqual(['019.ts', '039.ts', '059.ts', '079.ts', '099.ts']);
  const characters = samples.reduce((sum, sample) => sum + stretch(sample).length, 0);
  expect(characters).toBeLessThanOrEqual(4000);
  expect(characters).toBeGreaterThan(3900);
  expect(samplesOf([...files].reverse(), 4000)).toEqual(samples);
});

test('what a short file leaves over goes to the others', () => {
  const [long] = samplesOf([file('a.ts', 1000), file('b.ts', 1)], 1600);
  expect(stretch(long!)).toHaveLength(1590);
});

test('nothing of nothing, and nothing of a line that is too long', () => {
  expect(samplesOf([], 1000)).toEqual([]);
  expect(samplesOf([file('a.ts', 0)], 1000)).toEqual([]);
  expect(samplesOf([file('a.ts', 10)], 0)).toEqual([]);
  expect(samplesOf([{ path: 'a', languageId: 'plaintext', text: 'x'.repeat(5000) }], 1000)).toEqual([]);
});
