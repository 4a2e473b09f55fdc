/**
 * Names that a language server knows at the place where somebody types, asked for with the first keystroke of an identifier and kept as long
 * as it lasts. Nobody ever waits for them: VS Code asks for ghost text 50 ms after a keystroke, and what has arrived by
 * then is used, what comes later is there for the next letter. A server that is slow or fails is left alone; one that has nothing to
 * say, as in comments and strings, is asked at the next identifier.
 */
import type { Scheduler } from '../../base/scheduler.ts';

/** Where an identifier begins. */
export interface NamePlace {
  readonly documentId: string;
  readonly languageId: string;
  /** The line, and what stands on it before the identifier. */
  readonly line: number;
  readonly before: string;
}

/** May never resolve. */
export type AskForNames = (place: NamePlace) => Promise<readonly string[]>;

/** An answer that takes longer, in milliseconds, counts as none. */
export const patienceMilliseconds = 400;
/** So many questions in a row without an answer, and a language is not asked about any more. */
export const attempts = 3;

export class NameWatch {
  readonly #failures = new Map<string, number>();
  /** Where names were asked for last, and what came. */
  #asked: { readonly place: NamePlace; names?: readonly string[] } | undefined;
  #isPending = false;

  constructor(
    private readonly ask: AskForNames,
    private readonly scheduler: Scheduler,
  ) {}

  /** An identifier begins here: asks, unless that was done already, another question is out, or it has proved of no use. */
  begin(place: NamePlace): void {
    if (this.#asked !== undefined && isSame(this.#asked.place, place)) return;
    if (this.#isPending || (this.#failures.get(place.languageId) ?? 0) >= attempts) return;
    void this.#question(place);
  }

  /** What is known by now; `undefined` where nothing is. */
  namesAt(place: NamePlace): readonly string[] | undefined {
    return this.#asked !== undefined && isSame(this.#asked.place, place) ? this.#asked.names : undefined;
  }

  async #question(place: NamePlace): Promise<void> {
    const asked: { readonly place: NamePlace; names?: readonly string[] } = { place };
    this.#asked = asked;
    this.#isPending = true;
    // Who never answers has failed as often as it takes, and is not asked again; nor does anything wait for it.
    const overdue = this.scheduler.after(patienceMilliseconds, () => {
      this.#fail(place.languageId);
      this.#isPending = false;
    });
    const started = this.scheduler.now();
    const names = await this.ask(place).catch(() => undefined);
    if (this.scheduler.now() - started >= patienceMilliseconds) return;
    overdue.dispose();
    this.#isPending = false;
    if (names === undefined) {
      this.#fail(place.languageId);
      return;
    }
    this.#failures.delete(place.languageId);
    if (names.length > 0) asked.names = names;
  }

  #fail(languageId: string): void {
    this.#failures.set(languageId, (this.#failures.get(languageId) ?? 0) + 1);
  }
}

/** Where the identifier at the end of a line's text begins; `undefined` where there is none and no member is about to be. */
export function nameBefore(lineBefore: string): { readonly before: string; readonly typed: string } | undefined {
  const typed = /[A-Za-z0-9_$]*$/.exec(lineBefore)?.[0] ?? '';
  const before = lineBefore.slice(0, lineBefore.length - typed.length);
  // Numbers are no names, nor is what goes on after a letter of another script.
  if (/^\d/.test(typed) || /[\p{L}\p{N}]$/u.test(before)) return undefined;
  return typed !== '' || /(?:\.|->|::)$/.test(before) ? { before, typed } : undefined;
}

/** As much of an entry of the suggest widget as matters here. */
export interface NameEntry {
  readonly label: string;
  readonly sortText?: string | undefined;
}

/** Names that are handed on, the first ones as the server sorts them. */
const mostNames = 200;

/** The identifiers that entries begin with: `foo(x)` and `• foo?` are `foo`. */
export function namesOf(entries: readonly NameEntry[]): readonly string[] {
  const sorted = entries.toSorted((a, b) => compare(a.sortText ?? a.label, b.sortText ?? b.label));
  const names = new Set<string>();
  for (const { label } of sorted) {
    const name = /^[^A-Za-z0-9_$]*([A-Za-z_$][A-Za-z0-9_$]*)/.exec(label)?.[1];
    if (name !== undefined) names.add(name);
    if (names.size === mostNames) break;
  }
  return [...names];
}

function isSame(a: NamePlace, b: NamePlace): boolean {
  return a.documentId === b.documentId && a.languageId === b.languageId && a.line === b.line && a.before === b.before;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
