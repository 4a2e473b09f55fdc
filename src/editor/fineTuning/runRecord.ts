/**
 * A note that a fine-tuning has begun, kept beside the model until that fine-tuning ends. A new window that finds it
 * knows that the last one was interrupted. VS Code's memory of a workspace would not do: each window writes its own
 * copy over the others'.
 */
import * as v from 'valibot';
import { type FineTunePlan, planEntries } from './fineTunePlan.ts';

export interface BegunRun {
  readonly plan: FineTunePlan;
  /** The user began it; otherwise it began by itself on an idle machine. */
  readonly byUser: boolean;
  /** The user was asked whether it should go on. */
  readonly wasOffered: boolean;
}

const noteSchema = v.object({
  ...planEntries,
  byUser: v.fallback(v.boolean(), false),
  wasOffered: v.fallback(v.boolean(), false),
});

/** A place for one value. A failed write is no reason to stop a training, so nothing here rejects. */
export interface Note {
  /** `undefined` when there is nothing, or nothing that can be read. */
  read(): Promise<unknown>;
  /** `undefined` removes the value. */
  write(value: unknown): Promise<void>;
}

export class RunRecord {
  /** Writes come one after the other, so that the last one counts. */
  #written: Promise<void> = Promise.resolve();

  constructor(private readonly note: Note) {}

  /** `undefined` when nothing was begun, or what was begun has ended. */
  async begun(): Promise<BegunRun | undefined> {
    await this.#written;
    const found = v.safeParse(noteSchema, await this.note.read());
    if (!found.success) return undefined;
    const { byUser, wasOffered, ...plan } = found.output;
    return { plan, byUser, wasOffered };
  }

  async begin({ plan, byUser }: Omit<BegunRun, 'wasOffered'>): Promise<void> {
    await this.#write({ ...plan, byUser });
  }

  /** The user is asked only once. */
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
