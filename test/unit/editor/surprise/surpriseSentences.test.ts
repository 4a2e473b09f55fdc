import { describe, expect, test } from 'vitest';
import {
  codeSpan,
  hoverText,
  odds,
  placeItem,
  statusText,
  statusTooltip,
  visible,
} from '../../../../src/editor/surprise/surpriseSentences.ts';
import type { Explanation, SurpriseResult, SurprisingPlace } from '../../../../src/processes/contracts.ts';

describe('figures and quotes', () => {
  test.each([
    [0, '100%'],
    [1, '50%'],
    [5, '3.1%'],
    [7, '1 in 130'],
    [16.1, '1 in 70,000'],
    [27, '1 in 130,000,000'],
    [40, 'less than 1 in a billion'],
  ])('%d bits are %s', (bits, text) => {
    expect(odds(bits)).toBe(text);
  });

  test('whitespace is visible and long texts are cut between code points', () => {
    expect(visible('\tif a:\r\n')).toBe('⇥if·a:␍⏎');
    expect(visible('😀'.repeat(60))).toBe(`${'😀'.repeat(48)}…`);
  });

  test.each([
    ['return', '`return`'],
    ['', '``'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['<b>*x*', '`<b>*x*`'],
    ['a\nb', '`a⏎b`'],
  ])('%j is the code %s', (text, markdown) => {
    expect(codeSpan(text).source).toBe(markdown);
  });
});

const place: SurprisingPlace = { line: 4, character: 2, length: 6, level: 3, excess: 15.2 };
const explanation: Explanation = {
  word: { line: 4, character: 2, length: 6 },
  wordBits: 16.1,
  characterText: 'r',
  character: { line: 4, character: 5, length: 1 },
  characterBits: 9,
  expected: [
    { text: 'return', isWhole: true, probability: 0.93 },
    { text: 'ret', isWhole: false, probability: 0.02 },
  ],
};

describe('the hover', () => {
  test('says how improbable a word is, which character it was, and what was expected', () => {
    expect(hoverText(place, 'retrun', explanation).source.split('\n')).toEqual([
      '**Extremely surprising**: `retrun` has a probability of 1 in 70,000 here (16.1 bits).',
      '',
      'Instead of `r` (1 in 510) at character 4 the model expected:',
      '',
      '- `return`, 93%',
      '- `ret…`, 2.0%',
    ]);
  });

  test('says so when it was what follows, or all of it', () => {
    const behind = { ...explanation, character: { line: 4, character: 8, length: 1 }, characterText: '\n' };
    expect(hoverText(place, 'lengt', behind).source).toContain(
      'Instead of the end of the word (1 in 510) the model expected:',
    );
    const single = {
      ...explanation,
      word: { line: 4, character: 5, length: 1 },
      characterText: ';',
    };
    expect(hoverText(place, ';', single).source).toContain('\n\nInstead the model expected:\n');
  });

  test('says so when nothing was likely', () => {
    expect(hoverText({ ...place, level: 1 }, 'q9', { ...explanation, expected: [] }).source).toBe(
      '**Surprising**: `q9` has a probability of 1 in 70,000 here (16.1 bits).\n\nNothing in particular was expected.',
    );
  });

  test.each([
    [0, '1'],
    [21, '22'],
  ])('counts characters: %d is the %s', (index, text) => {
    const word = { line: 4, character: 0, length: 40 };
    const character = { line: 4, character: index, length: 1 };
    expect(hoverText(place, 'w', { ...explanation, word, character }).source).toContain(
      `at character ${text} the model expected:`,
    );
  });
});

test('the status says how far it is and how much it found', () => {
  const result = (scored: number, places: number): SurpriseResult => ({
    places: new Array<SurprisingPlace>(places).fill(place),
    lines: [],
    isComplete: scored === 1,
    scored,
  });
  expect(statusText(undefined)).toBe('$(eye) Surprise');
  expect(statusText(result(0.417, 3))).toBe('$(eye) Surprise: 41% read');
  // While the user types, the end of the text is scored again; that must not flicker.
  expect(statusText(result(0.999, 3))).toBe('$(eye) Surprise: 3');
  expect(statusText(result(1, 12))).toBe('$(eye) Surprise: 12');
  expect([0, 1, 2].map((places) => statusTooltip(result(1, places)))).toEqual([
    'No place surprises the model. Select to list.',
    'One place surprises the model. Select to list.',
    '2 places surprise the model. Select to list.',
  ]);
});

test('an entry of the list says where it is and shows its line, without icons', () => {
  expect(placeItem(place, 'retrun', { number: 5, text: '\tretrun $(eye) $(x);' })).toEqual({
    label: 'retrun',
    description: 'line 5 · extremely surprising, 15 bits more than expected',
    detail: 'retrun $ (eye) $ (x);',
  });
});
