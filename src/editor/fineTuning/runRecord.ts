/**
 * A note that a fine-tuning has begun, kept beside the model until it has come to an end of its own: whoever finds it in a new window knows that
 * the last one was interrupted. VS Code's memory of a workspace would not do, for each window writes its own copy of it over the others'.
 */
import type { FineTunePlan } from './fineTunePlan.ts';
import { globsOf, isCores, isMinutes } from './fineTunePlan.ts';

export interface BegunRun {
  readonly plan: FineTunePlan;
  /** Not by itself, while the machine was idle. */
  readonly byUser: boolean;
  /** The user was asked whether it should go on. */
  readonly wasOffered: boolean;
}

/** A place for one value. What cannot be written is not worth a training: nothing here rejects. */
export interface Note {
  /** `undefined` when there is nothing, or nothing that can be read. */
  read(): Promise<unknown>;
  /** `undefined` takes away what is there. */
  write(value: unknown): Promise<void>;
}

export class RunRecord {
  /** One after the other, so that the last one counts. */
  #written: Promise<void> = Promise.resolve();

  constructor(private readonly note: Note) {}

  /** `undefined` when nothing was begun, or nothing is left to be done. */
  async begun(): Promise<BegunRun | undefined> {
    await this.#written;
    const found = await this.note.read();
    if (typeof found !== 'object' || found === null) return undefined;
    const run = new Map<string, unknown>(Object.entries(found));
    const [minutes, cores] = [run.get('minutes'), run.get('cores')];
    if (!isMinutes(minutes) || !isCores(cores)) return undefined;
    const plan = { minutes, cores, exclude: globsOf(run.get('exclude')) };
    return { plan, byUser: run.get('byUser') === true, wasOffered: run.get('wasOffered') === true };
  }

  async begin({ plan, byUser }: Omit<BegunRun, 'wasOffered'>): Promise<void> {
    await this.#write({ ...plan, byUser });
  }

  /** Nobody is asked twice. */
  async offered(): Promise<void> {
    const begun = await this.begun();
    if (begun !== undefined) await this.#write({ ...begun.plan, byUser: begun.byUser, wasOffered: true });
  }

  async end(): Promise<void> {
    await this.#write(undefined);
  }

  #write(value: unknown): Promise<void> {
    this.#written = this.#written.then(() => this.note.write(value));
    return this.#written;
  }
}
