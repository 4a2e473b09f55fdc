/**
 * A writer who knows exactly what to write: types a file from its first character to its last and takes every offer that is,
 * whole, what comes next. The editor's help is kept out for all systems alike: no bracket closes itself, and the indentation
 * of a new line is typed character by character, so every character of the file is either typed or completed.
 */
import type { ReplayFile, ReplaySystem } from './replaySystem.ts';

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
  /** Time of each request, in milliseconds. */
  readonly latencies: readonly number[];
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
 * Types one file, or what comes after its first `from` code units. `now` is a clock in milliseconds; `progress` hears of every
 * character, with the offset reached, and stops the writer by throwing.
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
  const latencies: number[] = [];
  let typed = 0;
  let completed = 0;
  let offers = 0;
  let accepted = 0;
  let standing: string | undefined;
  let asks = false;
  try {
    for (let offset = from; offset < text.length;) {
      const started = now();
      const offer = asks ? await document.offer(text.slice(0, offset)) : undefined;
      if (asks) latencies.push(now() - started);
      if (offer !== undefined && offer !== '') {
        if (offer !== standing) offers++;
        if (text.startsWith(offer, offset)) {
          accepted++;
          completed += codePoints(offer);
          offset += offer.length;
          standing = undefined;
          asks = system.askedAfterAccept;
          progress(offset);
          continue;
        }
      }
      const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
      standing = offer?.startsWith(character) === true ? offer.slice(character.length) : undefined;
      typed++;
      offset += character.length;
      asks = true;
      progress(offset);
    }
  } finally {
    document.close();
  }
  return { characters: typed + completed, typed, completed, offers, accepted, latencies };
}

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = (value: (tally: Tally) => number) => tallies.reduce((total, tally) => total + value(tally), 0);
  return {
    characters: sum((tally) => tally.characters),
    typed: sum((tally) => tally.typed),
    completed: sum((tally) => tally.completed),
    offers: sum((tally) => tally.offers),
    accepted: sum((tally) => tally.accepted),
    latencies: tallies.flatMap((tally) => tally.latencies),
  };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
