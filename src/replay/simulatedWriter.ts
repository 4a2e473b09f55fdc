/**
 * A simulated writer types a file from its first to its last character and takes every offer that is completely right.
 * The help of the editor is off for all systems: no bracket closes itself, and indentation is typed. So every character
 * is either typed or completed.
 */
import { isHighSurrogate, isLowSurrogate } from '../base/wtf8.ts';
import { changeContext } from '../completion/request.ts';
import { isWordCharacter } from '../completion/choosing/naturalStops.ts';
import type { Forecast } from './reliability.ts';
import type { ReplayDocument, ReplayFile, ReplayOffer, ReplaySystem } from './replaySystem.ts';

/** What happened in one or several files. Characters are code points. */
export interface Tally {
  readonly characters: number;
  /** Characters typed by hand. */
  readonly typed: number;
  /** Characters from accepted offers. */
  readonly completed: number;
  /** Distinct offers: the rest of an offer that is typed through is the same offer. */
  readonly offers: number;
  readonly accepted: number;
  /** Keys to ask for drafts and to take them, by lines and words unless all of a draft is right. */
  readonly draftKeys: number;
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
  /** The distinct offers with a probability. */
  readonly forecasts: readonly Forecast[];
}

export function codePoints(text: string): number {
  let count = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const pair = isHighSurrogate(text.charCodeAt(offset)) && isLowSurrogate(text.charCodeAt(offset + 1));
    if (pair) offset++;
    count++;
  }
  return count;
}

/**
 * Types a file from code unit `from` on. `now`: a clock in milliseconds. `progress` is called after each step with the
 * offset, and stops the writer by throwing.
 */
export async function write(
  system: ReplaySystem,
  file: ReplayFile,
  now: () => number,
  progress: (offset: number) => void = () => undefined,
  from = 0,
): Promise<Tally> {
  const { text } = file;
  const document = system.open(file);
  const count = new Count();
  try {
    const drafted = from === 0 ? count.draft(text, await document.draft?.()) : 0;
    const start = from + drafted;
    const typing = { left: text.slice(0, start), text: text.slice(start), right: '' };
    const asks = drafted > 0 && system.askedAfterAccept;
    await typeText(document, system, typing, count, now, {
      asksFirst: asks,
      progress: (typed) => {
        progress(start + typed);
      },
    });
  } finally {
    document.close();
  }
  return count.tally;
}

/** Text to type at one place of a document. */
export interface Typing {
  readonly left: string;
  readonly text: string;
  readonly right: string;
}

/**
 * Types one stretch between unchanged texts. VS Code asks after keystrokes and not after a move of the cursor, so the
 * first character has no offer. With `asksAfterwards` an offer after the last character counts as wrong.
 */
export async function writeStretch(
  document: ReplayDocument,
  system: ReplaySystem,
  stretch: Typing,
  now: () => number,
  asksAfterwards: boolean,
): Promise<Tally> {
  const count = new Count();
  await typeText(document, system, stretch, count, now, { asksAfterwards });
  return count.tally;
}

interface TypingOptions {
  /** Whether there is an offer before the first character, and after the last. */
  readonly asksFirst?: boolean;
  readonly asksAfterwards?: boolean;
  /** Called with the offset after each step. */
  readonly progress?: (typed: number) => void;
}

async function typeText(
  document: ReplayDocument,
  { askedAfterAccept }: ReplaySystem,
  { left, text, right }: Typing,
  count: Count,
  now: () => number,
  { asksFirst = false, asksAfterwards = false, progress }: TypingOptions,
): Promise<void> {
  let typedThrough: string | undefined;
  let asks = asksFirst;
  for (let offset = 0; offset < text.length || (asksAfterwards && offset === text.length && asks);) {
    const started = now();
    const offer = asks ? await document.offer(left + text.slice(0, offset), right) : undefined;
    if (asks) count.latencies.push(now() - started);
    const offered = offer?.text ?? '';
    const replaced = replacedBy(offer, right);
    const isRight = isTrue(offered, replaced, text.slice(offset));
    if (offer !== undefined && offered !== '' && offered !== typedThrough) count.offer(offer, isRight);
    if (offset === text.length) return;
    const from = offset;
    if (isRight) {
      const taken = offered.slice(0, offered.length - replaced.length);
      count.accept(taken);
      offset += taken.length;
      typedThrough = undefined;
      asks = askedAfterAccept;
    } else {
      const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
      typedThrough = offered.startsWith(character) ? offered.slice(character.length) : undefined;
      count.typed++;
      offset += character.length;
      asks = true;
    }
    report(document, { left: left + text.slice(0, from), text: text.slice(from, offset), right });
    progress?.(offset);
  }
}

/** Tells the document what was typed or taken. */
function report(document: ReplayDocument, { left, text, right }: Typing): void {
  document.edited?.({
    offset: left.length,
    removed: '',
    inserted: text,
    left: left.slice(-changeContext),
    right: right.slice(0, changeContext),
  });
}

function replacedBy(offer: ReplayOffer | undefined, right: string): string {
  return right.slice(0, offer?.replaced ?? 0);
}

/** Whether an offer, which has what it takes in at its end, is what comes next: of the latter all that is left. */
function isTrue(offered: string, replaced: string, truth: string): boolean {
  return offered !== '' && (replaced === '' ? truth.startsWith(offered) : offered === truth + replaced);
}

/** A tally as it grows. */
class Count {
  typed = 0;
  readonly latencies: number[] = [];
  readonly #forecasts: Forecast[] = [];
  #completed = 0;
  #draftKeys = 0;
  #offers = 0;
  #accepted = 0;

  /** A new offer is shown. */
  offer({ probability }: ReplayOffer, isRight: boolean): void {
    this.#offers++;
    if (probability !== undefined) this.#forecasts.push({ probability, isRight });
  }

  /** A draft was asked for. Returns how much of it was taken, in UTF-16 code units. */
  draft(truth: string, offer: ReplayOffer | undefined): number {
    if (offer === undefined) return 0;
    const { keys, length } = taken(offer.text, truth);
    this.#draftKeys += 1 + keys;
    this.#completed += codePoints(offer.text.slice(0, length));
    return length;
  }

  accept(text: string): void {
    this.#accepted++;
    this.#completed += codePoints(text);
  }

  get tally(): Tally {
    return {
      characters: this.typed + this.#completed,
      typed: this.typed,
      completed: this.#completed,
      offers: this.#offers,
      accepted: this.#accepted,
      draftKeys: this.#draftKeys,
      latencies: this.latencies,
      forecasts: this.#forecasts,
    };
  }
}

/** One key if all of a draft is right; else by lines while they are right, and by words in the first wrong line. */
function taken(draft: string, truth: string): { readonly keys: number; readonly length: number } {
  if (truth.startsWith(draft)) return { keys: 1, length: draft.length };
  const isRight = (end: number): boolean => end > 0 && end <= draft.length && truth.startsWith(draft.slice(0, end));
  let keys = 0;
  let length = 0;
  for (let end = draft.indexOf('\n') + 1; isRight(end) && end > length; end = draft.indexOf('\n', length) + 1) {
    length = end;
    keys++;
  }
  for (let end = length; isRight((end += nextWordLength(draft.slice(end)))); length = end) keys++;
  return { keys, length };
}

/** The next word as VS Code accepts it: a word or the signs before one, and at most one run of whitespace. */
function nextWordLength(text: string): number {
  const characters = Array.from(text);
  const isWord = isWordCharacter(characters[0] ?? '');
  let length = 0;
  let hasSpace = false;
  for (const character of characters) {
    const isSpace = /\s/.test(character);
    if (isWordCharacter(character) !== isWord || (hasSpace && !isSpace)) break;
    hasSpace = isSpace;
    length += character.length;
  }
  return Math.max(1, length);
}

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = (value: (tally: Tally) => number) => tallies.reduce((total, tally) => total + value(tally), 0);
  return {
    characters: sum((tally) => tally.characters),
    typed: sum((tally) => tally.typed),
    completed: sum((tally) => tally.completed),
    offers: sum((tally) => tally.offers),
    accepted: sum((tally) => tally.accepted),
    draftKeys: sum((tally) => tally.draftKeys),
    latencies: tallies.flatMap((tally) => tally.latencies),
    forecasts: tallies.flatMap((tally) => tally.forecasts),
  };
}
