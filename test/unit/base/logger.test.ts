import { expect, it, vi } from 'vitest';
import { silentLogger, withCauses } from '../../../src/base/logger.ts';
import { UserError } from '../../../src/base/userError.ts';

it('tells what caused an error, cause by cause', () => {
  const warn = vi.fn();
  const cause = new TypeError('not a number', { cause: 'ENOSPC: no space left' });
  const error = new UserError('It could not be saved.', 'Make room.', { cause });
  withCauses({ ...silentLogger, warn }).warn('a:', error, 5);
  expect(warn).toHaveBeenCalledWith(
    'a:',
    error,
    'because of TypeError: not a number, because of ENOSPC: no space left',
    5,
  );
});

it('ends with causes that are their own', () => {
  const warn = vi.fn();
  const error = new Error('a');
  error.cause = error;
  withCauses({ ...silentLogger, warn }).warn('a:', error);
  expect(String(warn.mock.calls[0]?.[2]).match(/Error: a/g)).toHaveLength(6);
});
