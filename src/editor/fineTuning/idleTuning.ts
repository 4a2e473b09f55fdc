/**
 * Fine-tuning by itself, for those who turned it on: when nobody has touched the window for a while and the machine is on the mains, once a day at
 * most. Whoever comes back finds it paused before the second keystroke.
 */
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { FineTunePlan, Memory } from './fineTunePlan.ts';
import type { FineTuning } from './fineTuning.ts';

export interface IdleSurroundings {
  readonly fineTuning: Pick<FineTuning, 'state' | 'start' | 'setPaused' | 'record'>;
  /** Turned on, in a workspace that may be read. */
  readonly isWanted: () => boolean;
  readonly isOnMains: () => Promise<boolean>;
  readonly plan: () => FineTunePlan;
  /** Somebody typed, moved the cursor or came to the window. */
  readonly onActivity: Event<void>;
  readonly memory: Memory;
  /** Milliseconds since 1970. */
  readonly today: () => number;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** Milliseconds without anybody, and between two fine-tunings. */
export const idleMilliseconds = 10 * 60_000;
const dayMilliseconds = 24 * 3_600_000;

const memoryKey = 'lastAutomaticFineTuning';

export class IdleTuning implements Disposable {
  readonly #store = new DisposableStore();
  #timer: Disposable | undefined;
  /** When somebody was there last, by the scheduler's clock. */
  #lastActivity: number;

  constructor(private readonly surroundings: IdleSurroundings) {
    const { onActivity, scheduler } = surroundings;
    this.#lastActivity = scheduler.now();
    this.#store.add(
      onActivity(() => {
        this.#lastActivity = scheduler.now();
        this.#pause(true);
      }),
    );
    this.#lookIn(idleMilliseconds);
  }

  dispose(): void {
    this.#store.dispose();
    this.#timer?.dispose();
  }

  /** One timer that looks when the time may be ripe, instead of one that is set anew with every keystroke. */
  #lookIn(milliseconds: number): void {
    if (this.#store.isDisposed) return;
    this.#timer = this.surroundings.scheduler.after(milliseconds, () => {
      const idle = this.surroundings.scheduler.now() - this.#lastActivity;
      if (idle < idleMilliseconds) {
        this.#lookIn(idleMilliseconds - idle);
        return;
      }
      void this.#idle().finally(() => {
        this.#lookIn(idleMilliseconds);
      });
    });
  }

  async #idle(): Promise<void> {
    const { fineTuning, isWanted, isOnMains, logger, scheduler, memory, plan, today } = this.surroundings;
    const seen = this.#lastActivity;
    try {
      if (!isWanted() || !(await isOnMains())) return;
      const begun = await fineTuning.record.begun();
      if (this.#lastActivity !== seen || this.#store.isDisposed) return;
      const { kind } = fineTuning.state;
      if (kind === 'running') this.#pause(false);
      if (kind === 'running' || kind === 'surveying' || !this.#isDue()) return;
      // What the user began is theirs to go on with.
      if (begun?.byUser === true) return;
      await memory.update(memoryKey, today());
      logger.info(`Nobody is here for ${Math.round((scheduler.now() - seen) / 60_000)} minutes: fine-tuning begins.`);
      await fineTuning.start({ plan: plan(), resume: begun !== undefined, byUser: false });
    } catch (error) {
      logger.warn('Fine-tuning by itself did not begin.', error);
    }
  }

  #isDue(): boolean {
    const last = this.surroundings.memory.get(memoryKey);
    return typeof last !== 'number' || Math.abs(this.surroundings.today() - last) >= dayMilliseconds;
  }

  /** Only what began by itself. */
  #pause(paused: boolean): void {
    const { fineTuning } = this.surroundings;
    const { state } = fineTuning;
    if (state.kind === 'running' && !state.byUser && state.progress.paused !== paused) fineTuning.setPaused(paused);
  }
}
