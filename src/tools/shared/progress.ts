/**
 * Progress of long work and the time that is left: a bar on a terminal, a line now and then in a file. Both go to the
 * error output, so that results can be piped.
 */

/** What is written to; `process.stderr` is one. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Milliseconds between two drawings of the bar, and between two lines. */
const drawInterval = 100;
const lineInterval = 15_000;
const barLength = 24;
/** Before this share, the speed so far says nothing about the rest. */
const leastShare = 0.01;

export class Progress {
  #work: { readonly title: string; readonly total: number; readonly started: number } | undefined;
  #done = 0;
  #told = 0;

  /** `now`: a clock in milliseconds. */
  constructor(
    private readonly output: ProgressOutput,
    private readonly now: () => number,
  ) {}

  /** `advance` counts towards `total` from now on, in the same unit. */
  start(title: string, total: number): void {
    this.#work = { title, total, started: this.now() };
    this.#done = 0;
    this.#told = this.now();
    if (this.output.isTTY === true) this.#draw();
  }

  advance(amount: number): void {
    this.#done += amount;
    const interval = this.output.isTTY === true ? drawInterval : lineInterval;
    if (this.#work === undefined || this.now() - this.#told < interval) return;
    this.#told = this.now();
    if (this.output.isTTY === true) this.#draw();
    else this.output.write(`${this.#state()}\n`);
  }

  /** A line of its own, above the bar. */
  readonly log = (message: string): void => {
    this.#clear();
    this.output.write(`${message}\n`);
    if (this.#work !== undefined && this.output.isTTY === true) this.#draw();
  };

  /** Replaces the bar by a line that says how long the work took. */
  end(): void {
    if (this.#work === undefined) return;
    const { title, started } = this.#work;
    this.#clear();
    this.#work = undefined;
    this.output.write(`${title}: done in ${duration(this.now() - started)}\n`);
  }

  #draw(): void {
    const filled = Math.round(barLength * this.#share());
    const bar = '█'.repeat(filled) + '░'.repeat(barLength - filled);
    const columns = this.output.columns ?? 80;
    this.output.write(`\r\x1b[K${`${bar} ${this.#state()}`.slice(0, columns - 1)}`);
  }

  #clear(): void {
    if (this.#work !== undefined && this.output.isTTY === true) this.output.write('\r\x1b[K');
  }

  #state(): string {
    const { title = '', started = 0 } = this.#work ?? {};
    const share = this.#share();
    const left = share >= leastShare ? `, ${duration(((this.now() - started) * (1 - share)) / share)} left` : '';
    return `${title}: ${Math.floor(100 * share)} %${left}`;
  }

  #share(): number {
    const total = this.#work?.total ?? 0;
    return total > 0 ? Math.min(1, this.#done / total) : 0;
  }
}

/** `45 s`, `3 min`, `1 h 20 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
