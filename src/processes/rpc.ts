/**
 * A contract across a process boundary is an interface: methods that answer a promise are requests, all others notifications. These are
 * its types; `jsonRpc.ts` has the two ends. The extension loads that, with vscode-jsonrpc, only with its first process.
 */

type RequestName<T> = {
  [K in keyof T]: T[K] extends (...args: never) => Promise<unknown> ? K : never;
}[keyof T];

export type Requests<T> = Pick<T, RequestName<T>>;
export type Notifications<T> = Omit<T, RequestName<T>>;

export interface Remote<T> {
  /** Rejects with a `UserError` of the other end, and with another error when that fails or the connection breaks. */
  readonly request: Requests<T>;
  /** Never fails: a notification that does not arrive has met the end of its process, which is told elsewhere. */
  readonly notify: Notifications<T>;
}

/** An object whose methods are all the same function, which is told the name. */
export function methods<T extends object>(call: (method: keyof T & string, args: readonly unknown[]) => unknown): T {
  return new Proxy({} as T, {
    // Whatever is awaited is asked for `then`.
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(name as keyof T & string, args);
    },
  });
}
