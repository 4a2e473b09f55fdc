/**
 * The one adapter between the editor's way of cancelling and the platform's. Everything below the process boundary and the
 * provider speaks `AbortSignal`; VS Code and vscode-jsonrpc both hand out tokens of the shape described here.
 */

/** What VS Code's and vscode-jsonrpc's `CancellationToken` have in common. */
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
