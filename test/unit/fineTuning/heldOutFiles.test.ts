import { describe, expect, it, test } from 'vitest';

import { isHeldOut, splitDocuments } from '../../../src/fineTuning/heldOutFiles.ts';
import type { WorkspaceDocument } from '../../../src/workspace/workspaceSurvey.ts';

const paths = Array.from({ length: 1000 }, (_, index) => `src/file${index}.ts`);

test('about a fifth of the files is held out, always the same files', () => {
  const heldOut = paths.filter(isHeldOut);
  expect(heldOut.length).toBeGreaterThan(150);
  expect(heldOut.length).toBeLessThan(250);
});

test('SHA-256 of the path, as a big-endian integer, modulo 5', () => {
  // Computed with another program. A change would mix learnt files with files to measure with.
  expect(['abc', 'README.md', 'src/main.py'].map(isHeldOut)).toEqual([true, true, true]);
  expect(['', 'src/index.ts', 'docs/guide.md', 'lib/a.ts', 'größe.ts'].some(isHeldOut)).toBe(false);
});

const document = (path: string, characters: number): WorkspaceDocument => ({
  path,
  languageId: 'typescript',
  text: 'const a = 1;\n'.repeat(Math.ceil(characters / 13)).slice(0, characters),
  isRecent: false,
});
const charactersOf = (documents: readonly WorkspaceDocument[]): number =>
  documents.reduce((sum, { text }) => sum + text.length, 0);

describe('splitting documents', () => {
  it('follows the rule, in the order of the documents', () => {
    const documents = paths.map((path) => document(path, 100));
    const { learnt, heldOut } = splitDocuments(documents, isHeldOut);
    expect(heldOut).toEqual(documents.filter(({ path }) => isHeldOut(path)));
    expect(learnt).toEqual(documents.filter(({ path }) => !isHeldOut(path)));
  });

  it('asks with the text of a document without a path', () => {
    const messages = ['Fix the parser', 'Add a test', 'Rename it'].map((text) => ({ ...document('', 0), text }));
    const { heldOut } = splitDocuments(messages, (key) => key === 'Add a test');
    expect(heldOut).toEqual([messages[1]]);
  });

  it.each([
    ['nothing', () => false],
    ['too little', (path: string) => path === 'tiny.ts'],
    ['everything', () => true],
  ])('takes the smallest hashes when the rule holds out %s, until there is a twentieth', (_, rule) => {
    const documents = [...paths.slice(0, 100).map((path) => document(path, 100)), document('tiny.ts', 20)];
    const { learnt, heldOut } = splitDocuments(documents, rule);
    expect(charactersOf(heldOut)).toBeGreaterThanOrEqual(0.05 * charactersOf(documents));
    expect(charactersOf(heldOut)).toBeLessThan(0.07 * charactersOf(documents));
    expect(learnt.length + heldOut.length).toBe(documents.length);
    expect(splitDocuments(documents.toReversed(), rule).heldOut).toEqual(heldOut.toReversed());
  });

  it('does not hold out one large file with a small hash', () => {
    for (const name of paths.slice(0, 20)) {
      const documents = [document(name, 90_000), document('a.ts', 3000), document('b.ts', 7000)];
      const { heldOut } = splitDocuments(documents, () => false);
      expect(charactersOf(heldOut)).toBeLessThanOrEqual(0.3 * charactersOf(documents));
      expect(charactersOf(heldOut)).toBeGreaterThanOrEqual(0.02 * charactersOf(documents));
    }
  });

  it.each([true, false])('holds out the last fifth of a single document, cut at a line (rule: %s)', (rule) => {
    const only = document('a.ts', 1300);
    const { learnt, heldOut } = splitDocuments([only], () => rule);
    expect(
      learnt
        .concat(heldOut)
        .map(({ text }) => text)
        .join(''),
    ).toBe(only.text);
    expect(heldOut).toHaveLength(1);
    expect(heldOut[0]?.path).toBe('a.ts');
    expect(heldOut[0]?.text).toHaveLength(260);
    expect(learnt[0]?.text.endsWith('\n')).toBe(true);
  });

  it('cuts the longest of two when neither is small enough', () => {
    const { learnt, heldOut } = splitDocuments([document('a.ts', 1000), document('b.ts', 1300)], () => false);
    expect(learnt.map(({ path }) => path)).toEqual(['a.ts', 'b.ts']);
    expect(heldOut.map(({ path }) => path)).toEqual(['b.ts']);
  });

  it('holds out nothing of a single line, or without documents', () => {
    const line = { ...document('a.ts', 0), text: 'x'.repeat(100) };
    expect(splitDocuments([line], () => true)).toEqual({ learnt: [line], heldOut: [] });
    expect(splitDocuments([], () => true)).toEqual({ learnt: [], heldOut: [] });
    expect(splitDocuments([{ ...line, text: '' }], () => false).heldOut).toEqual([]);
  });

  it('accepts lone surrogates', () => {
    const odd = { ...document('\ud800.ts', 0), text: 'a = "\ud800";\n'.repeat(50) };
    const { learnt, heldOut } = splitDocuments([odd], () => false);
    expect((learnt[0]?.text ?? '') + (heldOut[0]?.text ?? '')).toBe(odd.text);
  });
});
