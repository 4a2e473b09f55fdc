/**
 * One thing at a time, requests first. A model call blocks its thread anyway; what matters is what comes next. Background
 * work gives way when a request arrives (its signal aborts, and it stops after its slice) and is started again afterwards: it
 * is written so that starting again goes on where it stopped.
 */

/** `signal` aborts when the work has to give way or is not wanted any more. */
export type BackgroundWork = (signal: AbortSignal) => Promise<void>;

interface Job {
  readonly work: BackgroundWork;
  /** Settles the promise that `background` returned. */
  readonly end: () => void;
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

  /** Does the work once all requests that came before are done and background work has given way. */
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

  /** Does the work when nothing else is to be done, in place of earlier work with this key. Resolves when done or dropped. */
  async background(key: string, work: BackgroundWork): Promise<void> {
    this.drop(key);
    await new Promise<void>((resolve) => {
      this.#jobs.set(key, { work, end: resolve });
      this.#startNext();
    });
  }

  /** Forgets background work. What runs stops after its slice. */
  drop(key: string): void {
    const job = this.#jobs.get(key);
    if (job === undefined) return;
    this.#jobs.delete(key);
    if (this.#running?.job === job) this.#running.controller.abort();
    job.end();
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

  async #run(key: string, job: Job, signal: AbortSignal): Promise<void> {
    let over = true;
    try {
      // The answer to the last request leaves before the thread is busy again.
      await this.yieldToEventLoop();
      if (!signal.aborted) await job.work(signal);
      over = !signal.aborted;
    } catch (error) {
      this.onError(error);
    }
    this.#running = undefined;
    if (over && this.#jobs.get(key) === job) this.drop(key);
    this.#startNext();
  }
}
