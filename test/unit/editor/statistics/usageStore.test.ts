import { expect, it, vi } from 'vitest';
import { addCounts, noCounts } from '../../../../src/editor/statistics/usage.ts';
import { UsageStore, writeDelay } from '../../../../src/editor/statistics/usageStore.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { TestMemory } from '../../../support/memory.ts';

const one = { ...noCounts, typed: 1 };
const two = addCounts(one, one);

function storeOn(memory: TestMemory) {
  const scheduler = new ManualScheduler();
  return { scheduler, store: new UsageStore(memory, () => new Date(2026, 10, 27), scheduler) };
}

it('shows counts at once, and writes them together a moment later', () => {
  const memory = new TestMemory();
  const update = vi.spyOn(memory, 'update');
  const { scheduler, store } = storeOn(memory);
  store.add('go', one);
  store.add('go', one);
  expect(store.usage).toEqual({ '2026-W48': { go: two } });
  expect(update).not.toHaveBeenCalled();
  scheduler.advance(writeDelay);
  expect(update).toHaveBeenCalledOnce();
  expect(store.usage).toEqual({ '2026-W48': { go: two } });
});

it('adds to what another window has written meanwhile', () => {
  const memory = new TestMemory();
  const [here, there] = [storeOn(memory), storeOn(memory)];
  here.store.add('go', one);
  there.store.add('go', one);
  here.scheduler.advance(writeDelay);
  there.scheduler.advance(writeDelay);
  expect(here.store.usage).toEqual({ '2026-W48': { go: two } });
});

it('erases everything, also what was not written yet', () => {
  const memory = new TestMemory();
  const { scheduler, store } = storeOn(memory);
  store.add('go', one);
  scheduler.advance(writeDelay);
  store.add('go', one);
  store.erase();
  expect(store.usage).toEqual({});
  expect(scheduler.waiting).toBe(0);
  expect(storeOn(memory).store.usage).toEqual({});
});

it('writes at the end what was counted last', () => {
  const memory = new TestMemory();
  const { scheduler, store } = storeOn(memory);
  store.add('go', one);
  store.dispose();
  expect(scheduler.waiting).toBe(0);
  expect(storeOn(memory).store.usage).toEqual({ '2026-W48': { go: one } });
});
