/**
 * One fine-tuning at a time, from the survey of the workspace to the new model in use. It owns the trainer, the process
 * that does all the work, and keeps the state that panel, notifications, status and menus show. It opens no windows
 * itself.
 */
import type { Disposable } from '../../base/disposables.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { UserError } from '../../base/userError.ts';
import type { TrainerClient } from '../../processes/trainerClient.ts';
import type { FineTuneReport, SurveySummary } from '../../processes/contracts.ts';
import type { FineTunePlan } from './fineTunePlan.ts';
import {
  type FineTuningState,
  type FineTuningSurroundings,
  hasTrained,
  type LearnableWorkspace,
  nothingYet,
  type StartOptions,
} from './fineTuningState.ts';
import { RunRecord } from './runRecord.ts';
import { localized } from '../localized.ts';

interface Surveyed {
  readonly trainer: TrainerClient;
  readonly plan: FineTunePlan;
  readonly result: SurveySummary;
}

/** Always the same: a saved training can only go on with the seed it began with. */
const seed = 1;

/** Milliseconds before a lost trainer is replaced. */
const restartPause = 2_000;
/** Milliseconds of good work after which a further trainer may be replaced. */
const healthyAfter = 120_000;

const cancelled = { message: localized`Fine-tuning was cancelled.`, action: localized`Nothing has changed.` };
const defect = { message: localized`Fine-tuning failed.`, action: localized`See the log of Undercurrent.` };

export class FineTuning implements Disposable {
  readonly #record: RunRecord;
  readonly #changes = new Emitter<void>();
  #state: FineTuningState = { kind: 'idle' };
  /** The survey for the next start. */
  #surveyed: Surveyed | undefined;
  #learning: SurveySummary | undefined;
  #trainer: TrainerClient | undefined;
  #cancellation: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isPaused = false;
  /** This window's trainer holds the lock, so the note in the workspace's storage is about this training. */
  #hasBegun = false;
  #isDisposed = false;

  constructor(private readonly surroundings: FineTuningSurroundings) {
    this.#record = new RunRecord(surroundings.note);
  }

  get state(): FineTuningState {
    return this.#state;
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** The fine-tuning that was begun in this workspace and has not ended. */
  get record(): RunRecord {
    return this.#record;
  }

  get isRunning(): boolean {
    return this.#state.kind === 'running';
  }

  get trainerPid(): number | undefined {
    return this.#trainer?.processId;
  }

  /** What is being learnt; `undefined` while nothing is learnt, or the workspace is still being read. */
  get learning(): SurveySummary | undefined {
    return this.#learning;
  }

  /** Keeps the result for `start`, until `release`. @throws UserError; the signal's reason when cancelled */
  async survey(plan: FineTunePlan, signal: AbortSignal): Promise<SurveySummary> {
    this.#refuseSecond();
    this.release();
    const before = this.#state;
    this.#setState({ kind: 'surveying', files: 0 });
    let trainer: TrainerClient | undefined;
    try {
      const workspace = this.surroundings.workspace();
      trainer = await this.#newTrainer(workspace);
      const result = await trainer.request.survey(await workspace.request(plan), signal, (files) => {
        if (this.#state.kind === 'surveying') this.#setState({ kind: 'surveying', files });
      });
      this.#surveyed = { trainer, plan, result };
      return result;
    } catch (error) {
      this.#dropTrainer(trainer);
      throw error;
    } finally {
      if (this.#state.kind === 'surveying') this.#setState(before);
    }
  }

  /** Drops the result of a survey, unless it is being learnt. */
  release(): void {
    if (this.#surveyed === undefined) return;
    this.#dropTrainer(this.#surveyed.trainer);
    this.#surveyed = undefined;
  }

  /** Begins; `state` tells the rest. @throws UserError when there is nothing to begin with */
  async start(options: StartOptions): Promise<void> {
    this.#refuseSecond();
    const workspace = this.surroundings.workspace();
    this.#isPaused = false;
    this.#hasBegun = false;
    this.#setState({ kind: 'running', progress: nothingYet, byUser: options.byUser, restarted: false });
    // The last one may still be cleaning up.
    await this.#ended;
    const cancellation = new AbortController();
    this.#cancellation = cancellation;
    this.#ended = this.#run(workspace, options, cancellation.signal);
  }

  /** Resolves when nothing runs any more. */
  async cancel(): Promise<void> {
    this.release();
    if (this.#cancellation !== undefined) {
      this.#cancellation.abort();
      // Now, since the window may close before the trainer has ended.
      await this.#record.end();
    }
    await this.#ended;
  }

  setPaused(paused: boolean): void {
    if (this.#state.kind !== 'running') return;
    this.#isPaused = paused;
    this.#trainer?.notify.setPaused(paused);
    this.#setState({ ...this.#state, progress: { ...this.#state.progress, paused } });
  }

  /** The model was forgotten or replaced, so the result of the last fine-tuning no longer holds. */
  reset(): void {
    if (this.#state.kind === 'done' || this.#state.kind === 'stopped') this.#setState({ kind: 'idle' });
  }

  /** The window closes: the next one can go on with the saved training. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.release();
    this.#trainer?.dispose();
    this.#changes.dispose();
  }

  async #run(workspace: LearnableWorkspace, options: StartOptions, signal: AbortSignal): Promise<void> {
    const { byUser } = options;
    try {
      const report = await this.#learn(workspace, options, signal);
      await this.#record.end();
      if (report.kept) await this.surroundings.onKept();
      this.#setState({ kind: 'done', report, byUser });
    } catch (error) {
      if (!this.#isDisposed) await this.#stopped(workspace, options, signal.aborted, error);
    } finally {
      this.#cancellation = undefined;
      this.#learning = undefined;
      this.#dropTrainer(this.#trainer);
    }
  }

  async #stopped(
    workspace: LearnableWorkspace,
    { byUser, resume }: StartOptions,
    wasCancelled: boolean,
    error: unknown,
  ): Promise<void> {
    const last = this.#state.kind === 'running' ? this.#state.progress : undefined;
    // Nothing is saved before training has begun.
    const mayBeSaved = !wasCancelled && (resume || (last?.training.length ?? 0) > 0);
    const canGoOn = mayBeSaved && (await this.#record.begun()) !== undefined;
    if (!canGoOn && this.#hasBegun) await this.#record.end();
    if (wasCancelled && (resume || (last !== undefined && hasTrained(last)))) await this.#removeSaved(workspace);
    if (!wasCancelled) this.surroundings.logger.error('Fine-tuning failed.', error);
    const { message, action } = wasCancelled ? cancelled : error instanceof UserError ? error : defect;
    this.#setState({ kind: 'stopped', wasCancelled, message, action, last, canGoOn, byUser });
  }

  /** A cancelled trainer removes its saved training itself; one that was killed or lost cannot. */
  async #removeSaved(workspace: LearnableWorkspace): Promise<void> {
    this.#dropTrainer(this.#trainer);
    try {
      await workspace.removeSaved();
    } catch (error) {
      this.surroundings.logger.warn('What was saved of a cancelled fine-tuning is still there.', error);
    }
  }

  /** Replaces a lost trainer, and the new one goes on: once, and again only after the last one worked for a while. */
  async #learn(workspace: LearnableWorkspace, options: StartOptions, signal: AbortSignal): Promise<FineTuneReport> {
    const { scheduler, logger } = this.surroundings;
    let { resume } = options;
    for (let mayRestart = true; ; mayRestart = false) {
      const started = scheduler.now();
      try {
        return await this.#learnOnce(workspace, { ...options, resume }, signal);
      } catch (error) {
        const wasLost = this.#trainer?.hasEnded === true && !signal.aborted && !this.#isDisposed;
        if (!wasLost || !(mayRestart || scheduler.now() - started >= healthyAfter)) throw error;
        logger.warn('The trainer was lost; another one goes on.', error);
      }
      resume = true;
      this.#dropTrainer(this.#trainer);
      if (this.#state.kind === 'running') this.#setState({ ...this.#state, restarted: true });
      await this.#wait(restartPause, signal);
    }
  }

  async #learnOnce(
    workspace: LearnableWorkspace,
    { plan, resume, byUser }: StartOptions,
    signal: AbortSignal,
  ): Promise<FineTuneReport> {
    const trainer = await this.#trainerThatKnows(workspace, plan, signal);
    trainer.notify.setPaused(this.#isPaused);
    const { baseFolder, storageFolder } = workspace;
    const parameters = {
      baseFolder,
      storageFolder,
      minutes: plan.minutes,
      updates: plan.updates,
      threads: workspace.threads(plan),
      seed,
      resume,
    };
    return await trainer.request.fineTune(parameters, signal, (progress) => {
      if (this.#state.kind !== 'running' || signal.aborted) return;
      if (!this.#hasBegun) void this.#record.begin({ plan, byUser });
      this.#hasBegun = true;
      // A message from before a pause, or from before its end, may arrive late.
      this.#setState({ kind: 'running', progress: { ...progress, paused: this.#isPaused }, byUser, restarted: false });
    });
  }

  /** The trainer that has just read the workspace, if it read what the plan asks for. */
  async #trainerThatKnows(
    workspace: LearnableWorkspace,
    plan: FineTunePlan,
    signal: AbortSignal,
  ): Promise<TrainerClient> {
    const surveyed = this.#surveyed;
    this.#surveyed = undefined;
    if (surveyed !== undefined) {
      this.#learning = surveyed.result;
      if (readsTheSame(surveyed.plan, plan) && !surveyed.trainer.hasEnded) return surveyed.trainer;
      this.#dropTrainer(surveyed.trainer);
    }
    const trainer = await this.#newTrainer(workspace);
    this.#learning = await trainer.request.survey(await workspace.request(plan), signal, () => undefined);
    return trainer;
  }

  async #newTrainer(workspace: LearnableWorkspace): Promise<TrainerClient> {
    const trainer = await workspace.startTrainer();
    if (this.#isDisposed) {
      trainer.dispose();
      throw new Error('Disposed of.');
    }
    this.#trainer = trainer;
    return trainer;
  }

  #dropTrainer(trainer: TrainerClient | undefined): void {
    trainer?.dispose();
    if (this.#trainer === trainer) this.#trainer = undefined;
  }

  #wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => {
        pending.dispose();
        reject(signal.reason as Error);
      };
      const pending = this.surroundings.scheduler.after(milliseconds, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  #refuseSecond(): void {
    if (this.#state.kind !== 'running' && this.#state.kind !== 'surveying') return;
    throw new UserError(localized`Fine-tuning is already running.`, localized`Wait until it is done, or cancel it.`);
  }

  #setState(state: FineTuningState): void {
    this.#state = state;
    if (!this.#isDisposed) this.#changes.fire();
  }
}

function readsTheSame(a: FineTunePlan, b: FineTunePlan): boolean {
  return a.exclude.join('\n') === b.exclude.join('\n');
}
