import { expect, it } from 'vitest';

import { inOrder } from '../../../src/workspace/inOrder.ts';

it('gives results in order, with at most the allowed number of calls', async () => {
  const finish: (() => void)[] = [];
  let working = 0;
  let most = 0;
  const work = async (item: number): Promise<number> => {
    most = Math.max(most, ++working);
    // The second call of each pair ends first.
    await new Promise<void>((resolve) => {
      if (item % 2 === 0) finish.push(resolve);
      else resolve();
    });
    if (item % 2 === 1)
      finish.splice(0).forEach((resolve) => {
        resolve();
      });
    working--;
    return item * 10;
  };
  const results: number[] = [];
  for await (const result of inOrder([0, 1, 2, 3, 4, 5], 3, work)) results.push(result);
  expect(results).toEqual([0, 10, 20, 30, 40, 50]);
  expect(most).toBe(3);
});

it('passes a failure to the consumer, and begins no more calls after the consumer has stopped', async () => {
  const begun: number[] = [];
  const work = async (item: number): Promise<number> => {
    begun.push(item);
    await Promise.resolve();
    if (item > 1) throw new Error(`no ${item}`);
    return item;
  };
  const read = async (): Promise<void> => {
    for await (const result of inOrder([0, 1, 2, 3, 4, 5, 6], 2, work)) expect(result).toBeLessThan(2);
  };
  await expect(read()).rejects.toThrow('no 2');
  expect(begun).toEqual([0, 1, 2, 3]);
  begun.length = 0;
  for await (const result of inOrder([0, 1, 2, 3, 4], 2, work)) if (result === 0) break;
  expect(begun).toEqual([0, 1]);
});
