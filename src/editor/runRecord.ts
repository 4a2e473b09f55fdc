/**
 * A note that a fine-tuning has begun, kept with the workspace until it has come to an end of its own: whoever finds it in a new window knows that
 * the last one was interrupted.
 */
import type { FineTunePlan, Memory } from './fineTunePlan.ts';
import { globsOf, isCores, isMinutes } from './fineTunePlan.ts';

export interface BegunRun {
  readonly plan: FineTunePlan;
  /** Not by itself, while the machine was idle. */
  readonly byUser: boolean;
  /** The user was asked whether it should go on. */
  readonly wasOffered: boolean;
}

const memoryKey = 'fineTuneRun';

export class RunRecord {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** `undefined` when nothing was begun, or nothing is left to be done. */
  get begun(): BegunRun | undefined {
    const found = this.#memory.get(memoryKey);
    if (typeof found !== 'object' || found === null) return undefined;
    const run = new Map<string, unknown>(Object.entries(found));
    const [minutes, cores] = [run.get('minutes'), run.get('cores')];
    if (!isMinutes(minutes) || !isCores(cores)) return undefined;
    const plan = { minutes, cores, exclude: globsOf(run.get('exclude')) };
    return { plan, byUser: run.get('byUser') === true, wasOffered: run.get('wasOffered') === true };
  }

  async begin({ plan, byUser }: Omit<BegunRun, 'wasOffered'>): Promise<void> {
    await this.#memory.update(memoryKey, { ...plan, byUser });
  }

  /** Nobody is asked twice. */
  async offered(): Promise<void> {
    const { begun } = this;
    if (begun !== undefined)
      await this.#memory.update(memoryKey, { ...begun.plan, byUser: begun.byUser, wasOffered: true });
  }

  async end(): Promise<void> {
    await this.#memory.update(memoryKey, undefined);
  }
}
