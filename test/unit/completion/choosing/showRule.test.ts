import { describe, expect, test } from 'vitest';
import { uncalibrated } from '../../../../src/completion/choosing/calibration.ts';
import { expectedSaving } from '../../../../src/completion/choosing/offerPlan.ts';
import {
  chooseOffer,
  type DecodedText,
  explicitRule,
  horizon,
  showRules,
  type Surroundings,
  typedLength,
} from '../../../../src/completion/choosing/showRule.ts';
import { isNaturalStop, unmatchedBrackets } from '../../../../src/completion/choosing/naturalStops.ts';

const nowhere: Surroundings = {
  prefix: 'x ',
  suffix: '',
  requiredStart: '',
  maximumLength: 200,
  minimumLength: 1,
  languageId: 'typescript',
  calibration: uncalibrated,
};

/** A text of ASCII characters, one token each; `probabilities` from some characters on, 1 before. */
function decoded(text: string, probabilities: Readonly<Record<number, number>> = {}): DecodedText {
  return {
    text,
    ends: Array.from(text, (_, index) => index + 1),
    probabilities: Array.from(text, (_, index) => probabilities[index] ?? 1),
    closed: true,
  };
}

/** The worked examples are for c = 3, whatever the settings stand for. */
const costThree = { ...showRules.balanced, cost: 3, price: 0 };
const { balanced, quiet, eager } = Object.fromEntries(
  Object.entries(showRules).map(([name, rule]) => [name, { ...rule, price: 0 }]),
) as typeof showRules;

function shown(text: DecodedText, rule = costThree, surroundings = nowhere): string | undefined {
  return chooseOffer(text, horizon(text, rule, surroundings).tokens, rule, surroundings)?.text;
}

test('with c = 3, four characters need a probability above 0.5, ten above 0.25, thirty above 0.09', () => {
  for (const [length, probability] of [
    [4, 0.5],
    [10, 0.25],
    [30, 3 / 32],
  ] as const) {
    expect(expectedSaving(probability, length, 3)).toBeCloseTo(0, 10);
    expect(expectedSaving(probability + 0.01, length, 3)).toBeGreaterThan(0);
  }
});

test('the shown text is worth most together with what can follow', () => {
  expect(shown(decoded('foo(bar);', { 4: 0.3 }))).toBe('foo(');
  // Five more characters at nine in ten: one keystroke to accept them costs less than to lose the first four.
  expect(shown(decoded('foo(bar);', { 4: 0.7 }))).toBe('foo(');
  expect(shown(decoded('foo(bar);', { 4: 0.95 }))).toBe('foo(bar);');
});

test('nothing is shown before an uncertain character that decides the rest', () => {
  // At 0.75 both are worth the same: 0.75 · 3 − 0.25 · 3 keystrokes now, 0.75 · 2 after the first character.
  expect(shown(decoded('foo;', { 0: 0.76 }))).toBe('foo;');
  expect(shown(decoded('foo;', { 0: 0.74 }))).toBeUndefined();
  // A doubt that comes last is left out.
  expect(shown(decoded('foo;', { 3: 0.74 }))).toBe('foo');
  expect(shown(decoded('foo;', { 0: 0.76 }), quiet)).toBeUndefined();
  expect(shown(decoded('foo;', { 0: 0.65 }), eager)).toBe('foo;');
  expect(shown(decoded('foo;', { 0: 0.01 }), explicitRule)).toBe('foo;');
});

test('an offer never ends inside a word or in whitespace', () => {
  expect(shown(decoded('foobar', { 3: 0.01 }))).toBeUndefined();
  expect(shown(decoded('foo Bar', { 4: 0.1 }))).toBe('foo');
  expect(shown(decoded('a => b', { 3: 0.01 }))).toBeUndefined();
});

test('several lines are shown only when sure, and only whole lines', () => {
  const text = 'foo {\n  bar();\n}\n';
  expect(shown(decoded(text))).toBe('foo {\n  bar();\n}');
  expect(shown(decoded(text, { 7: 0.9 }))).toBe('foo {\n  bar();\n}');
  expect(shown(decoded(text, { 7: 0.6 }))).toBe('foo {');
  expect(shown(decoded(text, { 7: 0.9 }), { ...costThree, multiLineProbability: 0.95 })).toBe('foo {');
});

test('at the end of a line, a likely next line; any next line when asked', () => {
  const text = '\n  foo(bar);\n}';
  const inBlock = { ...nowhere, prefix: 'if (x) {' };
  expect(shown(decoded(text), costThree, inBlock)).toBe('\n  foo(bar);\n}');
  expect(shown(decoded(text, { 7: 0.1 }))).toBe('\n  foo(');
  expect(shown(decoded(text, { 0: 0.3 }))).toBeUndefined();
  expect(shown(decoded(text, { 0: 0.3 }), explicitRule)).toBe('\n  foo(bar);');
});

test('an offer is no longer than the maximum', () => {
  expect(shown(decoded('foo bar baz;'), balanced, { ...nowhere, maximumLength: 9 })).toBe('foo bar');
});

test('the required start adds no value, but is part of the offer', () => {
  const surroundings = { ...nowhere, requiredStart: 'console' };
  expect(shown(decoded('.log();'), balanced, surroundings)).toBe('console.log();');
  expect(shown(decoded(';'), balanced, surroundings)).toBeUndefined();
});

test('calibration changes the probabilities', () => {
  const text = decoded('foo;', { 0: 0.76 });
  const calibrated = (more: object) => ({ ...nowhere, calibration: { ...uncalibrated, ...more } });
  expect(shown(text, costThree)).toBe('foo;');
  expect(shown(text, costThree, calibrated({ bias: -0.2 }))).toBeUndefined();
  expect(shown(text, costThree, calibrated({ length: -0.5 }))).toBeUndefined();
  expect(shown(decoded('foo;', { 0: 0.74 }), costThree, calibrated({ bias: 0.2 }))).toBe('foo;');
  const offer = chooseOffer(text, 4, costThree, calibrated({ bias: 1 }));
  expect(offer?.probability).toBeCloseTo(1 / (1 + (0.24 / 0.76) * Math.exp(-1)), 10);
});

test('the horizon is far enough for every offer, with any calibration', () => {
  const text = decoded('one two three four five six seven eight;', { 0: 0.3, 8: 0.4, 20: 0.3 });
  for (const calibration of [
    uncalibrated,
    { bias: -0.5, slope: 0.8, length: 0.6 },
    { bias: 1, slope: 1.3, length: -0.3 },
  ]) {
    const surroundings = { ...nowhere, maximumLength: 60, calibration };
    const all = chooseOffer(text, text.ends.length, costThree, surroundings);
    expect(shown(text, costThree, surroundings)).toBe(all?.text);
  }
});

test('a shown offer stays', () => {
  const text = decoded('foo(bar);', { 4: 0.6 });
  expect(chooseOffer(text, 9, balanced, nowhere, 'foo(bar')?.text).toBe('foo(bar);');
  expect(chooseOffer(text, 9, balanced, nowhere, 'other')).toBeUndefined();
});

test('typed length: the editor writes indentation', () => {
  expect(typedLength('ab', false)).toBe(2);
  expect(typedLength('a\n        b', false)).toBe(4);
  expect(typedLength('    b', true)).toBe(2);
  expect(typedLength('😀é', false)).toBe(2);
});

describe('natural stops', () => {
  const stops = (text: string): string => {
    let marked = '';
    for (let offset = 1; offset <= text.length; offset++) {
      marked += text.charAt(offset - 1) + (isNaturalStop(text, offset) ? '|' : '');
    }
    return marked;
  };
  test.each([
    ['foo.bar(x)', 'foo|.|bar|(|x|)|'],
    ['a === b;', 'a| ===| b|;|'],
    ['foo', 'foo'],
    ['$a_1 ', '$a_|1| '],
    ['fooBar2Baz(', 'foo|Bar2|Baz|(|'],
    ['__init__(', '__init__|(|'],
    ['<b>x</b></a>', '<|b|>|x|</|b|>|</|a|>'],
    ['日本語', '日|本|語|'],
    ['été, ', 'été|,| '],
    ['"a\\n"', '"|a|\\n|"|'],
  ])('%s', (text, expected) => {
    expect(stops(text)).toBe(expected);
  });

  test('graphemes are not cut', () => {
    expect(isNaturalStop('😀', 1)).toBe(false);
    expect(isNaturalStop('😀', 2)).toBe(true);
    expect(isNaturalStop('👍🏽', 2)).toBe(false);
    expect(isNaturalStop('👩‍💻', 2)).toBe(false);
    expect(isNaturalStop('👩‍💻', 3)).toBe(false);
    expect(isNaturalStop('語\u0301', 1)).toBe(false);
  });
});

test('unmatched brackets', () => {
  expect(unmatchedBrackets('a)(b[c]{')).toEqual({ closers: ')', openers: '({' });
  expect(unmatchedBrackets('(]')).toEqual({ closers: ']', openers: '(' });
});
