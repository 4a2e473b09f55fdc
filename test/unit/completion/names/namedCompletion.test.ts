/** Completions with names that a language server knows: what nobody else could have known is completed, and nothing else changes. */
import { expect, test } from 'vitest';
import type { EngineOptions } from '../../../../src/completion/completionEngine.ts';
import { NamedPredictor } from '../../../../src/completion/names/namedPredictor.ts';
import { nameList, NameTrail } from '../../../../src/completion/names/nameTrail.ts';
import { ModelPredictor } from '../../../../src/completion/writing/predictor.ts';
import { TextCache } from '../../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { fittedMixture } from '../../../support/fittedMixture.ts';
import { desk, never, request, sentence, shown, vocabulary } from '../desk.ts';

/** Every letter follows every other, and a semicolon: somebody who knows letters and no names. */
const letters = Array.from('abcdefghijklmnopqrstuvwxyz;');
const babble = letters.map((first) => letters.map((second) => first + second).join('')).join('');
const lettersAlone = (options: Partial<EngineOptions> = {}) => desk([babble], options, { order: 1 });

const eager = { eagerness: 'eager' } as const;
const names = ['frobnicate', 'gadgetise', 'widgets'];

test('a name that only the language server knows is completed once it is clear which', async () => {
  const { engine } = lettersAlone();
  expect(await shown(engine, 'thing.gad‸', eager)).toBe('thing.gad‸');
  expect(await shown(lettersAlone().engine, 'thing.gad‸', { names, ...eager })).toMatch(/^thing\.gad\[getise/);
});

test('with the text cache as well', async () => {
  const textCache = new TextCache(vocabulary, new WorkspaceTexts(vocabulary), await fittedMixture());
  const { engine } = lettersAlone({ textCache });
  expect(await shown(engine, 'thing.gad‸', { names, ...eager })).toMatch(/^thing\.gad\[getise/);
});

test('names that arrive late are heeded by the next request', async () => {
  const { engine } = lettersAlone();
  expect(await shown(engine, 'thing.‸', eager)).toBe('thing.‸');
  expect(await shown(engine, 'thing.gad‸', { names, ...eager })).toMatch(/^thing\.gad\[getise/);
});

test('a document that is opened again knows nothing of the names of before', async () => {
  const { engine } = lettersAlone();
  expect(await shown(engine, 'thing.gad‸', { names, ...eager })).toMatch(/^thing\.gad\[getise/);
  engine.closeDocument('a');
  expect(await shown(engine, 'thing.gad‸', { names: ['gadfly'], ...eager })).toMatch(/^thing\.gad\[fly/);
});

test('who types along needs no names any more', async () => {
  const { engine } = lettersAlone();
  await shown(engine, 'thing.gad‸', { names, ...eager });
  expect(await shown(engine, 'thing.gadge‸', eager)).toMatch(/^thing\.gadge\[tise/);
});

test('what the model knows is completed as ever, names or not', async () => {
  const { engine } = desk([sentence]);
  const without = await shown(engine, 'const answer = com‸');
  expect(await shown(desk([sentence]).engine, 'const answer = com‸', { names, ...eager })).toBe(without);
});

test('alternatives are of the names', async () => {
  const { engine } = lettersAlone();
  const { offers } = await engine.complete(request('thing.‸', { names, explicit: true }), never);
  const texts = offers.map(({ text }) => text);
  for (const name of ['frobnicate', 'gadgetise']) expect(texts.some((text) => text.startsWith(name))).toBe(true);
});

test('every step and every token that is written pass through the prior', async () => {
  const { model } = lettersAlone();
  const trail = NameTrail.after(nameList(names), '');
  const predictor = new NamedPredictor(new ModelPredictor(model), trail!);
  const { state } = await model.read(model.initialState(), vocabulary.encode('thing.'));
  const place = predictor.placeAt(state);
  const first = await predictor.predict(place);
  expect(first.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  const [step] = await predictor.step([place], Int32Array.of('w'.charCodeAt(0)));
  const letter = (values: Float32Array | undefined) => values?.['i'.charCodeAt(0)] ?? 0;
  const [plain] = await new ModelPredictor(model).step([place], Int32Array.of('w'.charCodeAt(0)));
  expect(letter(step!.probabilities)).toBeGreaterThan(5 * letter(plain!.probabilities));
  const elsewhere = await predictor.step([place], Int32Array.of('z'.charCodeAt(0)));
  expect(elsewhere[0]!.place.names).toBeUndefined();
  const written = await predictor.write({
    place: step!.place,
    maxTokens: 16,
    firstBias: undefined,
    minimumProbability: 0,
  });
  expect(String.fromCharCode(...Array.from(written.tokens).slice(0, 6))).toBe('idgets');
  // It stops where no name goes on: what follows is for the predictor within.
  expect(written.names?.slice(0, -1).every((names) => names !== undefined)).toBe(true);
});
