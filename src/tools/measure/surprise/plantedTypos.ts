/**
 * Typing mistakes planted in a text, in words and identifiers of four letters and more: two neighbours swapped, a
 * letter dropped, doubled or replaced. They are drawn at random, so some are no mistake (`from` for `form`) and some
 * no reader could find (in a hash).
 */
import type { Rng } from '../../../base/rng.ts';

export const typoKinds = ['swapped', 'dropped', 'doubled', 'replaced'] as const;
type TypoKind = (typeof typoKinds)[number];

export interface Typo {
  readonly kind: TypoKind;
  readonly was: string;
  readonly is: string;
  /** Of the word in the text with typos, UTF-16 code units. */
  readonly offset: number;
}

export interface TextWithTypos {
  readonly text: string;
  readonly typos: readonly Typo[];
}

/** One typo for so many words. */
const wordsPerTypo = 100;

const targets = /[A-Za-z_$][\w$]{3,}/g;
const anyWord = /[\p{L}\p{N}_$]+/gu;
const alphabet = 'abcdefghijklmnopqrstuvwxyz';

/** A text with one typo for every hundred words, one at least where there is a word for it. */
export function plantTypos(text: string, rng: Rng): TextWithTypos {
  const words = Array.from(text.matchAll(targets), ({ index, 0: word }) => ({ index, word }));
  const count = Math.min(
    words.length,
    Math.max(1, Math.round(Array.from(text.matchAll(anyWord)).length / wordsPerTypo)),
  );
  const chosen = rng.shuffle([...words]).slice(0, count);
  const typos: Typo[] = [];
  let written = '';
  let copied = 0;
  for (const { index, word } of chosen.sort((a, b) => a.index - b.index)) {
    const mistake = mistakeIn(word, rng);
    if (mistake === undefined) continue;
    written += text.slice(copied, index);
    typos.push({ ...mistake, was: word, offset: written.length });
    written += mistake.is;
    copied = index + word.length;
  }
  return { text: written + text.slice(copied), typos };
}

/** `undefined` where chance came upon no letter, or the same one again. */
function mistakeIn(word: string, rng: Rng): Pick<Typo, 'kind' | 'is'> | undefined {
  const kind = typoKinds[rng.integer(typoKinds.length)] ?? 'swapped';
  const at = rng.integer(word.length);
  const [letter, next] = [word.charAt(at), word.charAt(at + 1)];
  if (!isLetter(letter)) return undefined;
  const [before, after] = [word.slice(0, at), word.slice(at + 1)];
  const replacement = alphabet.charAt(rng.integer(alphabet.length));
  const made = {
    swapped: isLetter(next) ? before + next + letter + after.slice(1) : word,
    dropped: before + after,
    doubled: before + letter + letter + after,
    replaced: before + (letter === letter.toUpperCase() ? replacement.toUpperCase() : replacement) + after,
  };
  return made[kind] === word ? undefined : { kind, is: made[kind] };
}

function isLetter(character: string): boolean {
  return /^[A-Za-z]$/.test(character);
}
