import { describe, expect, it } from 'vitest';
import { CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import { abortSignalOf } from '../../../src/base/cancellation.ts';

describe('abortSignalOf', () => {
  it('follows the token', () => {
    const source = new CancellationTokenSource();
    const signal = abortSignalOf(source.token);
    expect(signal.aborted).toBe(false);
    source.cancel();
    expect(signal.aborted).toBe(true);
  });

  it('is aborted from the start for a token that is cancelled', () => {
    expect(abortSignalOf(CancellationToken.Cancelled).aborted).toBe(true);
  });
});
