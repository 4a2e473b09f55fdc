/** Both ends of a contract, over an in-memory connection. */
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc';
import { UserError } from '../../../src/base/userError.ts';
import { remote, serve } from '../../../src/processes/jsonRpc.ts';
import { connectionPair } from '../../support/connectionPair.ts';

interface Contract {
  add(a: number, b: number): Promise<number>;
  nothing(): Promise<string | undefined>;
  fail(error: string): Promise<never>;
  untilAborted(signal: AbortSignal): Promise<string>;
  known(first?: string, second?: string): Promise<string>;
  count(to: number, onNumber: (value: number, half: number) => void): Promise<void>;
  note(text: string): void;
}

const notes: string[] = [];
const signals: AbortSignal[] = [];
let late: (value: number, half: number) => void = () => undefined;

const implementation: Contract = {
  add: (a, b) => Promise.resolve(a + b),
  nothing: () => Promise.resolve(undefined),
  fail: (error) =>
    Promise.reject(
      error === 'user'
        ? new UserError('The disk is full.', 'Make room.', { cause: new Error('ENOSPC') })
        : new Error(error),
    ),
  known: (first, second) => Promise.resolve(`${first}, ${second}`),
  untilAborted(signal) {
    signals.push(signal);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve('aborted');
      });
    });
  },
  count(to, onNumber) {
    late = onNumber;
    for (let value = 1; value <= to; value++) onNumber(value, value / 2);
    return Promise.resolve();
  },
  note(text) {
    notes.push(text);
  },
};

const connections: MessageConnection[] = [];
afterEach(() => {
  for (const connection of connections.splice(0)) connection.dispose();
});

function connected(served: () => Partial<Contract> | undefined = () => implementation) {
  const [client, server] = connectionPair();
  connections.push(client, server);
  serve<Contract>(server, served, () => ({
    note(text) {
      notes.push(text);
    },
  }));
  const other = remote<Contract>(client);
  client.listen();
  server.listen();
  return { ...other, client };
}

const rejection = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'resolved', (error: unknown) => error); // prettier-ignore

describe('a contract over JSON-RPC', () => {
  it('carries arguments, answers and notifications', async () => {
    const { request, notify } = connected();
    expect(await request.add(1, 2)).toBe(3);
    expect(await request.nothing()).toBeUndefined();
    expect(await request.known(undefined, 'second')).toBe('undefined, second');
    notify.note('hello');
    await expect.poll(() => notes).toEqual(['hello']);
  });

  it('carries a UserError as one, and a defect as an error', async () => {
    const { request } = connected();
    const told = await rejection(request.fail('user'));
    expect(told).toBeInstanceOf(UserError);
    // The words of its cause go along, for the log.
    expect(told).toMatchObject({ cause: 'Error: ENOSPC' });
    expect(told).toMatchObject({ message: 'The disk is full.', action: 'Make room.' });
    const defect = await rejection(request.fail('defect'));
    expect(defect).not.toBeInstanceOf(UserError);
    expect(defect).toMatchObject({ message: expect.stringContaining('defect') as string });
  });

  it('cancels by a signal, also by one that was aborted before', async () => {
    const { request } = connected();
    const controller = new AbortController();
    const answer = request.untilAborted(controller.signal);
    await expect.poll(() => signals.length).toBe(1);
    expect(signals[0]?.aborted).toBe(false);
    controller.abort();
    expect(await answer).toBe('aborted');
    void rejection(request.untilAborted(AbortSignal.abort()));
    await expect.poll(() => signals.at(-1)?.aborted).toBe(true);
  });

  it('calls functions back until the request is answered', async () => {
    const { request } = connected();
    const heard: (readonly [number, number])[] = [];
    await request.count(3, (...pair) => {
      heard.push(pair);
    });
    expect(heard).toEqual([[1, 0.5], [2, 1], [3, 1.5]]); // prettier-ignore
    late(4, 2);
    expect(await request.add(1, 1)).toBe(2);
    expect(heard).toHaveLength(3);
  });

  it('answers what is not implemented (yet) with nothing, and never a method of every object', async () => {
    const { request, notify } = connected(() => undefined);
    expect(await request.add(1, 2)).toBeUndefined();
    const any = request as unknown as { toString(): Promise<unknown>; unheardOf(): Promise<unknown> };
    expect(await any.toString()).toBeUndefined();
    expect(await any.unheardOf()).toBeUndefined();
    notify.note('by the next implementation');
    await expect.poll(() => notes.at(-1)).toBe('by the next implementation');
  });

  it('rejects requests of a closed connection and ignores notifications', async () => {
    const { request, notify, client } = connected();
    const waiting = rejection(request.untilAborted(new AbortController().signal));
    client.dispose();
    expect(await waiting).toBeInstanceOf(Error);
    expect(await rejection(request.add(1, 2))).toBeInstanceOf(Error);
    notify.note('lost');
    expect(notes).not.toContain('lost');
  });
});
