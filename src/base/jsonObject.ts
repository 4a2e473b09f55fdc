/**
 * A reader of JSON that somebody else may have written. Every access says what it expects, and what does not fit is reported
 * with its place (`config.layers`); nothing is believed because a type says so.
 */

/** What was found is not what was expected. The message is a fragment: "config.layers is not a whole number from 1 to 16". */
export class UnexpectedJson extends Error {
  override readonly name = 'UnexpectedJson';
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One JSON object. All methods throw `UnexpectedJson`. */
export class JsonObject {
  readonly #fields: ReadonlyMap<string, JsonValue>;

  private constructor(
    value: JsonValue,
    private readonly place: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new UnexpectedJson(`${place === '' ? 'it' : place} is not an object`);
    }
    this.#fields = new Map(Object.entries(value));
  }

  static parse(json: string): JsonObject {
    let value: JsonValue;
    try {
      value = JSON.parse(json) as JsonValue;
    } catch (error) {
      throw new UnexpectedJson('it is not JSON', { cause: error });
    }
    return new JsonObject(value, '');
  }

  /** Names of all fields. */
  get keys(): readonly string[] {
    return [...this.#fields.keys()];
  }

  /** Any value; an absent field is an error. */
  value(key: string): JsonValue {
    const value = this.#fields.get(key);
    if (value === undefined) throw new UnexpectedJson(`${this.#at(key)} is missing`);
    return value;
  }

  object(key: string): JsonObject {
    return new JsonObject(this.value(key), this.#at(key));
  }

  string(key: string, pattern = /^/, description = 'a string'): string {
    const value = this.value(key);
    if (typeof value !== 'string' || !pattern.test(value)) throw this.#unexpected(key, description);
    return value;
  }

  oneOf<T extends string | number>(key: string, allowed: readonly T[]): T {
    const value = this.value(key);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw this.#unexpected(key, `one of ${allowed.join(', ')}`);
    return found;
  }

  boolean(key: string): boolean {
    const value = this.value(key);
    if (typeof value !== 'boolean') throw this.#unexpected(key, 'true or false');
    return value;
  }

  /** A finite number between two bounds, both included. */
  number(key: string, minimum: number, maximum: number): number {
    const value = this.value(key);
    if (typeof value !== 'number' || !(value >= minimum && value <= maximum)) {
      throw this.#unexpected(key, `a number from ${minimum} to ${maximum}`);
    }
    return value;
  }

  integer(key: string, minimum: number, maximum: number): number {
    const value = this.value(key);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
      throw this.#unexpected(key, `a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  }

  array(key: string): readonly JsonValue[] {
    const value = this.value(key);
    if (!Array.isArray(value)) throw this.#unexpected(key, 'a list');
    return value as readonly JsonValue[];
  }

  strings(key: string): readonly string[] {
    return this.array(key).map((value) => {
      if (typeof value !== 'string') throw this.#unexpected(key, 'a list of strings');
      return value;
    });
  }

  objects(key: string): readonly JsonObject[] {
    return this.array(key).map((value, index) => new JsonObject(value, `${this.#at(key)}[${index}]`));
  }

  #at(key: string): string {
    return this.place === '' ? key : `${this.place}.${key}`;
  }

  #unexpected(key: string, description: string): UnexpectedJson {
    return new UnexpectedJson(`${this.#at(key)} is not ${description}`);
  }
}
