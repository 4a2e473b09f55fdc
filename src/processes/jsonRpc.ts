/**
 * The two ends of a contract over vscode-jsonrpc: `remote` calls, `serve` answers. An `AbortSignal` among the arguments
 * cancels the request. A function is called back until the answer. A `UserError` arrives as one, with the words of its causes. Everything
 * else must be plain JSON.
 */
import type { MessageConnection } from 'vscode-jsonrpc';
import { CancellationTokenSource, ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import { abortSignalOf } from '../base/cancellation.ts';
import { causesOf, UserError } from '../base/userError.ts';
import { methodOf, methods, type Remote } from './rpc.ts';

/** JSON for an argument. `value` is absent for `undefined`. */
type Argument =
  { readonly value?: unknown } | { readonly kind: 'signal' } | { readonly kind: 'callback'; readonly id: number };

interface Call {
  readonly args: readonly Argument[];
}

interface CallbackCall {
  readonly id: number;
  readonly args: readonly unknown[];
}

type Callback = (...args: readonly unknown[]) => void;

const callbackMethod = 'callback';

export function remote<T extends object>(connection: MessageConnection): Remote<T> {
  const callbacks = new Map<number, Callback>();
  let lastId = 0;
  connection.onNotification(callbackMethod, ({ id, args }: CallbackCall) => {
    callbacks.get(id)?.(...args);
  });

  const request = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const source = new CancellationTokenSource();
    const ids: number[] = [];
    const cancel = (): void => {
      source.cancel();
    };
    const signals = args.filter((arg) => arg instanceof AbortSignal);
    const encoded = args.map((arg): Argument => {
      if (arg instanceof AbortSignal) return { kind: 'signal' };
      if (typeof arg !== 'function') return { value: arg };
      ids.push(++lastId);
      callbacks.set(lastId, arg as Callback);
      return { kind: 'callback', id: lastId };
    });
    for (const signal of signals) {
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
    }
    try {
      // JSON has no `undefined`: it arrives as null.
      return (await connection.sendRequest<unknown>(method, { args: encoded }, source.token)) ?? undefined;
    } catch (error) {
      throw asUserError(error);
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', cancel);
      for (const id of ids) callbacks.delete(id);
      source.dispose();
    }
  };
  return {
    request: methods(request),
    notify: methods((method, args) => {
      send(connection, method, { args: args.map((value) => ({ value })) });
    }),
  };
}

/**
 * Answers calls with the first implementation that has the method at the time of the call. If none has it, requests get
 * `undefined` and notifications do nothing.
 */
export function serve<T extends object>(
  connection: MessageConnection,
  ...implementations: readonly (() => Partial<T> | undefined)[]
): void {
  const call = (method: string, args: readonly unknown[]): unknown => {
    for (const implementation of implementations) {
      const found = methodOf(implementation(), method);
      if (found !== undefined) return found(...args);
    }
    return undefined;
  };
  connection.onRequest(async (method, params, token) => {
    const args = (params as unknown as Call).args.map((arg) => {
      if (!('kind' in arg)) return arg.value;
      return arg.kind === 'signal' ? abortSignalOf(token) : callbackTo(connection, arg.id);
    });
    try {
      return await call(method, args);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return new ResponseError(ErrorCodes.InternalError, error.message, {
        action: error.action,
        causes: causesOf(error),
      });
    }
  });
  connection.onNotification((method, params) => {
    call(
      method,
      (params as unknown as Call).args.map((arg) => ('kind' in arg ? undefined : arg.value)),
    );
  });
}

/**
 * A closed connection throws at once or rejects later. Both mean that the other end is gone, which its process reports.
 */
function send(connection: MessageConnection, method: string, parameters: Call | CallbackCall): void {
  const sent = async (): Promise<void> => {
    await connection.sendNotification(method, parameters);
  };
  sent().catch(() => undefined);
}

function callbackTo(connection: MessageConnection, id: number): Callback {
  return (...args) => {
    send(connection, callbackMethod, { id, args });
  };
}

function asUserError(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const { message, data } = error as ResponseError<
    { readonly action?: unknown; readonly causes?: unknown } | undefined
  >;
  if (typeof data?.action !== 'string') return error;
  // The causes stay in their process; here is what they said, for the log.
  const causes = typeof data.causes === 'string' && data.causes !== '' ? data.causes : undefined;
  return new UserError(message, data.action, causes === undefined ? undefined : { cause: causes });
}
