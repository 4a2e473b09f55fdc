import { expect, test } from 'vitest';
import { desk, never, request, shown, vocabulary } from '../desk.ts';

const texts = [
  ...Array.from({ length: 5 }, () => 'value = read(file);\n'),
  ...Array.from({ length: 3 }, () => 'value = write(file);\n'),
  ...Array.from({ length: 2 }, () => 'value = 42;\n'),
  'value = run();\n',
];

test('alternatives differ in their first token, the best comes first', async () => {
  const { engine } = desk(texts);
  const { offers } = await engine.complete(request('value = ‸', { explicit: true }), never);
  const starts = offers.map(({ text }) => vocabulary.encode(text)[1]);
  expect(new Set(starts).size).toBe(offers.length);
  expect(offers.slice(0, 3).map(({ text }) => text)).toEqual(['read(file);', 'write(file);', '42;']);
  expect(offers.length).toBeLessThanOrEqual(4);
});

test('unlikely offers are shown', async () => {
  const { engine } = desk(texts, {}, { surprise: 0.5 });
  expect(await shown(engine, 'value = ‸')).toBe('value = ‸');
  expect(await shown(engine, 'value = ‸', { explicit: true })).toMatch(/^value = \[(read|42)/);
});

test('every alternative is typed through and accepted without reading', async () => {
  const { engine, model } = desk([...texts, 'value = write(file);\nclose(file);\n']);
  await shown(engine, 'value = ‸', { explicit: true });
  const { calls, read } = model.counts;
  expect(await shown(engine, 'value = w‸')).toBe('value = w[rite(file);]');
  expect(model.counts.calls).toBe(calls);
  await shown(engine, 'value = write(file);‸');
  expect(model.counts.read).toBe(read);
});

test('alternatives may have several lines, in leading whitespace too', async () => {
  const { engine } = desk(['if (a) {\n  b();\n  c();\n}\n']);
  expect(await shown(engine, 'if (a) {\n ‸', { explicit: true })).toBe('if (a) {\n [ b();\n  c();\n}]');
});

test('alternatives appear in the middle of a line, where ordinary requests get offers as well', async () => {
  const { engine } = desk(['f(first, second);\n']);
  expect(await shown(engine, 'f(‸other)')).toBe('f([first, ]other)');
  expect(await shown(engine, 'f(‸other)', { explicit: true })).toMatch(/^f\(\[first/);
});

test('alternatives stay when the editor sends an ordinary request', async () => {
  const { engine, model } = desk(texts, {}, { surprise: 0.5 });
  const asked = await engine.complete(request('value = ‸', { explicit: true }), never);
  const { calls } = model.counts;
  expect(await engine.complete(request('value = ‸'), never)).toEqual({ offers: asked.offers });
  expect(model.counts.calls).toBe(calls);
});

test('a budget holds', async () => {
  const { engine, clock } = desk(texts, {}, { millisecondsPerToken: 1 });
  await shown(engine, 'value = ‸', { explicit: true, budgetMilliseconds: 60 });
  expect(clock.milliseconds).toBeLessThan(60 + 16);
});
