import { expect, test } from 'vitest';
import { LiveLearner } from '../../../../src/completion/live/liveLearner.ts';
import { ReadPath } from '../../../../src/completion/reading/readPath.ts';
import type { EngineOptions } from '../../../../src/completion/completionEngine.ts';
import { TextCache } from '../../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { FakeModel } from '../../../support/fakeModel.ts';
import { fittedMixture } from '../../../support/fittedMixture.ts';
import { type Desk, desk, never, request, sentence, shown, vocabulary } from '../desk.ts';

const fitted = await fittedMixture();

/** The model knows `compute` and no other name that begins like it. */
const known = [sentence];
const invented = 'compuvwxy(question);\n';
const document = `${invented.repeat(40)}compu‸`;

function learningDesk(options: Partial<EngineOptions> = {}): Desk {
  return desk(known, { liveLearning: true, ...options });
}

test('a name that the document repeats is learnt, and not in other documents', async () => {
  expect(await shown(desk(known).engine, document)).toMatch(/compu\[te/);
  const { engine } = learningDesk();
  expect(await shown(engine, document)).toMatch(/compu\[vw/);
  expect(await shown(engine, 'compu‸', { documentId: 'b' })).toMatch(/compu\[te/);
});

test('what was learnt is forgotten when the document is closed', async () => {
  const { engine } = learningDesk();
  await shown(engine, document);
  engine.closeDocument('a');
  expect(engine.memory).toBe(0);
  expect(await shown(engine, 'compu‸')).toMatch(/compu\[te/);
});

test('what was learnt is forgotten when live learning is turned off', async () => {
  const { engine } = learningDesk();
  await shown(engine, document);
  engine.liveLearning = false;
  expect(await shown(engine, document.replace('‸', 't‸'))).toMatch(/comput\[e/);
  expect(await shown(engine, document)).toMatch(/compu\[te/);
  engine.liveLearning = true;
  expect(await shown(engine, document.replace('compu‸', `${invented}compu‸`))).toMatch(/compu\[te/);
});

test('typed text is learnt like text that was there before', async () => {
  const { engine } = learningDesk();
  const text = document.replace('‸', '');
  for (let end = 1; end < text.length; end++) await engine.complete(request(`${text.slice(0, end)}‸`), never);
  expect(await shown(engine, document)).toMatch(/compu\[vw/);
});

test('repeated requests teach nothing', async () => {
  const { engine } = learningDesk();
  const ask = () => engine.complete(request(document, { explicit: true }), never);
  const first = await ask();
  await engine.complete(request(document.replace('‸', 'z‸')), never);
  await engine.complete(request(document), never);
  const { offers } = await ask();
  expect(offers.map(({ text }) => text)).toEqual(first.offers.map(({ text }) => text));
});

test('lines that look like secrets are not learnt, other lines are', async () => {
  const learnt = async (value: string): Promise<number> => {
    const model = new FakeModel(vocabulary, []);
    const path = new ReadPath(model, {
      offset: 0,
      tokenCount: 0,
      encoder: vocabulary.encoder(),
      state: model.initialState(),
    });
    path.learner = new LiveLearner(model);
    const text = `const password = "${value}";\n`;
    path.follow(text);
    while (path.head.offset < text.length) await path.readSlice(text, 64);
    return path.learner.weights.bytes;
  };
  expect(await learnt('Xk9fQ2mZ7pL4vT8wR3nB6cY1')).toBe(0);
  expect(await learnt('')).toBeGreaterThan(0);
});

test('turned off, the calls of the model and the answers are the same', async () => {
  const [before, off] = [desk(known), learningDesk({ liveLearning: false })];
  const answers = await Promise.all(
    [before, off].map(async ({ engine }) => [
      await engine.complete(request(document), never),
      await engine.complete(request(document, { explicit: true }), never),
    ]),
  );
  expect(answers[1]).toEqual(answers[0]);
  expect(off.model.counts).toEqual(before.model.counts);
});

test('with the text cache, probabilities stay between 0 and 1', async () => {
  const workspace = new WorkspaceTexts(vocabulary);
  workspace.put({ name: 'b.txt', languageId: 'plaintext', text: invented.repeat(3) });
  while (workspace.work(10_000));
  const { engine } = learningDesk({ textCache: new TextCache(vocabulary, workspace, fitted) });
  const varied = Array.from({ length: 20 }, (_, line) => `const a${line} = compuvwxy(${line * 7919});\n`).join('');
  expect(await shown(engine, `${varied}compu‸`)).toMatch(/compu\[vw/);
  const { offers } = await engine.complete(request(`${varied}compu‸`, { explicit: true }), never);
  expect(offers.length).toBeGreaterThan(0);
  for (const { probability } of offers) {
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThanOrEqual(1);
  }
});
