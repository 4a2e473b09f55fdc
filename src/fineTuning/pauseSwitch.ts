/** A switch between pieces of work: while it is on, the work waits. */
export class PauseSwitch {
  #release: (() => void) | undefined;
  #paused: Promise<void> | undefined;

  set(paused: boolean): void {
    if (!paused) {
      this.#release?.();
      this.#paused = undefined;
      this.#release = undefined;
    } else if (this.#paused === undefined) {
      this.#paused = new Promise((resolve) => {
        this.#release = resolve;
      });
    }
  }

  /** Resolves when the pause ends or the signal aborts; `undefined` without a pause. The caller checks the signal. */
  wait(signal: AbortSignal): Promise<void> | undefined {
    const paused = this.#paused;
    if (paused === undefined || signal.aborted) return undefined;
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done);
      void paused.then(done);
    });
  }
}
