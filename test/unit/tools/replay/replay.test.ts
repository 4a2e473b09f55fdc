import { expect, test } from 'vitest';
import { htmlReport } from '../../../../src/tools/replay/htmlReport.ts';
import { replay } from '../../../../src/tools/replay/replay.ts';
import { textReport } from '../../../../src/tools/replay/replayReport.ts';
import type { ReplaySystem } from '../../../../src/replay/replaySystem.ts';

const file = (path: string, text: string) => ({ path, languageId: 'typescript', text });

/** Knows one word, and how it begins. */
const knowing = (word: string): ReplaySystem => ({
  askedAfterAccept: true,
  open: () => ({
    offer: (prefix) => Promise.resolve(prefix.endsWith(word.charAt(0)) ? { text: word.slice(1) } : undefined),
    close: () => undefined,
  }),
});

const never = { name: 'wordBased', system: knowing('zzzz') } as const;
const good = {
  name: 'base',
  system: knowing('hello'),
  cost: ({ text }: { text: string }) => Promise.resolve({ bits: 2 * text.length, characters: text.length }),
} as const;

test('sums over files, and gives each file its own row', async () => {
  const lines: string[] = [];
  const files = [file('a.ts', 'hello hello'), file('b.ts', 'other')];
  const result = await replay(
    [never, good],
    files,
    () => 0,
    (line) => lines.push(line),
  );
  expect(result.characters).toBe(16);
  expect(result.systems.wordBased).toMatchObject({ keystrokesSaved: 0, offers: 0 });
  expect(result.systems.wordBased).not.toHaveProperty('bitsPerCharacter');
  expect(result.systems.base).toMatchObject({ keystrokesSaved: 6 / 16, acceptanceRate: 2 / 3, bitsPerCharacter: 2 });
  expect(result.fileResults.map(({ path, systems }) => [path, systems.base?.keystrokesSaved])).toEqual([
    ['a.ts', 6 / 11],
    ['b.ts', 0],
  ]);
  expect(lines).toHaveLength(4);
});

test('reports name what exists, and nothing else', async () => {
  const { systems, fileResults } = await replay(
    [never, good],
    [file('<a>.ts', 'hello')],
    () => 0,
    () => undefined,
  );
  const report = {
    workspace: 'some & project',
    trainFiles: 3,
    heldOutFiles: 1,
    characters: 5,
    nearDuplicatesDropped: 0,
    yardsticks: { ppmd: 1.234 },
    systems,
  };
  const text = textReport(report);
  expect(text).toContain('ppmd 1.234');
  expect(text).not.toContain('zpaq');
  expect(text).not.toContain('fineTuned');
  const html = htmlReport(report, fileResults);
  expect(html).toContain('some &amp; project');
  expect(html).toContain('&lt;a&gt;.ts');
  expect(html).not.toMatch(/<script|https?:|Fine-tuned|zpaq/);
});
