import { beforeEach, expect, it, vi } from 'vitest';
import { Snooze } from '../../../src/editor/snooze.ts';
import { ManualScheduler } from '../../support/manualScheduler.ts';
import { shim } from '../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../support/editor/vscodeShim.ts'));

const snoozeCommand = 'editor.action.inlineSuggest.snooze';
const endCommand = 'editor.action.inlineSuggest.cancelSnooze';
const now = new Date(2026, 0, 5, 14, 5);

beforeEach(() => {
  shim.reset();
  shim.commands.set(snoozeCommand, () => undefined);
  shim.commands.set(endCommand, () => undefined);
});

function setUp() {
  const scheduler = new ManualScheduler();
  const snooze = new Snooze(() => now, scheduler);
  const changes = vi.fn();
  snooze.onDidChange(changes);
  return { changes, scheduler, snooze };
}

it('takes the chosen minutes, and ends when they are over', async () => {
  const { changes, scheduler, snooze } = setUp();
  shim.pick = (items: readonly { minutes: number }[]) => items.find(({ minutes }) => minutes === 30);
  await snooze.choose();
  expect(shim.executedWith.get(snoozeCommand)).toEqual([30]);
  expect(snooze.until).toEqual(new Date(2026, 0, 5, 14, 35));
  scheduler.advance(30 * 60_000);
  expect(snooze.until).toBeUndefined();
  expect(changes).toHaveBeenCalledTimes(2);
});

it('does nothing when no time is chosen', async () => {
  const { snooze } = setUp();
  await snooze.choose();
  expect(shim.executed).toEqual([]);
});

it('can be ended, and a longer one replaces a shorter', async () => {
  const { scheduler, snooze } = setUp();
  await snooze.start(5);
  await snooze.start(60);
  scheduler.advance(10 * 60_000);
  expect(snooze.until).toBeDefined();
  await snooze.end();
  expect(shim.executed.at(-1)).toBe(endCommand);
  expect(snooze.until).toBeUndefined();
  expect(scheduler.waiting).toBe(0);
});

it('says that an older VS Code has none', async () => {
  shim.commands.clear();
  await expect(setUp().snooze.start(5)).rejects.toThrow('no snooze');
});

it('leaves no timer behind', async () => {
  const { scheduler, snooze } = setUp();
  await snooze.start(5);
  snooze.dispose();
  expect(scheduler.waiting).toBe(0);
});
