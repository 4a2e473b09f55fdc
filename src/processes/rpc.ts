/**
 * Types of a contract. A contract is an interface: methods that answer a promise are requests, all others are
 * notifications. `jsonRpc.ts` has the two ends. It is a file of its own so that activation does not load
 * vscode-jsonrpc.
 */

type RequestName<T> = {
  [K in keyof T]: T[K] extends (...args: never) => Promise<unknown> ? K : never;
}[keyof T];

export type Requests<T> = Pick<T, RequestName<T>>;
export type Notifications<T> = Omit<T, RequestName<T>>;

export interface Remote<T> {
  /**
   * Rejects with a `UserError` of the other end, and with another error after a defect or when the connection breaks.
   */
  readonly request: Requests<T>;
  /** Never fails. The exit of a process is reported by the process itself. */
  readonly notify: Notifications<T>;
}

/** The method of this name that an object has or inherits, except those of every object; bound to it. */
export function methodOf(
  object: object | undefined,
  name: string,
): ((...args: readonly unknown[]) => unknown) | undefined {
  const found =
    name in Object.prototype ? undefined : (object as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof found === 'function' ? (...args) => Reflect.apply(found, object, args) as unknown : undefined;
}

/** An object whose methods all call `call` with their name and arguments. */
export function methods<T extends object>(call: (method: keyof T & string, args: readonly unknown[]) => unknown): T {
  return new Proxy({} as T, {
    // `await` looks for `then`.
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(name as keyof T & string, args);
    },
  });
}
