import { describe, expect, it } from 'vitest';
import { PauseSwitch } from '../../../src/fineTuning/pauseSwitch.ts';

const never = new AbortController().signal;

/** Whether a promise is settled. */
async function isDone(promise: Promise<void> | undefined): Promise<boolean> {
  let done = promise === undefined;
  void promise?.then(() => (done = true));
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  return done;
}

describe('a pause switch', () => {
  it('that is off blocks nothing', () => {
    const pause = new PauseSwitch();
    expect(pause.wait(never)).toBeUndefined();
    pause.set(false);
    expect(pause.wait(never)).toBeUndefined();
  });

  it('that is on blocks all callers until it is off, even if it is switched on twice', async () => {
    const pause = new PauseSwitch();
    pause.set(true);
    const [first, second] = [pause.wait(never), pause.wait(never)];
    pause.set(true);
    expect(await isDone(first)).toBe(false);
    pause.set(false);
    expect([await isDone(first), await isDone(second)]).toEqual([true, true]);
    expect(pause.wait(never)).toBeUndefined();
    pause.set(true);
    expect(await isDone(pause.wait(never))).toBe(false);
  });

  it('does not block cancelled work', async () => {
    const pause = new PauseSwitch();
    pause.set(true);
    const controller = new AbortController();
    const waiting = pause.wait(controller.signal);
    expect(await isDone(waiting)).toBe(false);
    controller.abort();
    expect(await isDone(waiting)).toBe(true);
    expect(pause.wait(controller.signal)).toBeUndefined();
  });
});
