import { describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { silentLogger } from '../../../../src/base/logger.ts';
import type { FineTuningState, StartOptions } from '../../../../src/editor/fineTuning/fineTuningState.ts';
import { nothingYet } from '../../../../src/editor/fineTuning/fineTuningState.ts';
import {
  idleMilliseconds,
  IdleTuning,
  isOnMains,
  type ReadableFiles,
} from '../../../../src/editor/fineTuning/idleTuning.ts';
import { RunRecord } from '../../../../src/editor/fineTuning/runRecord.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { TestMemory, TestNote } from '../../../support/memory.ts';

const plan = { minutes: 10, cores: 0, exclude: [] };
const day = 24 * 3_600_000;

function setUp(changes: { readonly isWanted?: boolean; readonly isOnMains?: boolean } = {}) {
  const scheduler = new ManualScheduler();
  const memory = new TestMemory();
  const activity = new Emitter<void>();
  const record = new RunRecord(new TestNote());
  const starts: StartOptions[] = [];
  const pauses: boolean[] = [];
  let state: FineTuningState = { kind: 'idle' };
  const run = (byUser: boolean, paused = false) => {
    state = { kind: 'running', progress: { ...nothingYet, paused }, byUser, restarted: false };
  };
  const clock = { today: 1_000 * day };
  const tuning = new IdleTuning({
    fineTuning: {
      get state() {
        return state;
      },
      record,
      start: (options) => {
        starts.push(options);
        run(options.byUser);
        return Promise.resolve();
      },
      setPaused: (paused) => {
        pauses.push(paused);
        if (state.kind === 'running') run(state.byUser, paused);
      },
    },
    isWanted: () => changes.isWanted ?? true,
    isOnMains: () => Promise.resolve(changes.isOnMains ?? true),
    plan: () => plan,
    onActivity: activity.event,
    memory,
    today: () => clock.today,
    scheduler,
    logger: silentLogger,
  });
  const end = () => {
    state = { kind: 'idle' };
  };
  /** Lets time pass, and waits for the work that this starts. */
  const pass = async (milliseconds: number) => {
    scheduler.advance(milliseconds);
    await vi.waitUntil(() => scheduler.waiting > 0);
  };
  return { tuning, scheduler, activity, record, starts, pauses, run, end, pass, clock };
}

describe('IdleTuning', () => {
  it('begins after ten minutes without activity', async () => {
    const { starts, pass } = setUp();
    await pass(idleMilliseconds - 1);
    expect(starts).toEqual([]);
    await pass(1);
    expect(starts).toEqual([{ plan, resume: false, byUser: false }]);
  });

  it('counts from the last activity', async () => {
    const { starts, activity, pass } = setUp();
    await pass(idleMilliseconds / 2);
    activity.fire();
    await pass(idleMilliseconds - 1);
    expect(starts).toEqual([]);
    await pass(1);
    expect(starts).toHaveLength(1);
  });

  it.each([
    ['not turned on', { isWanted: false }],
    ['on a battery', { isOnMains: false }],
  ])('does nothing when %s', async (_what, changes) => {
    const { starts, pass } = setUp(changes);
    await pass(idleMilliseconds);
    await pass(idleMilliseconds);
    expect(starts).toEqual([]);
  });

  it('begins at most once a day', async () => {
    const { starts, end, pass, clock } = setUp();
    await pass(idleMilliseconds);
    end();
    await pass(idleMilliseconds);
    expect(starts).toHaveLength(1);
    clock.today += day;
    await pass(idleMilliseconds);
    expect(starts).toHaveLength(2);
  });

  it('pauses on activity, and goes on when the user is idle again', async () => {
    const { activity, pauses, pass } = setUp();
    await pass(idleMilliseconds);
    activity.fire();
    activity.fire();
    expect(pauses).toEqual([true]);
    await pass(idleMilliseconds);
    await pass(idleMilliseconds);
    expect(pauses).toEqual([true, false]);
  });

  it('does not touch a fine-tuning that the user began', async () => {
    const { run, activity, pauses, starts, pass } = setUp();
    run(true);
    activity.fire();
    await pass(idleMilliseconds);
    expect([pauses, starts]).toEqual([[], []]);
  });

  it('does not resume what the user began', async () => {
    const { record, starts, pass } = setUp();
    await record.begin({ plan, byUser: true });
    await pass(idleMilliseconds);
    expect(starts).toEqual([]);
  });

  it('resumes what it began itself', async () => {
    const { record, starts, pass } = setUp();
    await record.begin({ plan, byUser: false });
    await pass(idleMilliseconds);
    expect(starts).toMatchObject([{ resume: true }]);
  });

  it('stops when disposed', () => {
    const { tuning, scheduler } = setUp();
    tuning.dispose();
    expect(scheduler.waiting).toBe(0);
  });
});

type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>;

function filesOf(supplies: Supplies | undefined): ReadableFiles {
  return {
    list: () => Promise.resolve(supplies && Object.keys(supplies)),
    read: (path) => {
      const [name = '', file = ''] = path.split('/').slice(-2);
      return Promise.resolve(supplies?.[name]?.[file]);
    },
  };
}

const battery = { type: 'Battery\n', status: 'Discharging\n' };

it.each<[string, string, Supplies | undefined, boolean]>([
  ['a laptop that is plugged in', 'linux', { AC: { type: 'Mains\n', online: '1\n' }, BAT0: battery }, true],
  ['a laptop on its battery', 'linux', { AC: { type: 'Mains\n', online: '0\n' }, BAT0: battery }, false],
  ['a laptop that charges over USB', 'linux', { BAT0: battery, ucsi: { type: 'USB', online: '1' } }, true],
  ['a tower', 'linux', {}, true],
  ['a tower with a wireless mouse', 'linux', { mouse: { ...battery, scope: 'Device\n' } }, true],
  ['a container', 'linux', undefined, true],
  ['macOS, which does not tell', 'darwin', {}, false],
  ['Windows, which does not tell', 'win32', {}, false],
])('%s', async (_what, platform, supplies, expected) => {
  expect(await isOnMains(platform, filesOf(supplies))).toBe(expected);
});
