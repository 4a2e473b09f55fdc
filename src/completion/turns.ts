/**
 * Runs one thing at a time, requests first: a model call blocks its thread. When a request arrives, background work
 * stops after its current piece. Afterwards it starts again and continues where it stopped.
 */

/** Called between two pieces of work. Lets the event loop run; false when the work has to stop. */
export type MayGoOn = () => Promise<boolean>;

/** Work in pieces. Its answer counts only when it did not have to stop. */
export type BackgroundWork<T> = (mayGoOn: MayGoOn) => Promise<T>;

interface Job {
  /** Resolves with whether the job is over: false when it has to be started again. */
  readonly run: (giveWay: AbortSignal) => Promise<boolean>;
  /** Settles the promise of a job that is over without an answer. */
  readonly drop: () => void;
}

export class Turns {
  readonly #jobs = new Map<string, Job>();
  #requests = 0;
  #lastRequest: Promise<void> = Promise.resolve();
  #running: { readonly job: Job; readonly controller: AbortController; readonly done: Promise<void> } | undefined;

  constructor(
    private readonly yieldToEventLoop: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Does the work once all earlier requests are done and background work has given way. */
  async foreground<T>(work: () => Promise<T>): Promise<T> {
    this.#requests++;
    this.#running?.controller.abort();
    const before = this.#lastRequest;
    let finish = (): void => undefined;
    this.#lastRequest = new Promise((resolve) => {
      finish = resolve;
    });
    try {
      await before;
      await this.#running?.done;
      return await work();
    } finally {
      this.#requests--;
      finish();
      this.#startNext();
    }
  }

  /** Whether background work with this key waits or runs. */
  has(key: string): boolean {
    return this.#jobs.has(key);
  }

  /**
   * Does the work when nothing else is to be done, in place of earlier work with this key. Resolves with its answer, or
   * with `undefined` when it is dropped or aborted. Rejects with what the work throws.
   */
  async background<T>(key: string, work: BackgroundWork<T>, signal?: AbortSignal): Promise<T | undefined> {
    this.drop(key);
    if (signal?.aborted === true) return undefined;
    let cancel = (): void => undefined;
    try {
      return await new Promise<T | undefined>((resolve, reject) => {
        const job: Job = {
          run: async (giveWay) => {
            try {
              const answer = await work(async () => {
                await this.yieldToEventLoop();
                return !giveWay.aborted;
              });
              if (!giveWay.aborted) resolve(answer);
              return !giveWay.aborted;
            } catch (error) {
              reject(error instanceof Error ? error : new Error('Background work failed.', { cause: error }));
              return true;
            }
          },
          drop: () => {
            resolve(undefined);
          },
        };
        cancel = () => {
          if (this.#jobs.get(key) === job) this.drop(key);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        this.#jobs.set(key, job);
        this.#startNext();
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** `background` for work that nothing waits for. Reports failures and never rejects. */
  async later(key: string, work: BackgroundWork<void>, signal?: AbortSignal): Promise<void> {
    await this.background(key, work, signal).catch(this.onError);
  }

  /** Forgets background work. Running work stops after its current piece. */
  drop(key: string): void {
    const job = this.#jobs.get(key);
    if (job === undefined) return;
    this.#jobs.delete(key);
    if (this.#running?.job === job) this.#running.controller.abort();
    job.drop();
  }

  /** Resolves when no request and no background work is left. */
  async idle(): Promise<void> {
    while (this.#requests > 0 || this.#jobs.size > 0 || this.#running !== undefined) {
      await (this.#running?.done ?? this.#lastRequest);
      await this.yieldToEventLoop();
    }
  }

  #startNext(): void {
    const next = this.#jobs.entries().next();
    if (this.#requests > 0 || this.#running !== undefined || next.done === true) return;
    const [key, job] = next.value;
    const controller = new AbortController();
    this.#running = { job, controller, done: this.#run(key, job, controller.signal) };
  }

  async #run(key: string, job: Job, giveWay: AbortSignal): Promise<void> {
    // The answer to the last request leaves before the thread is busy again.
    await this.yieldToEventLoop();
    const isOver = !giveWay.aborted && (await job.run(giveWay));
    this.#running = undefined;
    if (isOver && this.#jobs.get(key) === job) this.#jobs.delete(key);
    this.#startNext();
  }
}
