/**
 * A map that forgets what was not used for longest once its entries weigh too much together. Weights are what the caller
 * says: bytes, mostly.
 */
export class Lru<K, V> {
  readonly #capacity: number;
  readonly #weigh: (value: V, key: K) => number;
  /** In order of use, the oldest first: a Map iterates in the order of insertion. */
  readonly #entries = new Map<K, { readonly value: V; readonly weight: number }>();
  #weight = 0;

  /** `capacity` is the largest sum of weights; without `weigh`, the number of entries. */
  constructor(capacity: number, weigh: (value: V, key: K) => number = () => 1) {
    this.#capacity = capacity;
    this.#weigh = weigh;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Sum of the weights of all entries, never more than the capacity. */
  get weight(): number {
    return this.#weight;
  }

  /** The value, which becomes the most recently used one. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** The value, without counting as use. */
  peek(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** What weighs more than the whole capacity is not kept, and replaces nothing but its own key. */
  set(key: K, value: V): void {
    this.delete(key);
    const weight = this.#weigh(value, key);
    if (weight > this.#capacity) return;
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#capacity) break;
      this.delete(oldest);
    }
  }

  delete(key: K): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#weight -= entry.weight;
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }

  /** Keys, the least recently used first. */
  keys(): IterableIterator<K> {
    return this.#entries.keys();
  }
}
