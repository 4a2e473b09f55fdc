/**
 * Fine-tuning on an idle machine, for users who turned it on: after a while without activity, on mains power, at most
 * once a day. The first sign of activity pauses it.
 */
import { type Disposable, DisposableStore } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import type { Logger } from '../../base/logger.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { FineTunePlan, Memory } from './fineTunePlan.ts';
import type { FineTuning } from './fineTuning.ts';

export interface IdleSurroundings {
  readonly fineTuning: Pick<FineTuning, 'state' | 'start' | 'setPaused' | 'record'>;
  /** The setting is on, and the workspace may be read. */
  readonly isWanted: () => boolean;
  readonly isOnMains: () => Promise<boolean>;
  readonly plan: () => FineTunePlan;
  /** The user typed, moved the cursor or focused the window. */
  readonly onActivity: Event<void>;
  readonly memory: Memory;
  /** Milliseconds since 1970. */
  readonly today: () => number;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** Milliseconds without activity before it begins. */
export const idleMilliseconds = 10 * 60_000;
/** Milliseconds between two fine-tunings. */
const dayMilliseconds = 24 * 3_600_000;

const memoryKey = 'lastAutomaticFineTuning';

export class IdleTuning implements Disposable {
  readonly #store = new DisposableStore();
  #timer: Disposable | undefined;
  /** By the scheduler's clock. */
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

  /** One timer that checks after the idle time, since a timer per keystroke would cost more. */
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
      // Only the user resumes what the user began.
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

  /** Only a fine-tuning that began by itself. */
  #pause(paused: boolean): void {
    const { fineTuning } = this.surroundings;
    const { state } = fineTuning;
    if (state.kind === 'running' && !state.byUser && state.progress.paused !== paused) fineTuning.setPaused(paused);
  }
}

/** Small files of the operating system, such as those under /sys. */
export interface ReadableFiles {
  /** Names in a folder; `undefined` when there is no such folder. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** `undefined` when there is no such file. */
  read(path: string): Promise<string | undefined>;
}

const supplies = '/sys/class/power_supply';

/**
 * Whether the machine runs on mains power. Only Linux tells without another program; elsewhere the answer is no.
 * See https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-power
 */
export async function isOnMains(platform: string, files: ReadableFiles): Promise<boolean> {
  if (platform !== 'linux') return false;
  const names = await files.list(supplies);
  // Without the folder it is a container or a machine that reports no supply, so it has no battery.
  if (names === undefined) return true;
  let hasBattery = false;
  for (const name of names) {
    const read = async (file: string) => (await files.read(`${supplies}/${name}/${file}`))?.trim();
    const type = await read('type');
    if ((type === 'Mains' || type === 'USB') && (await read('online')) === '1') return true;
    // The battery of a mouse has the scope "Device".
    if (type === 'Battery' && (await read('scope')) !== 'Device') hasBattery = true;
  }
  return !hasBattery;
}
