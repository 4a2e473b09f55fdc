import { describe, expect, it } from 'vitest';
import { shapeRequest } from '../../../../src/editor/completion/selectedCompletion.ts';

describe('shapeRequest', () => {
  it('asks for what follows the cursor when no entry is selected', () => {
    expect(shapeRequest('a.for', undefined)).toEqual({ prefix: 'a.for', inserted: '' });
  });

  it('requires the rest of an entry that continues the typed text', () => {
    expect(shapeRequest('a.for', { text: 'forEach', typed: 'for' })).toEqual({
      prefix: 'a.for',
      requiredStart: 'Each',
      inserted: 'for',
    });
  });

  it('continues behind an entry that rewrites the typed text', () => {
    expect(shapeRequest('a.FE', { text: 'forEach', typed: 'FE' })).toEqual({
      prefix: 'a.forEach',
      inserted: 'forEach',
    });
  });

  it('takes an entry before any of it is typed', () => {
    expect(shapeRequest('a.', { text: 'forEach', typed: '' })).toEqual({
      prefix: 'a.',
      requiredStart: 'forEach',
      inserted: '',
    });
  });
});
