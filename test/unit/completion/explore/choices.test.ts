import { describe, expect, test } from 'vitest';
import { choiceOf, codePointsOf, entropyOf, likeliestTokens } from '../../../../src/completion/explore/choices.ts';
import { noIndentation } from '../../../../src/model/text/indentation.ts';
import {
  DEDENT_1,
  DOCUMENT_START,
  INDENT_1,
  INDENT_LITERAL,
  INDENT_SAME,
  INDENT_TAB,
  PATH_START,
} from '../../../../src/model/text/tokens.ts';

const one = { whitespace: '  ', parent: noIndentation };
const two = { whitespace: '    ', parent: one };

describe('a choice', () => {
  test.each([
    [10, { kind: 'character', text: '\n' }],
    [65, { kind: 'character', text: 'A' }],
    [DOCUMENT_START, { kind: 'end' }],
    [PATH_START, { kind: 'sign' }],
    [INDENT_SAME, { change: 'same', whitespace: '    ' }],
    [INDENT_TAB, { change: 'deeper', count: 1, unit: 'tab', whitespace: '    \t' }],
    [INDENT_1 + 3, { change: 'deeper', count: 4, unit: 'space', whitespace: '        ' }],
    [DEDENT_1, { change: 'out', count: 1, unit: 'level', whitespace: '  ' }],
    [DEDENT_1 + 1, { change: 'out', count: 2, unit: 'level', whitespace: '' }],
    [INDENT_LITERAL, { change: 'literal', whitespace: ' ' }],
  ])('of token %i', (token, expected) => {
    expect(choiceOf(token, two, ' ')).toMatchObject(expected);
  });

  test('of every first byte knows its characters', () => {
    for (let byte = 0x80; byte < 0x100; byte++) {
      const range = codePointsOf(byte);
      for (const point of range ?? []) expect(Buffer.from(String.fromCodePoint(point), 'utf8')[0]).toBe(byte);
    }
    expect(codePointsOf(0xc3)).toEqual([0xc0, 0xff]);
    expect(codePointsOf(0x80)).toBeUndefined();
    expect(codePointsOf(0xff)).toBeUndefined();
    expect(codePointsOf(0xf4)).toEqual([0x100000, 0x10ffff]);
  });
});

test('the likeliest tokens come from both distributions, in the order of the second', () => {
  const alone = Float32Array.of(0.6, 0.3, 0.1, 0, 0);
  const offered = Float32Array.of(0.1, 0.05, 0.15, 0.7, 0);
  expect(likeliestTokens(alone, offered, 3)).toEqual([3, 0, 1]);
  expect(likeliestTokens(alone, alone, 9)).toEqual([0, 1, 2]);
});

test('entropy is in bits', () => {
  expect(entropyOf(Float32Array.of(0.25, 0.25, 0.5, 0))).toBeCloseTo(1.5);
  expect(entropyOf(Float32Array.of(1))).toBe(0);
});
