import { describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../../src/base/logger.ts';
import { UserError } from '../../../../src/base/userError.ts';
import { endMessage, noticeText, offerText } from '../../../../src/editor/fineTuning/fineTuneView.ts';
import { FineTuning } from '../../../../src/editor/fineTuning/fineTuning.ts';
import { nothingYet } from '../../../../src/editor/fineTuning/fineTuningState.ts';
import { FakeTrainer } from '../../../support/fakeTrainer.ts';
import { sampleReport, sampleSurvey } from '../../../support/fineTuneReports.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { TestNote } from '../../../support/memory.ts';

const plan = { minutes: 10, cores: 0, exclude: [] };
const request = { folders: [], recent: [], commitMessages: [] };
const training = { ...nothingYet, phase: 'training', fraction: 0.4, training: [[1, 2]] } as const;
const never = new AbortController().signal;

interface Turns {
  readonly onKept?: () => Promise<void>;
  readonly onRemove?: () => Promise<void>;
}

function setUp({ onKept = () => Promise.resolve(), onRemove = () => Promise.resolve() }: Turns = {}) {
  const scheduler = new ManualScheduler();
  const trainers: FakeTrainer[] = [];
  const kept = vi.fn(onKept);
  const removed = vi.fn(onRemove);
  const fineTuning = new FineTuning({
    workspace: () => ({
      baseFolder: '/base',
      storageFolder: '/storage',
      threads: () => 1,
      request: () => Promise.resolve(request),
      removeSaved: removed,
      startTrainer: () => {
        trainers.push(new FakeTrainer());
        return Promise.resolve(trainers.at(-1)!);
      },
    }),
    onKept: kept,
    note: new TestNote(),
    logger: silentLogger,
    scheduler,
  });
  const start = (resume = false) => fineTuning.start({ plan, resume, byUser: true });
  /** Resolves with a trainer once it works. */
  const atWork = async (index = 0): Promise<FakeTrainer> => {
    await vi.waitUntil(() => trainers[index]?.parameters !== undefined);
    return trainers[index]!;
  };
  const becomes = (kind: string) => vi.waitUntil(() => fineTuning.state.kind === kind);
  return { fineTuning, scheduler, trainers, kept, removed, start, atWork, becomes };
}

describe('FineTuning', () => {
  it('learns with the trainer that has read the workspace, and loads the new model', async () => {
    const { fineTuning, trainers, kept, start, atWork, becomes } = setUp();
    expect(await fineTuning.survey(plan, never)).toBe(sampleSurvey);
    await start();
    const trainer = await atWork();
    expect(trainer.parameters).toMatchObject({ storageFolder: '/storage', minutes: 10, threads: 1, resume: false });
    expect(fineTuning.trainerPid).toBe(7);
    trainer.tell(training);
    expect(fineTuning.state).toMatchObject({ kind: 'running', progress: training });
    trainer.finish(sampleReport);
    await becomes('done');
    expect(kept).toHaveBeenCalledOnce();
    expect(trainers).toHaveLength(1);
    expect(trainer.isDisposed).toBe(true);
    expect(await fineTuning.record.begun()).toBeUndefined();
  });

  it('reads the workspace again when the globs change', async () => {
    const { fineTuning, trainers, atWork } = setUp();
    await fineTuning.survey(plan, never);
    await fineTuning.start({ plan: { ...plan, exclude: ['x'] }, resume: false, byUser: true });
    await atWork(1);
    expect(trainers.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
  });

  it('keeps the old model when the new one is not better', async () => {
    const { kept, start, atWork, becomes } = setUp();
    await start();
    (await atWork()).finish({ ...sampleReport, kept: false, notKept: 'heldOutNotBetter' });
    await becomes('done');
    expect(kept).not.toHaveBeenCalled();
  });

  it('refuses a second fine-tuning', async () => {
    const { fineTuning, start } = setUp();
    await start();
    await expect(start()).rejects.toThrow(UserError);
    await expect(fineTuning.survey(plan, never)).rejects.toThrow(UserError);
  });

  it('releases a survey that is not learnt', async () => {
    const { fineTuning, trainers } = setUp();
    await fineTuning.survey(plan, never);
    fineTuning.release();
    expect(trainers[0]?.isDisposed).toBe(true);
    expect(fineTuning.trainerPid).toBeUndefined();
  });

  it('leaves nothing to go on with when cancelled', async () => {
    const { fineTuning, start, atWork } = setUp();
    await start();
    const trainer = await atWork();
    trainer.tell(training);
    await fineTuning.cancel();
    expect(fineTuning.state).toMatchObject({ kind: 'stopped', wasCancelled: true, canGoOn: false });
    expect(await fineTuning.record.begun()).toBeUndefined();
    expect(trainer.isDisposed).toBe(true);
    expect(endMessage(fineTuning.state)).toBeUndefined();
  });

  it('leaves nothing to go on with when a cancelled trainer must be killed', async () => {
    let wasAlive: boolean | undefined;
    const onRemove = () => {
      wasAlive = trainers[0]?.hasEnded === false;
      return Promise.resolve();
    };
    const { fineTuning, trainers, removed, start, atWork } = setUp({ onRemove });
    await start();
    const trainer = await atWork();
    trainer.isDeaf = true;
    trainer.tell(training);
    const cancelled = fineTuning.cancel();
    // Even if this window closes now, the next one offers nothing.
    await vi.waitUntil(async () => (await fineTuning.record.begun()) === undefined);
    expect(fineTuning.isRunning).toBe(true);
    expect(removed).not.toHaveBeenCalled();
    trainer.die();
    await cancelled;
    expect(removed).toHaveBeenCalledOnce();
    // Two processes never write at the same time.
    expect(wasAlive).toBe(false);
    expect(fineTuning.state).toMatchObject({ kind: 'stopped', wasCancelled: true, canGoOn: false });
  });

  it('keeps an earlier saved training when cancelled before training', async () => {
    const { fineTuning, removed, start, atWork } = setUp();
    await start();
    (await atWork()).tell({ ...nothingYet, phase: 'measuringBase' });
    await fineTuning.cancel();
    expect(removed).not.toHaveBeenCalled();
    await start(true);
    await atWork(1);
    await fineTuning.cancel();
    expect(removed).toHaveBeenCalledOnce();
  });

  it('is cancelled even if the saved training cannot be deleted', async () => {
    const onRemove = () => Promise.reject(new UserError('Not everything could be deleted.', 'Try it again.'));
    const { fineTuning, start, atWork } = setUp({ onRemove });
    await start();
    (await atWork()).tell(training);
    await fineTuning.cancel();
    expect(fineTuning.state).toMatchObject({ kind: 'stopped', wasCancelled: true, canGoOn: false });
  });

  it('stays paused when a late message arrives', async () => {
    const { fineTuning, start, atWork } = setUp();
    await start();
    const trainer = await atWork();
    fineTuning.setPaused(true);
    trainer.tell(training);
    expect(trainer.pauses.at(-1)).toBe(true);
    expect(fineTuning.state).toMatchObject({ progress: { paused: true, fraction: 0.4 } });
  });

  it('replaces a lost trainer', async () => {
    const { fineTuning, scheduler, trainers, start, atWork, becomes } = setUp();
    await start();
    const first = await atWork();
    first.tell(training);
    first.die();
    await vi.waitUntil(() => scheduler.waiting > 0);
    expect(fineTuning.state).toMatchObject({ kind: 'running', restarted: true });
    scheduler.advance(2_000);
    const second = await atWork(1);
    expect(second.parameters?.resume).toBe(true);
    second.finish(sampleReport);
    await becomes('done');
    expect(trainers).toHaveLength(2);
  });

  it('stops when the second trainer is lost at once, and can go on later', async () => {
    const { fineTuning, scheduler, start, atWork, becomes } = setUp();
    await start();
    const first = await atWork();
    first.tell(training);
    first.die();
    await vi.waitUntil(() => scheduler.waiting > 0);
    scheduler.advance(2_000);
    (await atWork(1)).die();
    await becomes('stopped');
    expect(fineTuning.state).toMatchObject({ canGoOn: true, wasCancelled: false });
    expect(await fineTuning.record.begun()).toMatchObject({ plan, byUser: true });
    expect(endMessage(fineTuning.state)?.text).toContain('SIGKILL');
  });

  it('replaces a trainer again after a while of good work', async () => {
    const { scheduler, trainers, start, atWork } = setUp();
    await start();
    for (let round = 0; round < 3; round++) {
      const trainer = await atWork(round);
      scheduler.advance(120_000);
      trainer.die();
      await vi.waitUntil(() => scheduler.waiting > 0);
      scheduler.advance(2_000);
    }
    await atWork(3);
    expect(trainers).toHaveLength(4);
  });

  it('can be cancelled between two trainers', async () => {
    const { fineTuning, scheduler, removed, start, atWork } = setUp();
    await start();
    const trainer = await atWork();
    trainer.tell(training);
    trainer.die();
    await vi.waitUntil(() => scheduler.waiting > 0);
    await fineTuning.cancel();
    expect(fineTuning.state).toMatchObject({ kind: 'stopped', wasCancelled: true });
    // The lost trainer had saved something.
    expect(removed).toHaveBeenCalledOnce();
    expect(scheduler.waiting).toBe(0);
  });

  it('says why it failed, and cannot go on when nothing was trained', async () => {
    const { fineTuning, start, atWork, becomes } = setUp();
    await start();
    (await atWork()).fail(new UserError('There is too little text.', 'Open another folder.'));
    await becomes('stopped');
    expect(fineTuning.state).toMatchObject({ message: 'There is too little text.', canGoOn: false });
    expect(endMessage(fineTuning.state)).toEqual({
      text: 'There is too little text. Open another folder.',
      isError: true,
    });
  });

  it('keeps the note of another window whose trainer works', async () => {
    const { fineTuning, start, atWork, becomes } = setUp();
    await fineTuning.record.begin({ plan, byUser: true });
    await start();
    (await atWork()).fail(new UserError('Another window is fine-tuning.', 'Wait.'));
    await becomes('stopped');
    expect(fineTuning.state).toMatchObject({ canGoOn: false });
    expect(await fineTuning.record.begun()).toMatchObject({ plan, byUser: true });
  });

  it('stops with the error when the new model cannot be loaded', async () => {
    const onKept = () => Promise.reject(new UserError('The model cannot be read.', 'See its files.'));
    const { fineTuning, start, atWork, becomes } = setUp({ onKept });
    await start();
    (await atWork()).finish(sampleReport);
    await becomes('stopped');
    expect(fineTuning.state).toMatchObject({ message: 'The model cannot be read.', canGoOn: false });
  });

  it('leaves a note when the window closes', async () => {
    const { fineTuning, start, atWork } = setUp();
    await start();
    const trainer = await atWork();
    trainer.tell(training);
    fineTuning.dispose();
    trainer.die();
    expect(trainer.isDisposed).toBe(true);
    expect(await fineTuning.record.begun()).toMatchObject({ plan, byUser: true });
  });
});

describe('the messages', () => {
  const running = { kind: 'running', progress: training, byUser: true, restarted: false } as const;

  it('show the progress, and a restart', () => {
    expect(noticeText(running)).toContain('40%');
    expect(noticeText({ ...running, restarted: true })).toContain('resumes');
  });

  it('end with both numbers', () => {
    const message = endMessage({ kind: 'done', report: sampleReport, byUser: true });
    expect(message?.text).toMatch(/1\.84 → 1\.42 bits per character \(23% less\)\. The new model is in use\.$/);
  });

  it('are none when it began by itself', () => {
    expect(endMessage({ kind: 'done', report: sampleReport, byUser: false })).toBeUndefined();
  });

  it('ask whether to go on', () => {
    expect(offerText(0.4399)).toBe('Fine-tuning was interrupted at 43%. Resume?');
  });
});
