import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { BelowText } from '../../../../src/completion/textCache/belowText.ts';
import { CacheContext } from '../../../../src/completion/textCache/cacheContext.ts';
import { Evidence } from '../../../../src/completion/textCache/evidence.ts';
import { Mixer } from '../../../../src/completion/textCache/mixer.ts';
import { Mixture } from '../../../../src/completion/textCache/mixture.ts';
import { OpenText } from '../../../../src/completion/textCache/openText.ts';
import { RemovedTexts } from '../../../../src/completion/textCache/removedTexts.ts';
import { WorkspaceTexts } from '../../../../src/completion/textCache/workspaceTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();
const size = vocabulary.size;
const rates = { weights: 0.02, seen: 255 };

function gathered(texts: readonly string[], open: string): Evidence {
  const workspace = new WorkspaceTexts(vocabulary);
  for (const [index, text] of texts.entries()) workspace.put({ name: String(index), languageId: 'plaintext', text });
  while (workspace.work(1000));
  const document = new OpenText(vocabulary, 'plaintext');
  document.follow(open);
  const evidence = new Evidence();
  evidence.gather(CacheContext.at(document.chain.symbols, document.chain.length), {
    workspace,
    document,
    below: new BelowText(),
    removed: new RemovedTexts(vocabulary),
    ownText: undefined,
  });
  return evidence;
}

/** A distribution with `sharpness`: from uniform to nearly, or quite, certain of one token. */
function distribution(seed: number, sharpness: number): Float32Array {
  const rng = new Rng(seed);
  const logits = Float64Array.from({ length: size }, () => sharpness * rng.normal());
  const largest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return Float32Array.from(exponentials, (value) => value / sum);
}

/** Random weights, far from fitted ones. */
function wildMixture(seed: number): Mixture {
  const rng = new Rng(seed);
  const tables = [...Mixture.unfitted().toTables()].map(
    ([name, numbers]) => [name, numbers.map((value) => value + 5 * rng.normal())] as const,
  );
  return Mixture.fromTables(new Map(tables));
}

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

const text = fc
  .array(fc.constantFrom('ab', 'abc', 'a', ' ', 'cab', 'x', '\n', '  y', 'é'), { maxLength: 40 })
  .map((parts) => parts.join(''));

test('the mixed distribution sums to 1, whatever the model, the texts and the weights', () => {
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 3 }),
      text,
      fc.nat(),
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.boolean(),
      (texts, open, seed, sharpness, wild) => {
        const evidence = gathered(texts, open);
        const mixer = new Mixer(wild ? wildMixture(seed) : Mixture.unfitted());
        const model = distribution(seed, sharpness);
        const mixed = mixer.mix(model, evidence);
        expect(Math.abs(sum(mixed) - 1)).toBeLessThan(1e-6);
        expect(mixed.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
        for (let step = 0; step < 5; step++) mixer.learn(model, evidence, 97 + step, { weights: 0.5, seen: 20 });
        expect(Math.abs(sum(mixer.mix(model, evidence)) - 1)).toBeLessThan(1e-6);
      },
    ),
    { numRuns: 300 },
  );
});

test('a model that is certain of one token leaves a distribution that sums to 1', () => {
  for (const token of [97, 99, 300]) {
    const certain = new Float32Array(size);
    certain[token] = 1;
    const mixed = new Mixer(Mixture.unfitted()).mix(certain, gathered(['abcabcabd'], 'abcab'));
    expect(Math.abs(sum(mixed) - 1)).toBeLessThan(1e-6);
  }
});

test('learning returns the probability that mixing gave before', () => {
  const evidence = gathered(['the answer is 42\n', 'the answer was 43\n'], 'the answer is 4');
  const model = distribution(3, 2);
  for (const token of ['2', '3', '7', '\n']) {
    const mixer = new Mixer(Mixture.unfitted());
    const before = mixer.mix(model, evidence)[token.charCodeAt(0)] ?? 0;
    expect(mixer.learn(model, evidence, token.charCodeAt(0), rates)).toBeCloseTo(before, 6);
  }
});

test('without evidence the distribution is that of the model', () => {
  const model = distribution(4, 2);
  expect(new Mixer(Mixture.unfitted()).mix(model, gathered([], 'z'))).toBe(model);
});

test('repeated right predictions become more probable', () => {
  const evidence = gathered(['the answer is 42\n'], 'the answer is ');
  const model = distribution(5, 1);
  const mixer = new Mixer(Mixture.unfitted());
  const before = mixer.mix(model, evidence)[0x34] ?? 0;
  for (let time = 0; time < 50; time++) mixer.learn(model, evidence, 0x34, rates);
  const after = mixer.mix(model, evidence)[0x34] ?? 0;
  expect(after).toBeGreaterThan(before);
  for (let time = 0; time < 200; time++) mixer.learn(model, evidence, 0x35, rates);
  expect(mixer.mix(model, evidence)[0x34]).toBeLessThan(after);
});

test('a long match outweighs a model that does not know the name', () => {
  const name = 'quuxifyTheFrobnicator';
  const mixed = new Mixer(Mixture.unfitted()).mix(
    distribution(6, 1),
    gathered([`call ${name}(1)\n`.repeat(3)], `call ${name.slice(0, 9)}`),
  );
  const best = mixed.reduce((found, value, token) => (value > (mixed[found] ?? 0) ? token : found), 0);
  expect(String.fromCharCode(best)).toBe(name.charAt(9));
});

test('parameters survive a round trip, and those of another version are refused', () => {
  const tables = wildMixture(1).toTables();
  const again = Mixture.fromTables(tables).toTables();
  for (const [name, numbers] of tables) {
    numbers.forEach((value, index) => {
      expect(again.get(name)?.[index]).toBeCloseTo(value, 1);
    });
  }
  expect(() => Mixture.fromTables(new Map([...tables].slice(1)))).toThrow('not those of this version');
  expect(() => Mixture.fromTables(new Map([...tables, ['match', new Float32Array(3)]]))).toThrow(
    'not those of this version',
  );
});
