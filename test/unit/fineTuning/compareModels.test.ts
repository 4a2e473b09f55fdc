import { describe, expect, test } from 'vitest';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { compareModels, type ComparisonOptions, samplesOf } from '../../../src/fineTuning/compareModels.ts';
import { FakeModel } from '../../support/fakeModel.ts';

const vocabulary = new Vocabulary();
const common = 'export function start(): void {\n';
const own = '  const controller = createTideController(harbour);\n';
const files = ['a', 'b', 'c'].map((name) => ({
  path: `src/${name}.ts`,
  languageId: 'typescript',
  text: `// ${name}\n${common}${own}}\n`,
}));

function models() {
  return { before: new FakeModel(vocabulary, [common]), after: new FakeModel(vocabulary, [common, own]) };
}

function compare({ before, after } = models(), more: Partial<ComparisonOptions> = {}) {
  return compareModels({
    before: { model: before, vocabulary },
    after: { model: after, vocabulary },
    files,
    now: () => 0,
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
    maximumCharacters: 10_000,
    signal: new AbortController().signal,
    ...more,
  });
}

describe('comparing two models', () => {
  test('a model that knows the project saves more keystrokes, and the lines show where', async () => {
    const { keystrokesSaved, lines } = await compare();
    expect(keystrokesSaved.before).toBeGreaterThan(0.1);
    expect(keystrokesSaved.after).toBeGreaterThan(keystrokesSaved.before + 0.2);
    expect(lines.length).toBeGreaterThan(0);
    const [first] = lines;
    expect(first!.typed + first!.truth).toBe(own.slice(0, -1));
    expect(first!.truth.startsWith(first!.after.split('\n')[0]!)).toBe(true);
    expect(first!.after).not.toBe('');
    expect(first!.before).toBe('');
  });

  test('the same model twice gives equal numbers and equal offers', async () => {
    const model = new FakeModel(vocabulary, [common, own]);
    const { keystrokesSaved, lines } = await compare({ before: model, after: model });
    expect(keystrokesSaved.after).toBe(keystrokesSaved.before);
    for (const line of lines) expect(line.after).toBe(line.before);
  });

  test('is deterministic', async () => {
    expect(await compare()).toEqual(await compare());
  });

  test('types no more than the limit', async () => {
    const { before, after } = models();
    await compare({ before, after }, { maximumCharacters: 40 });
    expect(before.counts.read).toBeLessThan(150);
    expect(await compare(models(), { files: [] })).toEqual({ keystrokesSaved: { before: 0, after: 0 }, lines: [] });
  });

  test('stops when aborted, and then no longer calls the models', async () => {
    const { before, after } = models();
    const abort = new AbortController();
    const reason = new Error('stopped');
    before.onCall = () => {
      if (before.counts.calls === 5) abort.abort(reason);
    };
    await expect(compare({ before, after }, { signal: abort.signal })).rejects.toBe(reason);
    expect(before.counts.calls).toBeLessThanOrEqual(6);
    expect(after.counts.calls).toBe(0);
    await expect(compare(models(), { signal: abort.signal })).rejects.toBe(reason);
  });
});

describe('the stretches that are typed', () => {
  const file = (path: string, lines: number) => ({
    path,
    languageId: 'typescript',
    text: Array.from({ length: lines }, (_, index) => `line ${String(index).padStart(4, '0')}\n`).join(''),
  });
  const stretch = ({ file: { text }, from }: ReturnType<typeof samplesOf>[number]) => text.slice(from);

  test('are whole short files', () => {
    const files = [file('b.ts', 10), file('a.ts', 20)];
    expect(samplesOf(files, 10_000)).toEqual([
      { file: files[1], from: 0 },
      { file: files[0], from: 0 },
    ]);
  });

  test('are whole lines from the middle of long files, after a limited lead', () => {
    const [sample] = samplesOf([file('a.ts', 1000)], 900);
    expect(stretch(sample!)).toMatch(/^line \d{4}\n(line \d{4}\n)*$/);
    expect(stretch(sample!)).toHaveLength(900);
    expect(sample!.from).toBe(2000);
    expect(samplesOf([file('a.ts', 100)], 900)[0]?.from).toBe(50);
  });

  test('stay within the limit, from as many files as fit', () => {
    const files = Array.from({ length: 100 }, (_, index) => file(`${String(index).padStart(3, '0')}.ts`, 90 + index));
    const samples = samplesOf(files, 4000);
    expect(samples.map((sample) => sample.file.path)).toEqual(['019.ts', '039.ts', '059.ts', '079.ts', '099.ts']);
    const characters = samples.reduce((sum, sample) => sum + stretch(sample).length, 0);
    expect(characters).toBeLessThanOrEqual(4000);
    expect(characters).toBeGreaterThan(3900);
    expect(samplesOf([...files].reverse(), 4000)).toEqual(samples);
  });

  test('use what short files leave over', () => {
    const [long] = samplesOf([file('a.ts', 1000), file('b.ts', 1)], 1600);
    expect(stretch(long!)).toHaveLength(1590);
  });

  test('are none without text, and none of a line that is too long', () => {
    expect(samplesOf([], 1000)).toEqual([]);
    expect(samplesOf([file('a.ts', 0)], 1000)).toEqual([]);
    expect(samplesOf([file('a.ts', 10)], 0)).toEqual([]);
    expect(samplesOf([{ path: 'a', languageId: 'plaintext', text: 'x'.repeat(5000) }], 1000)).toEqual([]);
  });
});
