import { expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/logger.ts';
import { UserError } from '../../../src/base/userError.ts';

it('UserError carries what is wrong, what to do, and the cause', () => {
  const cause = new Error('ENOSPC');
  const error = new UserError('The disk is full.', 'Make room.', { cause });
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message, error.action, error.cause]).toEqual([
    'UserError',
    'The disk is full.',
    'Make room.',
    cause,
  ]);
});

it('the silent logger is silent', () => {
  expect(() => {
    silentLogger.error('x', new Error('y'));
  }).not.toThrow();
});
