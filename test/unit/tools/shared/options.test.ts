import { expect, test } from 'vitest';
import { UserError } from '../../../../src/base/userError.ts';
import { oneOf, parseArguments, parseOptions, someOf } from '../../../../src/tools/shared/options.ts';

const defaults = {
  seed: 1,
  model: 'models/base',
  json: undefined,
  dry: false,
  cell: oneOf(['rnn', 'gru'], 'gru'),
  heldOut: someOf(['a', 'b']),
} as const;

test('without arguments, every option has its default', () => {
  expect(parseOptions([], defaults)).toEqual({
    seed: 1,
    model: 'models/base',
    json: undefined,
    dry: false,
    cell: 'gru',
    heldOut: undefined,
  });
});

test('values have the type of the default', () => {
  const args = '--seed 1_000 --model m --json j --dry --cell rnn --held-out b,a --held-out b'.split(' ');
  expect(parseOptions(args, defaults)).toEqual({
    seed: 1000,
    model: 'm',
    json: 'j',
    dry: true,
    cell: 'rnn',
    heldOut: ['b', 'a'],
  });
});

test.each(['--seed x', '--cell lstm', '--held-out a,c'])('%j is refused with a sentence', (args) => {
  expect(() => parseOptions(args.split(' '), defaults)).toThrow(UserError);
});

test('unknown options and stray arguments are refused', () => {
  expect(() => parseOptions(['--sed', '2'], defaults)).toThrow();
  expect(() => parseOptions(['a'], defaults)).toThrow();
  expect(parseArguments(['a', '--seed', '2'], defaults).positionals).toEqual(['a']);
});
