import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReadPath, type ReadPosition } from '../../../../src/completion/reading/readPath.ts';
import { Continuation } from '../../../../src/completion/writing/continuation.ts';
import { writtenBy } from '../../../../src/completion/writing/predictor.ts';
import type { HiddenState } from '../../../../src/model/characterModel.ts';
import { FakeModel } from '../../../support/fakeModel.ts';
import { vocabulary } from '../desk.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '\n', '\t', 'é', '😀', '\ud83d', '\ude00'),
  maxLength: 300,
});

function startOf(model: FakeModel): ReadPosition {
  return { offset: 0, tokenCount: 0, encoder: vocabulary.encoder(), state: model.initialState() };
}

async function readAll(path: ReadPath, wanted: string): Promise<void> {
  path.follow(wanted);
  while (path.head.offset < wanted.length) await path.readSlice(wanted, 64);
}

/** State after reading everything from the start. */
async function naiveState(model: FakeModel, wanted: string): Promise<HiddenState> {
  const tokens = vocabulary.encoder().push(wanted);
  return (await model.read(model.initialState(), Int32Array.from(tokens))).state;
}

test('the state at the head is that of reading everything, whatever was read before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(400), fc.nat(50), text), { maxLength: 8 }), async (edits) => {
      const model = new FakeModel(vocabulary, []);
      const path = new ReadPath(model, startOf(model));
      let current = '';
      for (const [at, removed, inserted] of edits) {
        current = current.slice(0, at) + inserted + current.slice(at + removed);
        await readAll(path, current);
        expect(path.text).toBe(current);
        expect(path.head.state).toEqual(await naiveState(model, current));
        if (removed % 5 === 0) path.thin();
      }
    }),
  );
});

test('the text of a continuation is not read, until other text is typed, even if that agrees later', async () => {
  const model = new FakeModel(vocabulary, []);
  const path = new ReadPath(model, startOf(model));
  await readAll(path, 'start ');
  const written = new Continuation('start ', path.head, vocabulary);
  const { tokens, states } = await followed(model, path.head.state, 'abcdefghij'.repeat(20));
  written.append(
    writtenBy({ tokens: Int32Array.from(tokens), probabilities: new Float32Array(tokens.length), states }),
  );
  path.expect([written]);
  const before = model.counts.read;
  await readAll(path, 'start abcdefghijabcdefghij');
  expect(model.counts.read).toBe(before);
  await readAll(path, 'start abc');
  const wrong = `start abcX${'efghijabcd'.repeat(15)}`;
  await readAll(path, wrong);
  expect(path.head.state).toEqual(await naiveState(model, wrong));
  const right = `start ${'abcdefghij'.repeat(19)}`;
  await readAll(path, right);
  expect(path.head.state).toEqual(await naiveState(model, right));
});

/** What a model would have written, and its states. */
async function followed(
  model: FakeModel,
  state: HiddenState,
  wanted: string,
): Promise<{ tokens: number[]; states: readonly HiddenState[] }> {
  const tokens = [...Buffer.from(wanted)];
  const { kept } = await model.read(state, Int32Array.from(tokens), [...tokens.keys()]);
  return { tokens, states: kept };
}

test('thinning keeps the start and the head, and ends', async () => {
  const model = new FakeModel(vocabulary, []);
  const path = new ReadPath(model, startOf(model));
  await readAll(path, 'some line of text\n'.repeat(500));
  const { head, bytes } = path;
  let times = 0;
  while (path.thin()) times++;
  expect(times).toBeLessThan(12);
  expect(path.head).toBe(head);
  expect(path.bytes).toBeLessThan(bytes / 20);
  await readAll(path, 'other');
  expect(path.head.state).toEqual(await naiveState(model, 'other'));
});
