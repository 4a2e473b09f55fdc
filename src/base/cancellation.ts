/**
 * Adapter from the cancellation tokens of VS Code and vscode-jsonrpc to `AbortSignal`. All code below the provider and
 * the process boundary uses `AbortSignal`.
 */

/** The common part of VS Code's and vscode-jsonrpc's `CancellationToken`. */
export interface CancellationTokenLike {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): unknown;
}

/** A signal that aborts when the token is cancelled. */
export function abortSignalOf(token: CancellationTokenLike): AbortSignal {
  if (token.isCancellationRequested) return AbortSignal.abort();
  const controller = new AbortController();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
