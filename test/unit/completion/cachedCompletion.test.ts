import { describe, expect, test } from 'vitest';
import { uncalibrated } from '../../../src/completion/choosing/calibration.ts';
import { type ShowRule, showRules } from '../../../src/completion/choosing/showRule.ts';
import { type Rates, TextCache } from '../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../src/completion/textCache/workspaceTexts.ts';
import type { EngineOptions } from '../../../src/completion/completionEngine.ts';
import type { FakeModelOptions } from '../../support/fakeModel.ts';
import { fittedMixture } from '../../support/fittedMixture.ts';
import { type Desk, desk, never, request, sentence, shown, vocabulary } from './desk.ts';

const fitted = await fittedMixture();

/** A project that the model does not know. */
const project = 'export function quuxifyFrobnicator(widget, gadget) {\n  return frobnicate(widget, gadget);\n}\n';

const usedOften = Array.from({ length: 6 }, (_, use) => `${project}const w${use} = quuxifyFrobnicator(${use}, w);\n`);

/** Shows every offer: the shipped calibration changes with every model. */
const boldRule: ShowRule = { ...showRules.eager, cost: 0.2, price: 0 };
const bold = { calibration: uncalibrated, rules: { quiet: boldRule, balanced: boldRule, eager: boldRule } };

function cachedDesk(
  texts: readonly string[],
  more: { known?: readonly string[]; rates?: Rates; options?: Partial<EngineOptions>; fake?: FakeModelOptions } = {},
): Desk {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const [index, text] of texts.entries()) {
    workspace.put({ name: `${index}.txt`, languageId: 'plaintext', text });
  }
  while (workspace.work(10_000));
  const textCache = new TextCache(vocabulary, workspace, fitted, more.rates);
  return desk(more.known ?? [sentence], { textCache, ...bold, ...more.options }, more.fake);
}

test('a name that only the workspace knows is completed', async () => {
  expect(await shown(desk([sentence]).engine, 'quuxifyFro‸')).toBe('quuxifyFro‸');
  const { engine } = cachedDesk(usedOften, { known: [] });
  expect(await shown(engine, 'quuxifyFro‸')).toMatch(/^quuxifyFro\[bnicator/);
});

test('a name of the open document is completed without a workspace', async () => {
  const { engine } = cachedDesk([], { known: [] });
  const document = 'let thingamajig = 1;\nthingamajig += 2;\nthingamajig -= 3;\nthinga‸';
  expect(await shown(engine, document)).toMatch(/thinga\[majig/);
});

test('text that the model knows is completed as without the cache', async () => {
  const { engine } = cachedDesk([project], { fake: { surprise: 0.001 } });
  expect(await shown(engine, 'const answer = com‸')).toBe('const answer = com[pute(question);]');
});

test('typing through and accepting an offer cost nothing', async () => {
  const { engine, model } = cachedDesk(usedOften, { known: [] });
  const first = await shown(engine, 'quuxifyFro‸');
  const { calls, read } = model.counts;
  expect(await shown(engine, 'quuxifyFrobn‸')).toBe(first.replace('[bn', 'bn['));
  expect(model.counts.calls).toBe(calls);
  await shown(engine, `${first.replace('[', '').replace(']', '')}‸`);
  expect(model.counts.read).toBe(read);
});

test('alternatives come from the cache as well', async () => {
  const { engine } = cachedDesk([...usedOften, 'quuxifyGadget(1);\nquuxifyGadget(2);\n'], {
    known: [],
  });
  const { offers } = await engine.complete(request('quuxify‸', { explicit: true }), never);
  const starts = offers.map(({ text }) => text.charAt(0));
  expect(starts).toContain('F');
  expect(starts).toContain('G');
  expect(new Set(starts).size).toBe(starts.length);
  for (const { probability } of offers) expect(probability).toBeLessThanOrEqual(1);
});

test('at the start of a line offers agree with the typed indentation', async () => {
  const { engine } = cachedDesk([project, project], { known: [] });
  expect(await shown(engine, `${project}\nexport function quuxifyFrobnicator(widget, gadget) {\n ‸`)).toMatch(
    /\n \[ return/,
  );
});

test('the cache learns from typed text, not from opened text', async () => {
  let learnt = 0;
  const rates: Rates = () => {
    learnt++;
    return undefined;
  };
  const { engine } = cachedDesk([project], { rates });
  await shown(engine, 'a text that was there already‸');
  expect(learnt).toBe(0);
  await shown(engine, 'a text that was there already, q‸');
  // The comma was predicted, right or wrong; the later predictions were for another text.
  expect(learnt).toBeGreaterThan(0);
});

test('decoding stops between two slices after the budget, and continues in the background', async () => {
  const long = `const thingamajigs = [${Array.from({ length: 40 }, (_, index) => `thing${index * 7919}`).join(', ')}];\n`;
  const { engine, clock, late } = cachedDesk([long, long, long], { known: [], fake: { millisecondsPerToken: 1 } });
  await shown(engine, 'const thingamajigs = [‸', { budgetMilliseconds: 40 });
  expect(clock.milliseconds).toBeLessThan(60);
  await engine.idle();
  expect(late.length).toBeLessThanOrEqual(1);
  expect(await shown(engine, 'const thingamajigs = [‸', { budgetMilliseconds: 40 })).toMatch(/= \[\[thing0, thing7919/);
});

test('a cancelled request gets no offers', async () => {
  const { engine } = cachedDesk([project, project]);
  const controller = new AbortController();
  const asked = engine.complete(request('quuxifyF‸'), controller.signal);
  controller.abort();
  expect(await asked).toEqual({ offers: [] });
});

test('without a cache the calls of the model are those of plain completion', async () => {
  const [plain, cached] = [desk([sentence]), cachedDesk([])];
  for (const { engine } of [plain, cached]) await shown(engine, 'const answer = com‸');
  expect(plain.model.counts.stepped).toBe(0);
  expect(plain.model.counts.predicted).toBe(0);
  expect(cached.model.counts.decoded).toBe(0);
});

test('the memory of documents includes that of the cache', async () => {
  const [plain, cached] = [desk([sentence]), cachedDesk([])];
  for (const { engine } of [plain, cached]) await shown(engine, 'const answer = com‸');
  expect(cached.engine.memory).toBeGreaterThan(plain.engine.memory + 50_000);
  cached.engine.closeDocument('a');
  expect(cached.engine.memory).toBe(0);
});

describe('text on both sides', () => {
  test('a name that stands only below the cursor is completed', async () => {
    const { engine } = cachedDesk([], { known: [] });
    const below = '\nlet thingamajig = 1;\nthingamajig += 2;\nthingamajig -= 3;\n';
    expect(await shown(engine, `thinga‸${below}`)).toContain('thinga[majig');
  });

  test('a secret below the cursor is not', async () => {
    const token = 'hT7xQ2mZ9vK4bN8wR3yL6pD1sF5gJ0cA';
    const { engine } = cachedDesk([], { known: [] });
    const below = `\nlet shade = "${token}";\n`.repeat(4);
    const { offers } = await engine.complete(request(`let shade = "${token.slice(0, 6)}‸${below}`), never);
    expect(offers[0]?.text ?? '').not.toContain(token.slice(6, 9));
  });
});

/** Replaces text and tells the engine, as the editor does. Returns the text with its cursor. */
function replaced(engine: Desk['engine'], text: string, from: string, to: string): string {
  const offset = text.indexOf(from);
  const [left, right] = [text.slice(0, offset), text.slice(offset + from.length)];
  const around = { left: left.slice(-120), right: right.slice(0, 120) };
  engine.edited({ documentId: 'a', change: { offset, removed: from, inserted: '', ...around } });
  for (const [index, character] of Array.from(to).entries()) {
    const before = (left + to.slice(0, index)).slice(-120);
    const change = { offset: offset + index, removed: '', inserted: character, left: before, right: around.right };
    engine.edited({ documentId: 'a', change });
  }
  return `${left}${to}‸${right}`;
}

describe('the memory of edits', () => {
  const uses = 'use(oldName, 1);\nuse(oldName, 2);\ncall(oldName);\n';

  test('offers a replacement again, and the rest of it while it is typed through', async () => {
    const { engine, model } = cachedDesk([], { known: [] });
    const first = replaced(engine, uses, 'oldName', 'freshName').replace('‸', '');
    const second = replaced(engine, first, 'oldName', '');
    expect(await shown(engine, second)).toContain('use([freshName], 2)');
    await engine.idle();
    const { calls } = model.counts;
    expect(await shown(engine, second.replace('‸', 'fre‸'))).toContain('use(fre[shName], 2)');
    expect(model.counts.calls).toBe(calls);
  });

  test('is silent where the same was only removed', async () => {
    const { engine } = cachedDesk([], { known: ['use(oldName, 1);\nuse(oldName, 2);\n'] });
    const first = replaced(engine, uses, ', 1', '').replace('‸', '');
    const second = replaced(engine, first, 'call', 'x').replace('‸', '').replace(', 2', ', 1');
    expect(await shown(engine, replaced(engine, second, ', 1', ''))).not.toContain('[');
  });

  test('puts its offer first among alternatives', async () => {
    const { engine } = cachedDesk([], { known: [] });
    const first = replaced(engine, uses, 'oldName', 'freshName').replace('‸', '');
    const second = replaced(engine, first, 'oldName', '');
    const { offers } = await engine.complete(request(second, { explicit: true }), never);
    expect(offers[0]?.text).toBe('freshName');
    expect(new Set(offers.map(({ text }) => text)).size).toBe(offers.length);
  });

  test('is empty after it was told to forget, and when the text cache is turned off', async () => {
    for (const forget of [
      ({ engine }: Desk) => {
        engine.forgetEdits();
      },
      ({ engine }: Desk) => {
        engine.textCache = undefined;
      },
    ]) {
      const own = cachedDesk([], { known: [] });
      const first = replaced(own.engine, uses, 'oldName', 'freshName').replace('‸', '');
      const second = replaced(own.engine, first, 'oldName', '');
      forget(own);
      expect(await shown(own.engine, second)).not.toContain('freshName]');
    }
  });
});
