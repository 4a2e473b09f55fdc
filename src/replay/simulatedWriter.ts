/**
 * A simulated writer: types a file from its first character to its last and takes every offer that is, whole, what
 * comes next. The editor's help is kept out for all systems alike: no bracket closes itself, and the indentation of a
 * new line is typed character by character, so every character of the file is either typed or completed.
 */
import { isHighSurrogate, isLowSurrogate } from '../base/wtf8.ts';
import { isWordCharacter } from '../completion/choosing/naturalStops.ts';
import type { Forecast } from './reliability.ts';
import type { ReplayDocument, ReplayFile, ReplayOffer, ReplaySystem } from './replaySystem.ts';

/** What happened in one file, or in several together. Characters are code points. */
export interface Tally {
  readonly characters: number;
  /** Characters typed by hand. */
  readonly typed: number;
  /** Characters that accepted offers brought. */
  readonly completed: number;
  /** Distinct offers: one that is typed through and still standing is the same. */
  readonly offers: number;
  readonly accepted: number;
  /** Keys pressed for drafts: to ask for one, and to take it, by lines and words unless all of it is right. */
  readonly draftKeys: number;
  /** Time of each request, in milliseconds. */
  readonly latencies: readonly number[];
  /** One of each distinct offer that came with a probability. */
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
 * Types one file, or what comes after its first `from` code units. `now` is a clock in milliseconds; `progress` hears
 * of every character, with the offset reached, and stops the writer by throwing.
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

/** Text to be typed at one place of a document. */
export interface Typing {
  readonly left: string;
  readonly text: string;
  readonly right: string;
}

/**
 * Types one stretch in an open document that stands as it was on both sides. VS Code asks after a keystroke and not
 * after a move of the cursor, so the first character comes without an offer. After the last one VS Code asks once more:
 * with `asksAfterwards` what is offered then counts as wrong.
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
  /** Hears of every character, with the offset reached. */
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
  let standing: string | undefined;
  let asks = asksFirst;
  for (let offset = 0; offset < text.length || (asksAfterwards && offset === text.length && asks);) {
    const started = now();
    const offer = asks ? await document.offer(left + text.slice(0, offset), right) : undefined;
    if (asks) count.latencies.push(now() - started);
    const offered = offer?.text ?? '';
    const isRight = offered !== '' && text.startsWith(offered, offset);
    if (offer !== undefined && offered !== '' && offered !== standing) count.offer(offer, isRight);
    if (offset === text.length) return;
    if (isRight) {
      count.accept(offered);
      offset += offered.length;
      standing = undefined;
      asks = askedAfterAccept;
    } else {
      const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
      standing = offered.startsWith(character) ? offered.slice(character.length) : undefined;
      count.typed++;
      offset += character.length;
      asks = true;
    }
    progress?.(offset);
  }
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

  /** Something new is on show. */
  offer({ probability }: ReplayOffer, isRight: boolean): void {
    this.#offers++;
    if (probability !== undefined) this.#forecasts.push({ probability, isRight });
  }

  /** A draft was asked for; gives how much of it was taken, in UTF-16 code units. */
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

/**
 * With one key if all of it is right, else line by line as far as lines are, and word by word in the first that is not.
 */
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

/**
 * What VS Code takes of ghost text as the next word: a word, or what stands before one, and no more than one run of
 * white space.
 */
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
