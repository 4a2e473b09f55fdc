import { describe, expect, test } from 'vitest';
import { Explorer, type StateShape } from '../../../../src/completion/explore/explorer.ts';
import type { Choice, Exploration, ExploreRequest } from '../../../../src/completion/explore/request.ts';
import { firstTokenBias } from '../../../../src/completion/writing/continuation.ts';
import { biased } from '../../../../src/completion/writing/predictor.ts';
import { TextCache } from '../../../../src/completion/textCache/textCache.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import type { CharacterModel } from '../../../../src/model/characterModel.ts';
import { VOCABULARY_SIZE } from '../../../../src/model/text/tokens.ts';
import { OnnxCharacterModel } from '../../../../src/runtime/onnxCharacterModel.ts';
import { FakeModel } from '../../../support/fakeModel.ts';
import { fittedMixture } from '../../../support/fittedMixture.ts';
import { largestDifference, sum } from '../../../support/runs.ts';
import { tinyCheckpoint, tinyConfig } from '../../../support/tinyCheckpoint.ts';
import { type Desk, desk, never, request as completion, vocabulary } from '../desk.ts';
import { cursorIn } from '../notation.ts';

const fitted = await fittedMixture();
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const known = 'if (ready) {\n  start(é);\n  stop(é);\n}\n';

/** A place: a text with a cursor. */
function at(text: string, more: Partial<ExploreRequest> = {}): ExploreRequest {
  const { prefix, suffix } = cursorIn(text);
  const end = suffix.indexOf('\n') + 1;
  return {
    documentId: 'a',
    languageId: 'plaintext',
    path: '',
    prefix,
    prefixStart: 0,
    restOfLine: end === 0 ? suffix : suffix.slice(0, end),
    ...more,
  };
}

function explorerOf(model: CharacterModel, { engine, clock }: Desk, shape?: StateShape): Explorer {
  return new Explorer(model, vocabulary, {
    shape: shape ?? { layers: 1, units: model.stateSize, parts: 1 },
    turns: engine.turns,
    clock: clock.now,
    cacheOf: (position) => engine.cacheOf(position),
  });
}

function setUp(texts: readonly string[] = [known], workspace: readonly string[] = []) {
  const cached = workspace.length > 0 ? { textCache: cacheOf(workspace) } : {};
  const on = desk(texts, cached);
  return { ...on, explorer: explorerOf(on.model, on) };
}

function cacheOf(texts: readonly string[]): TextCache {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const [index, text] of texts.entries()) workspace.put({ name: `${index}`, languageId: 'plaintext', text });
  while (workspace.work(10_000));
  return new TextCache(vocabulary, workspace, fitted);
}

async function explored(explorer: Explorer, text: string): Promise<Exploration> {
  const result = await explorer.explore(at(text), never);
  expect(result).toBeDefined();
  return result!;
}

const texts = (choices: readonly { readonly choice: Choice }[]): string[] =>
  choices.map(({ choice }) => (choice.kind === 'character' ? choice.text : choice.kind));

describe('what may come next', () => {
  test('is what the model predicts', async () => {
    const { explorer, model } = setUp();
    const text = 'if (rea‸dy) {\n';
    const { alternatives, actual, entropy } = await explored(explorer, text);
    const header = vocabulary.encodeHeader('plaintext');
    const { state } = await model.read(
      model.initialState(),
      Int32Array.from([...header, ...vocabulary.encode('if (rea')]),
    );
    const distribution = await model.predict(state);
    expect(texts(alternatives)[0]).toBe('d');
    expect(alternatives).toHaveLength(12);
    for (const { choice, alone, cached } of alternatives) {
      if (choice.kind === 'character') expect(alone).toBe(distribution[choice.text.charCodeAt(0)]);
      expect(cached).toBeUndefined();
    }
    expect(sum(alternatives.map(({ alone }) => alone))).toBeLessThanOrEqual(1 + 1e-6);
    expect(actual).toEqual(alternatives[0]);
    expect(entropy.alone).toBeGreaterThan(0);
    expect(entropy.cached).toBeUndefined();
  });

  test('at the start of a line is indentation or nothing', async () => {
    const { explorer } = setUp();
    const { alternatives, actual } = await explored(explorer, 'if (ready) {\n‸  start(é);\n');
    expect(actual?.choice).toMatchObject({ kind: 'indentation', change: 'deeper', count: 2, whitespace: '  ' });
    expect(alternatives[0]).toEqual(actual);
    const allowed = alternatives.filter(
      ({ choice }) => choice.kind === 'indentation' || (choice.kind === 'character' && choice.text === '\n'),
    );
    expect(allowed).toEqual(alternatives);
  });

  test('inside indentation agrees with it', async () => {
    const { explorer } = setUp();
    const { alternatives, actual, cursor, columns } = await explored(explorer, 'if (ready) {\n ‸ start(é);\n');
    expect([cursor, columns[0]?.text]).toEqual([0, '  ']);
    expect(actual?.choice).toMatchObject({ whitespace: '  ' });
    for (const { choice } of alternatives)
      expect(choice).toMatchObject({ kind: 'indentation', whitespace: expect.stringMatching(/^ /) as unknown });
  });

  test('explains the first byte of a character', async () => {
    const { explorer } = setUp();
    const { actual, alternatives } = await explored(explorer, 'if (ready) {\n  start(‸é);\n');
    expect(actual?.choice).toEqual({ kind: 'byte', byte: 0xc3, range: [0xc0, 0xff], likeliest: 'é' });
    expect(alternatives[0]).toEqual(actual);
  });

  test('may be the end of the text, where nothing follows', async () => {
    const { explorer } = setUp();
    const { actual, alternatives } = await explored(explorer, `${known}‸`);
    expect(actual).toBeUndefined();
    expect(alternatives.length).toBeGreaterThan(0);
    expect((await explored(explorer, '‸')).columns).toEqual([]);
  });

  test('continues whitespace that no single token stands for', async () => {
    const { explorer } = setUp();
    const { actual, alternatives } = await explored(explorer, `a\n${' '.repeat(12)}‸b\n`);
    expect(actual?.choice).toEqual({ kind: 'character', text: 'b' });
    expect(alternatives[0]?.alone).toBeLessThan(1);
  });
});

describe('the text cache', () => {
  const project = 'quuxify(widget);\nquuxify(gadget);\nquuxify(widget);\n';

  test('is that of completions', async () => {
    const { explorer, engine, model } = setUp(['abc\n'], [project, project]);
    const text = 'quuxi‸fy();\n';
    await engine.complete(completion('quuxi‸'), never);
    const { alternatives, actual, entropy } = await explored(explorer, text);
    const { cached, alone } = actual!;
    expect(texts(alternatives)[0]).toBe('f');
    expect(cached).toBeGreaterThan(10 * alone);
    expect(entropy.cached).toBeLessThan(entropy.alone);
    const cache = engine.cacheOf(at(text))!;
    const header = vocabulary.encodeHeader('plaintext');
    const { state } = await model.read(
      model.initialState(),
      Int32Array.from([...header, ...vocabulary.encode('quuxi')]),
    );
    const mixed = cache.mix(cache.context, await model.predict(state));
    expect(cached).toBeCloseTo(mixed['f'.charCodeAt(0)]!, 6);
    expect(sum(mixed)).toBeCloseTo(1, 5);
  });

  test('stays at the cursor of completions', async () => {
    const { explorer, engine } = setUp([known], [project]);
    await engine.complete(completion('quuxify(w‸'), never);
    const cache = engine.cacheOf(at('‸'))!;
    const before = cache.length;
    await explored(explorer, 'quu‸xify(w\n');
    expect(cache.length).toBe(before);
    expect(engine.cacheOf(at('‸'))).toBe(cache);
  });
});

describe('the states over a line', () => {
  test('are those of reading the line at once', async () => {
    const { manifest, flat } = { ...tinyCheckpoint() };
    const model = await OnnxCharacterModel.create(manifest.config, flat);
    const shape = { layers: 2, units: tinyConfig.hiddenSize, parts: 1 };
    const explorer = explorerOf(model, desk([]), shape);
    const line = `\tconst 漢字 = "naïve 😀" + ${'x'.repeat(90)};\n`;
    const result = (await explorer.explore(at(`if (a) {\n${line.slice(0, 18)}‸${line.slice(18)}`), never))!;
    const { columns, states, largest, layers, units, cursor } = result;
    expect(columns.map(({ text }) => text).join('')).toBe(line);
    expect(
      columns
        .slice(0, cursor)
        .map(({ text }) => text)
        .join(''),
    ).toBe(line.slice(0, 18));
    expect([layers, units, largest]).toEqual([2, 32, 1]);
    const bytes = new Int8Array(Buffer.from(states, 'base64'));
    expect(bytes).toHaveLength(columns.length * layers * units);
    const tokens = [...vocabulary.encodeHeader('plaintext'), ...vocabulary.encode(`if (a) {\n${line}`)];
    const lineStart = tokens.length - sum(columns.map((column) => column.tokens));
    let end = lineStart;
    const ends = columns.map((column) => (end += column.tokens) - 1);
    const { kept } = await model.read(model.initialState(), Int32Array.from(tokens), ends);
    for (const [column, state] of kept.entries()) {
      const shown = bytes.subarray(column * state.length, (column + 1) * state.length);
      expect(
        largestDifference(
          Array.from(shown, (byte) => byte / 127),
          state,
        ),
      ).toBeLessThan(0.5 / 127 + 1e-3);
    }
    const distribution = await model.predict(kept[cursor - 1]!);
    const bias = firstTokenBias(vocabulary.encoder(), VOCABULARY_SIZE);
    expect(bias).toBeDefined();
    const first = result.alternatives[0]!;
    expect(first.alone).toBeCloseTo(Math.max(...biased(distribution, undefined)), 4);
    await model.dispose();
  });
});

describe('exploring', () => {
  const lines = Array.from({ length: 200 }, (_, index) => `  start(${index});`);
  const text = (line: number): string =>
    `${lines.slice(0, line).join('\n')}\n  st‸art();\n${lines.slice(line).join('\n')}\n`;

  test('keeps the states behind the place', async () => {
    const { explorer, model } = setUp();
    await explored(explorer, text(150));
    const { read } = model.counts;
    await explored(explorer, text(20));
    await explored(explorer, text(149));
    expect(model.counts.read - read).toBeLessThan(300);
    const fresh = setUp();
    expect(await explored(explorer, text(80))).toEqual(await explored(fresh.explorer, text(80)));
  });

  test('stops for a request and continues', async () => {
    const { explorer, model, engine } = setUp();
    const looking = explorer.explore(at(text(190)), never);
    while (model.counts.read < 128) await breathe();
    const { offers } = await engine.complete(completion('if (rea‸', { documentId: 'b' }), never);
    expect(offers[0]?.text).toContain('dy');
    expect(model.counts.read).toBeLessThan(1_000);
    expect((await looking)?.actual?.choice).toEqual({ kind: 'character', text: 'a' });
  });

  test('ends when cancelled, and when another place is requested', async () => {
    const { explorer, model, engine } = setUp();
    const controller = new AbortController();
    const cancelled = explorer.explore(at(text(190)), controller.signal);
    while (model.counts.read < 128) await breathe();
    const second = explorer.explore(at(text(100)), never);
    controller.abort();
    expect(await cancelled).toBeUndefined();
    expect((await second)?.columns.map((column) => column.text).join('')).toBe('  start();\n');
    await engine.turns.idle();
    expect(await explorer.explore(at('a‸'), AbortSignal.abort())).toBeUndefined();
  });

  test('returns nothing inside a character', async () => {
    const { explorer } = setUp();
    expect(await explorer.explore(at('a\ud83d‸\ude00'), never)).toBeUndefined();
  });

  test('forgets a closed document', async () => {
    const { explorer } = setUp();
    await explored(explorer, text(50));
    expect(explorer.memory).toBeGreaterThan(0);
    explorer.closeDocument('b');
    expect(explorer.memory).toBeGreaterThan(0);
    explorer.closeDocument('a');
    expect(explorer.memory).toBe(0);
  });

  test('rejects with an error of the model', async () => {
    const model = new FakeModel(vocabulary, [known]);
    model.onCall = (method) => {
      if (method === 'predict') throw new Error('broken');
    };
    await expect(explorerOf(model, desk([known])).explore(at('a‸'), never)).rejects.toThrow('broken');
  });
});
