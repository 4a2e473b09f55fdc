import { expect, test } from 'vitest';
import type { Eagerness } from '../../../../../src/completion/request.ts';
import type { ReplaySystem } from '../../../../../src/replay/replaySystem.ts';
import { write } from '../../../../../src/replay/simulatedWriter.ts';
import type { FileRecord, FileTyper, TypingSetup } from '../../../../../src/tools/measure/replay/fileTyper.ts';
import { replay } from '../../../../../src/tools/measure/replay/replayWorkspace.ts';

const file = (path: string, text: string) => ({ path, languageId: 'typescript', text });

/** Knows one word, and how it begins. */
const knowing = (word: string, probability: number): ReplaySystem => ({
  askedAfterAccept: true,
  open: () => ({
    offer: (prefix) =>
      Promise.resolve(prefix.endsWith(word.charAt(0)) ? { text: word.slice(1), probability } : undefined),
    close: () => undefined,
  }),
});

const setup = (texts: readonly string[], eagerness: readonly Eagerness[] = ['balanced']): TypingSetup => ({
  train: [],
  files: texts.map((text, index) => file(`${index}.ts`, text)),
  base: '',
  fineTuned: undefined,
  eagerness,
  maximumLength: 200,
  drafts: false,
  systems: undefined,
  calibration: undefined,
});

/** Types with a base model that knows one word, and with words that it never offers. `turn` delays each file. */
class FakeTyper implements FileTyper {
  readonly typed: string[] = [];
  readonly #turn: () => Promise<void>;
  #setup = setup([]);

  constructor(turn: () => Promise<void> = () => Promise.resolve()) {
    this.#turn = turn;
  }

  prepare(given: TypingSetup) {
    this.#setup = given;
    return Promise.resolve(this.#variants());
  }

  async type(index: number, advanced: (characters: number) => void) {
    const typed = this.#setup.files[index]!;
    this.typed.push(typed.path);
    await this.#turn();
    const records: FileRecord[] = [];
    for (const { name, eagerness } of this.#variants()) {
      const isBase = name === 'base';
      const tally = await write(isBase ? knowing('hello', 0.75) : knowing('zzzz', 0.5), typed, () => 0);
      const { length } = typed.text;
      records.push({ name, eagerness, tally, cost: isBase ? { bits: 2 * length, characters: length } : undefined });
      advanced(length);
    }
    return records;
  }

  dispose() {
    return Promise.resolve();
  }

  #variants() {
    const [first = 'balanced'] = this.#setup.eagerness;
    return [
      { name: 'wordBased', eagerness: first } as const,
      ...this.#setup.eagerness.map((eagerness) => ({ name: 'base', eagerness }) as const),
    ];
  }
}

const unheard = { start: () => undefined, advance: () => undefined };

test('sums over files, and gives each file its own row', async () => {
  const result = await replay([new FakeTyper()], setup(['hello hello', 'other']), unheard);
  expect(result.characters).toBe(16);
  expect(result.systems.wordBased).toMatchObject({ keystrokesSaved: 0, offers: 0 });
  expect(result.systems.wordBased).not.toHaveProperty('bitsPerCharacter');
  expect(result.systems.base).toMatchObject({
    keystrokesSaved: 6 / 16,
    acceptanceRate: 2 / 3,
    bitsPerCharacter: 2,
    reliability: [{ from: 0.7, to: 0.8, predicted: 0.75, observed: 2 / 3, offers: 3 }],
  });
  expect(result.systems).not.toHaveProperty('full');
  expect(result.fileResults.map(({ path, systems }) => [path, systems.base?.keystrokesSaved])).toEqual([
    ['0.ts', 6 / 11],
    ['1.ts', 0],
  ]);
});

test('several settings: what has none is measured once', async () => {
  const result = await replay([new FakeTyper()], setup(['hello'], ['balanced', 'quiet', 'eager']), unheard);
  expect(Object.keys(result.systems)).toEqual(['wordBased', 'base']);
  expect(Object.entries(result.otherEagerness).map(([name, systems]) => [name, Object.keys(systems)])).toEqual([
    ['quiet', ['base']],
    ['eager', ['base']],
  ]);
});

test('the result does not depend on the number and the speed of the typers', async () => {
  const texts = Array.from({ length: 9 }, (_, index) => 'hello other '.repeat(((index * 5) % 7) + 1));
  const alone = await replay([new FakeTyper()], setup(texts), unheard);
  const slow = new FakeTyper(() => new Promise((resolve) => setImmediate(resolve)));
  const quick = new FakeTyper();
  expect(await replay([slow, quick], setup(texts), unheard)).toEqual(alone);
  expect([...slow.typed, ...quick.typed].sort()).toEqual(texts.map((_, index) => `${index}.ts`));
  expect(quick.typed.length).toBeGreaterThan(slow.typed.length);
});

test('the longest files are typed first', async () => {
  const typer = new FakeTyper();
  await replay([typer], setup(['a', 'bbb', 'cc', 'ddd']), unheard);
  expect(typer.typed).toEqual(['1.ts', '3.ts', '2.ts', '0.ts']);
});

test('progress adds up to what was announced', async () => {
  let total = 0;
  let done = 0;
  const progress = { start: (amount: number) => (total = amount), advance: (amount: number) => (done += amount) };
  await replay([new FakeTyper(), new FakeTyper()], setup(['hello', 'other one'], ['quiet', 'eager']), progress);
  expect(total).toBe(3 * 14);
  expect(done).toBe(total);
});

test('what fails in one typer fails the whole', async () => {
  const broken = new FakeTyper(() => Promise.reject(new Error('broken')));
  await expect(replay([broken, new FakeTyper()], setup(['a', 'b']), unheard)).rejects.toThrow('broken');
});
