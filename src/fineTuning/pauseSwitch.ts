/** A switch that work looks at between two of its pieces: on, it waits. */
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

  /** `undefined` when there is nothing to wait for. What is waited for ends with the signal too: whoever waited sees to that. */
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
