/**
 * Edits are repeated: a name is changed in one place after the other, the same argument is added to each call. The
 * memory keeps pairs of removed and inserted text. Where the same was removed, or the same stands around a place, it
 * says what was inserted last time, and how often that was right.
 */
import type { Edit } from './openEdit.ts';

/** Edits kept. */
const mostEdits = 200;
/** Longest removed and inserted text, and kept text on each side, in UTF-16 code units. */
export const longestRemembered = 400;
const keptContext = 40;
/** Characters that have to agree on both sides of an insertion. */
const agreeing = 3;

export interface Repetition {
  /** What comes next; empty when nothing was inserted last time. */
  readonly text: string;
  /** Probability that all of it comes, and that it still does after one more character. */
  readonly probability: number;
  readonly probabilityAfterOne: number;
}

/** What is known of an edit: what was typed so far, and what the editor closed by itself behind the cursor. */
export interface EditSoFar extends Edit {
  readonly closed: string;
}

/**
 * By characters typed so far: none, one, more. Where each window begins, close to what the history of this repository
 * gives; they count like `guessed` edits.
 */
const guesses = {
  replacement: [0.6, 0.8, 0.92],
  insertion: [0.3, 0.4, 0.45],
  /** A new line. */
  line: [0.2, 0.2, 0.25],
} as const;
const guessed = 4;
/** Edits after which a rate changes at a constant pace. */
const mostSeen = 40;

class HitRate {
  #seen = guessed;

  constructor(public value: number) {}

  add(isHit: boolean): void {
    this.value += ((isHit ? 1 : 0) - this.value) / (this.#seen + 1);
    if (this.#seen < mostSeen) this.#seen++;
  }
}

export class EditMemory {
  /** Latest last. */
  #edits: Edit[] = [];
  #rates = newRates();

  get size(): number {
    return this.#edits.length;
  }

  /** Remembers a finished edit, and learns how right its own forecast was. */
  remember(edit: Edit): void {
    this.#judge(edit);
    const { left, removed, inserted, right } = edit;
    this.#edits.push({ left: left.slice(-keptContext), removed, inserted, right: right.slice(0, keptContext) });
    if (this.#edits.length > mostEdits) this.#edits.shift();
  }

  /** How an edit will go on; `undefined` where nothing like it is remembered. */
  repetitionOf(edit: EditSoFar): Repetition | undefined {
    const { inserted, closed } = edit;
    const like = this.#like(edit, inserted);
    if (like === undefined) return undefined;
    const rest = like.inserted.slice(inserted.length);
    const text = closed !== '' && rest.endsWith(closed) ? rest.slice(0, rest.length - closed.length) : rest;
    const rates = this.#rates[kindOf(edit)];
    const probability = rates[Math.min(2, inserted.length)].value;
    const next = rates[Math.min(2, inserted.length + 1)].value;
    return { text, probability, probabilityAfterOne: Math.max(probability, next) };
  }

  clear(): void {
    this.#edits = [];
    this.#rates = newRates();
  }

  /** The latest edit that began like this one. */
  #like({ left, removed, right }: Edit, typed: string): Edit | undefined {
    const leftEnd = left.slice(-agreeing);
    const rightStart = right.slice(0, agreeing);
    return this.#edits.findLast((other) => {
      if (other.removed !== removed || !other.inserted.startsWith(typed)) return false;
      if (removed !== '') return other.inserted !== typed || typed === '';
      const agrees = other.left.slice(-agreeing) === leftEnd && other.right.slice(0, agreeing) === rightStart;
      return typed !== '' && other.inserted !== typed && agrees;
    });
  }

  #judge(edit: Edit): void {
    const rates = this.#rates[kindOf(edit)];
    for (const [typed, rate] of rates.entries()) {
      if (typed > edit.inserted.length) return;
      const like = this.#like(edit, edit.inserted.slice(0, typed));
      if (like !== undefined)
        rate.add(like.inserted === '' ? edit.inserted === '' : edit.inserted.startsWith(like.inserted));
    }
  }
}

function kindOf({ removed, inserted }: Edit): keyof typeof guesses {
  if (removed !== '') return 'replacement';
  return inserted.includes('\n') ? 'line' : 'insertion';
}

function newRates() {
  const of = ([none, one, more]: readonly [number, number, number]) =>
    [new HitRate(none), new HitRate(one), new HitRate(more)] as const;
  return { replacement: of(guesses.replacement), insertion: of(guesses.insertion), line: of(guesses.line) };
}
