import { describe, expect, it } from 'vitest';
import type { GateInput } from '../../../../src/editor/completion/gate.ts';
import { reasonForSilence } from '../../../../src/editor/completion/gate.ts';

const open: GateInput = {
  enabled: true,
  languageEnabled: true,
  isSecret: false,
  isReadOnly: false,
  cursors: 1,
  explicit: false,
  restOfLine: '',
  inComments: true,
  isExcluded: () => false,
  isInComment: () => false,
};

describe('reasonForSilence', () => {
  it.each<[string, Partial<GateInput>, ReturnType<typeof reasonForSilence>]>([
    ['nothing in the way', {}, undefined],
    ['paused', { enabled: false }, 'paused'],
    ['language off', { languageEnabled: false }, 'language'],
    ['a secret file', { isSecret: true }, 'secret'],
    ['a secret file, asked for', { isSecret: true, explicit: true }, 'secret'],
    ['an excluded file, asked for', { isExcluded: () => true, explicit: true }, 'excluded'],
    ['a read-only file', { isReadOnly: true }, 'readOnly'],
    ['two cursors', { cursors: 2 }, 'cursors'],
    ['before a closing bracket', { restOfLine: ');' }, undefined],
    ['before a space', { restOfLine: ' foo' }, undefined],
    ['inside a word', { restOfLine: 'ord' }, 'insideWord'],
    ['inside a word of other letters', { restOfLine: '語' }, 'insideWord'],
    ['before an emoji', { restOfLine: '🌊' }, undefined],
    ['inside a word, asked for', { restOfLine: 'ord', explicit: true }, undefined],
    ['in a comment, allowed', { isInComment: () => true }, undefined],
    ['in a comment, not allowed', { isInComment: () => true, inComments: false }, 'comment'],
    ['in a comment, asked for', { isInComment: () => true, inComments: false, explicit: true }, undefined],
  ])('%s', (_name, difference, expected) => {
    expect(reasonForSilence({ ...open, ...difference })).toBe(expected);
  });

  it('does not look for comments when they are completed too', () => {
    const isInComment = () => {
      throw new Error('asked');
    };
    expect(reasonForSilence({ ...open, isInComment })).toBeUndefined();
  });
});
