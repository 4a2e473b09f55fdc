/**
 * How long the event loop of the extension host is held up, and by whom. A timer that should fire every other
 * millisecond shows the delays; a profile of the whole time shows how much of each was spent in code of the extension.
 * The host belongs to VS Code and to all extensions, and the machine to many processes: time in which the host's thread
 * waited for a core is known too (from Linux), and blamed on nobody.
 */
import { readFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import { type Delay, delaysBy, ownStretches } from './delayAttribution.ts';
import type { DelayMeasures } from '../../../src/tools/measure/bench/productBench.ts';

export interface Measured {
  /** Of all the time, as VS Code opens it: a file that ends with .cpuprofile. */
  readonly profile: Profiler.Profile;
  /** Between two points in time. */
  between(from: number, to: number): DelayMeasures;
}

/** Milliseconds. */
const interval = 2;
/** What is shorter is the timer's own. */
const shortest = 1;
/** Microseconds. */
const samplingInterval = 1_000;

export class DelayMeter {
  readonly #session: Session;
  readonly #ownScript: string;
  readonly #delays: Delay[] = [];
  #timer: NodeJS.Timeout | undefined;
  #last = 0;
  #waited = waitedForCore();

  private constructor(session: Session, ownScript: string) {
    this.#session = session;
    this.#ownScript = ownScript;
  }

  /** @param ownScript path of the script whose time is told apart */
  static async start(ownScript: string): Promise<DelayMeter> {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: samplingInterval });
    await session.post('Profiler.start');
    const meter = new DelayMeter(session, ownScript);
    meter.#begin();
    return meter;
  }

  /** A point in time, microseconds. */
  get now(): number {
    return monotonicMicroseconds();
  }

  /** Ends it, and answers what was measured. */
  async stop(): Promise<Measured> {
    clearInterval(this.#timer);
    const { profile } = await this.#session.post('Profiler.stop');
    this.#session.disconnect();
    const own = ownStretches(profile, this.#ownScript);
    return {
      profile,
      between: (from, to) => {
        const delays = this.#delays.filter(({ start }) => start >= from && start < to);
        return delaysBy(delays, own, (to - from) / 1e6);
      },
    };
  }

  #begin(): void {
    this.#last = monotonicMicroseconds();
    this.#timer = setInterval(() => {
      const now = monotonicMicroseconds();
      const waited = waitedForCore();
      const due = this.#last + interval * 1e3;
      if (now - due > shortest * 1e3) {
        const wait = waited === undefined || this.#waited === undefined ? undefined : waited - this.#waited;
        this.#delays.push({ start: this.#last, due, end: now, waited: wait });
      }
      this.#last = now;
      this.#waited = waited;
    }, interval);
  }
}

function monotonicMicroseconds(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** Microseconds that this process's main thread could have run and had no core, ever. */
function waitedForCore(): number | undefined {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e3;
  } catch {
    return undefined;
  }
}
