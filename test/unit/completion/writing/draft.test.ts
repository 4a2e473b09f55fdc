import { expect, test } from 'vitest';
import { TextCache } from '../../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { fittedMixture } from '../../../support/fittedMixture.ts';
import { type Desk, desk, never, request, shown, vocabulary } from '../desk.ts';

const header = ['# Copyright Ferns & Co.', '# Made in the open.', '', 'import os', 'import sys', ''];
const pythonFile = [...header, 'print(os.name)', ''].join('\n');
const draft = { explicit: true, draft: true } as const;

/** A model that knows nothing, and a workspace of these texts. */
async function inWorkspace(texts: readonly string[], workspace = new WorkspaceTexts(vocabulary)): Promise<Desk> {
  for (const [index, text] of texts.entries()) workspace.put({ name: `${index}.txt`, languageId: 'plaintext', text });
  while (workspace.work(10_000));
  return desk([], { textCache: new TextCache(vocabulary, workspace, await fittedMixture()) }, { surprise: 0.2 });
}

test('a draft has several lines of a typical file, and ends at a line end', async () => {
  const { engine } = desk([pythonFile]);
  expect(await shown(engine, '‸', draft)).toBe(`[${pythonFile.trimEnd()}]`);
  expect(await shown(engine, '‸', { ...draft, documentId: 'b' })).toBe(`[${pythonFile.trimEnd()}]`);
});

test('an ordinary request in an empty document gets no draft', async () => {
  const { engine } = desk([pythonFile]);
  expect((await shown(engine, '‸', { maximumLength: 20 })).length).toBeLessThan(24);
});

test('a draft has ten lines, and more only if they are certain', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index * 7919}`);
  const isCertain = desk([`${lines.join('\n')}\n`], {}, { surprise: 0 });
  expect(await shown(isCertain.engine, '‸', draft)).toBe(`[${lines.join('\n')}]`);
  const others = lines.map((line, index) => (index === 10 ? 'something else' : line));
  const forked = desk(
    [lines, others, others].map((text) => `${text.join('\n')}\n`),
    {},
    { surprise: 0, order: 80 },
  );
  expect((await shown(forked.engine, '‸', draft)).split('\n')).toHaveLength(30);
  const threefold = [lines, others, lines.map((line, index) => (index === 10 ? 'a third way' : line))];
  const { engine } = desk(
    threefold.map((text) => `${text.join('\n')}\n`),
    {},
    { surprise: 0, order: 80 },
  );
  expect(await shown(engine, '‸', draft)).toBe(`[${lines.slice(0, 10).join('\n')}]`);
});

test('a draft ends where it would copy a single file', async () => {
  const files = Array.from({ length: 1100 }, (_, index) => `common start\n${index * 7919 + 1e7}\n\n`);
  const { engine } = desk(files, {}, { surprise: 0.001 });
  expect(await shown(engine, '‸', draft)).toBe('[common start]');
});

test('a draft is the same when decoded in slices of any size', async () => {
  const texts = [pythonFile, pythonFile, `${header.join('\n')}\nimport re\n`];
  const drafts = [1, 7, 1000].map(async (decodeSlice) => {
    const { engine } = desk(texts, { limits: { decodeSlice } });
    return (await engine.complete(request('‸', draft), never)).offers;
  });
  const [one, ...others] = await Promise.all(drafts);
  expect(one?.[0]?.text).toContain(header.join('\n'));
  for (const other of others) expect(other).toEqual(one);
});

test('a draft repeats no line and has no loop', async () => {
  const again = desk(['import a\nimport b\nimport a\nimport c\n'], {}, { order: 80 });
  expect(await shown(again.engine, '‸', draft)).toBe('[import a\nimport b]');
  const loop = desk([`one\n${'ab '.repeat(40)}\n`], {}, { order: 200 });
  expect(await shown(loop.engine, '‸', draft)).toBe('[one]');
});

test('a draft follows the files of the workspace in the same language', async () => {
  const files = Array.from({ length: 40 }, (_, index) => `${header.join('\n')}\nuse(${index * 7919});\n`);
  const { engine } = await inWorkspace(files);
  const { offers } = await engine.complete(request('‸', draft), never);
  expect(offers[0]?.text.startsWith(header.slice(0, 2).join('\n'))).toBe(true);
  const other = await engine.complete(request('‸', { ...draft, documentId: 'b', languageId: 'python' }), never);
  expect(other.offers[0]?.text ?? '').not.toContain('import sys');
});

test('another request uses files that were read meanwhile', async () => {
  const workspace = new WorkspaceTexts(vocabulary);
  const { engine, model } = await inWorkspace([], workspace);
  model.learn('; something\n; else\n');
  expect(await shown(engine, '‸', draft)).toBe('[; something\n; else]');
  for (let index = 0; index < 40; index++) {
    const text = `${header.join('\n')}\nuse(${index * 7919});\n`;
    workspace.put({ name: `${index}.txt`, languageId: 'plaintext', text });
  }
  while (workspace.work(10_000));
  const { offers } = await engine.complete(request('‸', draft), never);
  expect(offers.map(({ text }) => text.split('\n')[0])).toContain(header[0]);
});

test('drafts begin differently, best first', async () => {
  const { engine } = desk([pythonFile, pythonFile, '"""A module."""\n\nimport re\n']);
  const { offers } = await engine.complete(request('‸', draft), never);
  expect(offers.map(({ text }) => text.split('\n')[0])).toEqual(['# Copyright Ferns & Co.', '"""A module."""']);
  for (const { probability } of offers) expect(probability).toBeGreaterThan(0);
});

test('typing through a draft or taking a part keeps the rest, and taking all of it costs nothing', async () => {
  const { engine, model } = desk([pythonFile]);
  await shown(engine, '‸', draft);
  const { calls, read } = model.counts;
  expect(await shown(engine, '# C‸', { maximumLength: 20 })).toBe(`# C[${pythonFile.trimEnd().slice(3)}]`);
  expect(await shown(engine, `${header.slice(0, 2).join('\n')}‸`)).toContain('[\n\nimport os\nimport sys');
  expect(model.counts.calls).toBe(calls);
  await shown(engine, `${pythonFile.trimEnd()}‸`);
  expect(model.counts.read).toBe(read);
});

test('a draft continues the text above, and does not repeat the text below', async () => {
  const { engine } = desk([pythonFile]);
  expect(await shown(engine, `${header[0]}\n‸`, draft)).toContain(`${header[0]}\n[# Made in the open.`);
  expect(await shown(engine, `${header[0]}‸\nimport os\nimport sys\n\nprint(os.name)`, draft)).toBe(
    `${header[0]}[\n# Made in the open.]\nimport os\nimport sys\n\nprint(os.name)`,
  );
});

test('a shown offer does not answer a request for a draft, but a draft answers an ordinary request', async () => {
  const { engine, model } = desk([pythonFile]);
  const asked = await shown(engine, '# Copy‸', { explicit: true, maximumLength: 20 });
  expect(await shown(engine, '# Copy‸', draft)).not.toBe(asked);
  const { calls } = model.counts;
  expect(await shown(engine, '# Copy‸', { explicit: true })).toContain('import sys');
  expect(model.counts.calls).toBe(calls);
});

test('no draft when the model does not know such files', async () => {
  const { engine } = desk([]);
  expect(await engine.complete(request('‸', draft), never)).toMatchObject({ offers: [] });
});

test('a cancelled request gets no draft, and a budget holds', async () => {
  const { engine, model, clock } = desk([pythonFile.repeat(3)], {}, { millisecondsPerToken: 1 });
  const controller = new AbortController();
  model.onCall = (method) => {
    if (method === 'decode') controller.abort();
  };
  expect(await engine.complete(request('‸', draft), controller.signal)).toEqual({ offers: [] });
  model.onCall = () => undefined;
  const before = clock.milliseconds;
  const cut = await shown(engine, '‸', { ...draft, budgetMilliseconds: 48 });
  expect(clock.milliseconds - before).toBeLessThan(48 + 20);
  expect(cut).toBe(`[${header.slice(0, 2).join('\n')}]`);
});
