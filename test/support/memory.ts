/** What is remembered with a workspace, for as long as a test lasts. */
import type { Memory } from '../../src/editor/fineTunePlan.ts';

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
