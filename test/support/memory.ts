/** A workspace's memory and note, for the time of a test. */
import type { Memory } from '../../src/editor/fineTuning/fineTunePlan.ts';
import type { Note } from '../../src/editor/fineTuning/runRecord.ts';

export class TestMemory implements Memory {
  readonly #values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.#values.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
    return Promise.resolve();
  }
}

export class TestNote implements Note {
  #value: unknown;

  read(): Promise<unknown> {
    return Promise.resolve(this.#value);
  }

  write(value: unknown): Promise<void> {
    this.#value = value;
    return Promise.resolve();
  }
}
