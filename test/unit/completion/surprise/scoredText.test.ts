import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScoredText } from '../../../../src/completion/surprise/scoredText.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { FadingModel } from '../../../support/fadingModel.ts';
import { FakeModel } from '../../../support/fakeModel.ts';
import type { CharacterModel } from '../../../../src/model/characterModel.ts';

const vocabulary = new Vocabulary();

function start(model: CharacterModel): ScoredText {
  return new ScoredText(model, { state: model.initialState(), encoder: vocabulary.encoder() });
}

async function finish(scored: ScoredText): Promise<void> {
  while (!scored.isComplete) await scored.scoreSlice(64);
}

/** Scored at once, from the beginning. */
async function afresh(model: CharacterModel, text: string): Promise<ScoredText> {
  const scored = start(model);
  scored.follow(text);
  await finish(scored);
  return scored;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? NaN))), 0);
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, line) => `${' '.repeat(2 * (line % 3))}value${line % 7} = next(${line});\n`).join(
    '',
  );

describe('a text that was never read', () => {
  test('has the bits of the model for each character', async () => {
    const model = new FadingModel(vocabulary.size);
    const text = 'if x:\n    y = "é"\n';
    const scored = await afresh(model, text);
    const { nats, entropies } = await model.score(model.initialState(), vocabulary.encode(text));
    const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
    expect(sum(scored.bits)).toBeCloseTo(sum(nats) / Math.LN2, 3);
    expect(scored.bits[text.indexOf('é')]).toBeCloseTo(
      (nats[text.indexOf('é') - 2]! + nats[text.indexOf('é') - 1]!) / Math.LN2,
      3,
    );
    // The line that has no indentation says so before its first character, and that is in no character's excess.
    expect(scored.excess[0]).toBeCloseTo((nats[1]! - entropies[1]!) / Math.LN2, 3);
    expect(scored.bits[0]).toBeCloseTo((nats[0]! + nats[1]!) / Math.LN2, 3);
  });

  test('is scored in slices, from the start', async () => {
    const scored = start(new FadingModel(vocabulary.size));
    scored.follow(lines(40));
    expect([scored.scoredTo, scored.isComplete]).toEqual([0, false]);
    await scored.scoreSlice(64);
    expect(scored.scoredTo).toBeGreaterThan(32);
    expect(scored.scoredTo).toBeLessThan(90);
    await finish(scored);
    expect(scored.scoredTo).toBe(scored.text.length);
  });
});

describe('an edit', () => {
  test('costs the text up to the place where the state agrees again', async () => {
    const model = new FadingModel(vocabulary.size);
    const text = lines(200);
    const scored = await afresh(model, text);
    model.scored = 0;
    const at = text.indexOf('value3', 1_500);
    scored.follow(`${text.slice(0, at)}valeu3${text.slice(at + 6)}`);
    expect(scored.scoredTo).toBeLessThanOrEqual(at + 6);
    await finish(scored);
    expect(model.scored).toBeLessThan(200);
    expect(largestDifference(scored.bits, (await afresh(model, scored.text)).bits)).toBeLessThan(0.1);
  });

  test('keeps the values behind it until they are scored again', async () => {
    const scored = await afresh(new FadingModel(vocabulary.size), lines(60));
    const before = scored.bits.slice(100);
    scored.follow(scored.text.slice(0, 50) + '/* new */' + scored.text.slice(50));
    expect([...scored.bits.slice(109)]).toEqual([...before]);
    expect([...scored.bits.slice(50, 59)]).toEqual(new Array<number>(9).fill(0));
  });

  test('of the indentation changes the tokens of the lines below, although the state agrees again', async () => {
    const model = new FadingModel(vocabulary.size);
    const text = `if a:\n  if b:\n    ${'x'.repeat(200)}\n    ${'y'.repeat(200)}\n`;
    const scored = await afresh(model, text);
    const edited = text.replace('\n  if', '\n if');
    scored.follow(edited);
    await finish(scored);
    expect(largestDifference(scored.bits, (await afresh(model, edited)).bits)).toBeLessThan(0.1);
  });

  test('anywhere and at any time gives the scores of a new reading', async () => {
    const piece = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\t', '\n', 'é', '😀', '\uD83D', '\uDE00', '('),
      maxLength: 40,
    });
    const edit = fc.record({ at: fc.nat(400), removed: fc.nat(60), inserted: piece, slices: fc.nat(4) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 12 }), async (edits) => {
        const model = new FadingModel(vocabulary.size);
        const scored = start(model);
        let text = lines(12);
        scored.follow(text);
        for (const { at, removed, inserted, slices } of edits) {
          for (let slice = 0; slice < slices; slice++) await scored.scoreSlice(64);
          text = text.slice(0, at) + inserted + text.slice(at + removed);
          scored.follow(text);
        }
        await finish(scored);
        const fresh = await afresh(model, text);
        // What ends a text and may yet be something else with what is typed next is not scored, or as it was before.
        const end = text.search(/[ \t]*\uD83D?$/);
        expect(largestDifference(scored.bits.slice(0, end), fresh.bits.slice(0, end))).toBeLessThan(0.25);
      }),
      { numRuns: 60 },
    );
  });

  test('is scored to the end when the state never agrees again', async () => {
    const model = new FakeModel(vocabulary, [lines(30)], { memory: 0.9 });
    const scored = await afresh(model, lines(30));
    const edited = lines(30).replace('value0', 'velue0');
    model.counts.scored = 0;
    scored.follow(edited);
    await finish(scored);
    expect(model.counts.scored).toBeGreaterThan(500);
    expect([...scored.bits]).toEqual([...(await afresh(model, edited)).bits]);
  });
});

test('memory is some kilobytes for a long text and a small state', async () => {
  const scored = await afresh(new FadingModel(vocabulary.size), lines(200));
  expect(scored.bytes).toBeLessThan(120_000);
});
