import { expect, test } from 'vitest';
import { Turns } from '../../../src/completion/turns.ts';

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function turns(): { turns: Turns; log: string[] } {
  const log: string[] = [];
  return { log, turns: new Turns(breathe, (error) => log.push(String(error))) };
}

test('requests run in their order, background work after them', async () => {
  const { turns: queue, log } = turns();
  const write = (entry: string) => async () => {
    await breathe();
    log.push(entry);
  };
  void queue.background('x', write('background'));
  await Promise.all([queue.foreground(write('first')), queue.foreground(write('second'))]);
  await queue.idle();
  expect(log).toEqual(['first', 'second', 'background']);
});

test('background work stops for a request and continues', async () => {
  const { turns: queue, log } = turns();
  let done = 0;
  const finished = queue.background('x', async (mayGoOn) => {
    while (done < 10) {
      done++;
      if (!(await mayGoOn())) return undefined;
    }
    return done;
  });
  while (done < 3) await breathe();
  await queue.foreground(() => {
    log.push(`request after ${done < 10 ? 'some' : 'all'}`);
    return Promise.resolve();
  });
  expect(await finished).toBe(10);
  expect(log).toEqual(['request after some']);
});

test('a failure does not affect other work', async () => {
  const { turns: queue, log } = turns();
  await expect(queue.foreground(() => Promise.reject(new Error('request')))).rejects.toThrow('request');
  await expect(queue.background('x', () => Promise.reject(new Error('awaited')))).rejects.toThrow('awaited');
  await queue.later('x', () => Promise.reject(new Error('work')));
  expect(await queue.foreground(() => Promise.resolve(7))).toBe(7);
  expect(log).toEqual(['Error: work']);
});

test('new work replaces old work with the same key', async () => {
  const { turns: queue, log } = turns();
  const old = queue.background('x', () => {
    log.push('old');
    return Promise.resolve();
  });
  await Promise.all([
    old,
    queue.background('x', () => {
      log.push('new');
      return Promise.resolve();
    }),
  ]);
  await queue.idle();
  expect(log.at(-1)).toBe('new');
  expect(queue.has('x')).toBe(false);
});

test('work is dropped when its own signal aborts', async () => {
  const { turns: queue } = turns();
  const controller = new AbortController();
  const dropped = queue.background('x', () => Promise.resolve(1), controller.signal);
  controller.abort();
  expect(await dropped).toBeUndefined();
  expect(await queue.background('x', () => Promise.resolve(2), controller.signal)).toBeUndefined();
  expect(await queue.background('x', () => Promise.resolve(3))).toBe(3);
  expect(queue.has('x')).toBe(false);
});
