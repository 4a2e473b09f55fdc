import { describe, expect, it } from 'vitest';
import { JsonObject, UnexpectedJson } from '../../../src/base/jsonObject.ts';

const json = JsonObject.parse(
  '{"s":"text","n":1.5,"i":3,"b":true,"a":[1,"x"],"names":["p","q"],"o":{"k":7},"list":[{"k":1},{"k":2}],"nothing":null}',
);

describe('JsonObject', () => {
  it('gives what is expected', () => {
    expect(json.string('s')).toBe('text');
    expect(json.number('n', 1, 2)).toBe(1.5);
    expect(json.integer('i', 3, 3)).toBe(3);
    expect(json.boolean('b')).toBe(true);
    expect(json.array('a')).toEqual([1, 'x']);
    expect(json.strings('names')).toEqual(['p', 'q']);
    expect(json.object('o').integer('k', 0, 9)).toBe(7);
    expect(json.objects('list').map((entry) => entry.integer('k', 0, 9))).toEqual([1, 2]);
    expect(json.oneOf('s', ['other', 'text'])).toBe('text');
    expect(json.keys).toContain('nothing');
  });

  it.each<[string, () => unknown]>([
    ['missing is missing', () => json.value('missing')],
    ['toString is missing', () => json.value('toString')],
    ['n is not a string', () => json.string('n')],
    ['s is not digits', () => json.string('s', /^\d+$/, 'digits')],
    ['n is not a number from 2 to 3', () => json.number('n', 2, 3)],
    ['n is not a whole number from 0 to 9', () => json.integer('n', 0, 9)],
    ['nothing is not true or false', () => json.boolean('nothing')],
    ['s is not a list', () => json.array('s')],
    ['a is not a list of strings', () => json.strings('a')],
    ['a[0] is not an object', () => json.objects('a')],
    ['nothing is not an object', () => json.object('nothing')],
    ['o.k is not one of 1, 2', () => json.object('o').oneOf('k', [1, 2])],
    ['it is not JSON', () => JsonObject.parse('{')],
    ['it is not an object', () => JsonObject.parse('[]')],
  ])('says that %s', (message, action) => {
    expect(action).toThrow(new UnexpectedJson(message));
  });
});
