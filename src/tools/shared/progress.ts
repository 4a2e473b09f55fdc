/**
 * How far a long piece of work is, and how much longer it takes: a bar that is drawn over itself on a terminal, a line
 * now and then where output goes into a file. Both go to the error output, so that results can be piped on.
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
/** What is done before says nothing of what is left. */
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

  /** From now on `advance` counts towards `total`, in whatever unit. */
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

  /** The bar goes; what is left is a line that says how long it took. */
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
