import { describe, expect, test } from 'vitest';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { compareModels, type ComparisonOptions } from '../../../src/fineTuning/compareModels.ts';
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
  test('one that knows the project saves more keystrokes, and shows in which lines', async () => {
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

  test('the same model twice: the same numbers, and lines that say so', async () => {
    const model = new FakeModel(vocabulary, [common, own]);
    const { keystrokesSaved, lines } = await compare({ before: model, after: model });
    expect(keystrokesSaved.after).toBe(keystrokesSaved.before);
    for (const line of lines) expect(line.after).toBe(line.before);
  });

  test('gives the same again', async () => {
    expect(await compare()).toEqual(await compare());
  });

  test('types no more than it is told', async () => {
    const { before, after } = models();
    await compare({ before, after }, { maximumCharacters: 40 });
    expect(before.counts.read).toBeLessThan(150);
    expect(await compare(models(), { files: [] })).toEqual({ keystrokesSaved: { before: 0, after: 0 }, lines: [] });
  });

  test('stops when it is aborted, and leaves the models alone from then on', async () => {
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
