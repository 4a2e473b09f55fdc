import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  anyObject,
  numberFrom,
  objectOf,
  oneOf,
  parseJson,
  parseUnknown,
  recordOf,
  wholeNumberFrom,
} from '../../../src/base/validation.ts';

const refuse = (reason: string): Error => new RangeError(reason);

const fields = {
  s: v.string(),
  n: numberFrom(1, 2),
  i: wholeNumberFrom(3, 3),
  b: v.boolean(),
  a: v.array(v.union([v.number(), v.string()])),
  names: v.array(v.string()),
  o: objectOf({ k: wholeNumberFrom(0, 9) }),
  list: v.array(objectOf({ k: oneOf([1, 2]) })),
  record: recordOf(v.number()),
  nothing: v.null(),
};

const value = {
  s: 'text',
  n: 1.5,
  i: 3,
  b: true,
  a: [1, 'x'],
  names: ['p', 'q'],
  o: { k: 7 },
  list: [{ k: 1 }, { k: 2 }],
  record: { x: 1 },
  nothing: null,
};

describe('a valid value', () => {
  it('is returned without other fields', () => {
    expect(parseJson(objectOf(fields), JSON.stringify({ ...value, other: 1 }), refuse)).toEqual(value);
  });

  it('may be any object, with keys that mean something to JavaScript', () => {
    const read = parseJson(anyObject, '{"__proto__":{"x":1},"toString":2}', refuse);
    expect(Object.keys(read)).toEqual(['__proto__', 'toString']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});

describe('a refusal', () => {
  it.each<[string, v.GenericSchema, unknown]>([
    ['missing is missing', objectOf({ missing: v.string() }), value],
    ['n is not a string', objectOf({ n: v.string() }), value],
    ['s is not digits', objectOf({ s: v.pipe(v.string(), v.regex(/^\d+$/, 'digits')) }), value],
    ['toString is not a string', objectOf({ toString: v.string() }), value],
    ['n is not a number from 2 to 3', objectOf({ n: numberFrom(2, 3) }), value],
    ['n is not a number from 0 to 1', objectOf({ n: numberFrom(0, 1) }), value],
    ['s is not a number from 0 to 1', objectOf({ s: numberFrom(0, 1) }), value],
    ['n is not a whole number from 0 to 9', objectOf({ n: wholeNumberFrom(0, 9) }), value],
    ['i is not a whole number from 4 to 9', objectOf({ i: wholeNumberFrom(4, 9) }), value],
    ['i is not a whole number from 0 to 2', objectOf({ i: wholeNumberFrom(0, 2) }), value],
    ['nothing is not true or false', objectOf({ nothing: v.boolean() }), value],
    ['s is not a list', objectOf({ s: v.array(v.string()) }), value],
    ['a[0] is not a string', objectOf({ a: v.array(v.string()) }), value],
    ['a[0] is not an object', objectOf({ a: v.array(anyObject) }), value],
    ['nothing is not an object', objectOf({ nothing: objectOf({}) }), value],
    ['a is not an object', objectOf({ a: recordOf(v.string()) }), value],
    ['o.k is not one of 1, 2', objectOf({ o: objectOf({ k: oneOf([1, 2]) }) }), value],
    [
      'list[1].x is missing',
      objectOf({ list: v.array(objectOf({ k: v.number(), x: v.number() })) }),
      {
        list: [{ k: 1, x: 1 }, { k: 1 }],
      },
    ],
    ['it is not an object', objectOf(fields), []],
    ['it is not an object', objectOf(fields), null],
  ])('says that %s', (message, schema, input) => {
    expect(() => parseUnknown(schema, input, refuse)).toThrow(new RangeError(message));
  });

  it('says that it is not JSON', () => {
    expect(() => parseJson(objectOf(fields), '{', refuse)).toThrow(new RangeError('it is not JSON'));
  });
});
