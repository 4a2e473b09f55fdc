/**
 * VS Code's word-based suggestions as a system to compare with. Every word of the open document and of the training
 * files is a candidate for the word being typed. The best one offers the rest of itself: words of the document first,
 * by frequency and then by recency, then words of the training files by frequency.
 */
import type { ReplayDocument, ReplayFile, ReplaySystem } from '../../../replay/replaySystem.ts';

const word = /[\p{L}_$][\p{L}\p{N}\p{M}_$]*/gu;
const partOfWord = /[\p{L}\p{N}\p{M}_$]/u;
/** Prefixes longer than this are not indexed, and longer words hardly typed. */
const longestPrefix = 40;

/** Words by what they begin with: the most frequent one, and among equals the one that came last. */
export class WordIndex {
  readonly #counts = new Map<string, number>();
  readonly #best = new Map<string, string>();

  add(text: string): void {
    for (const [found] of text.matchAll(word)) this.#addWord(found);
  }

  /** The best word that begins with `prefix` and is longer. */
  best(prefix: string): string | undefined {
    return this.#best.get(prefix);
  }

  #addWord(found: string): void {
    const count = (this.#counts.get(found) ?? 0) + 1;
    this.#counts.set(found, count);
    const end = Math.min(found.length - 1, longestPrefix);
    for (let length = 1; length <= end; length++) {
      const prefix = found.slice(0, length);
      const rival = this.#best.get(prefix);
      if (rival === undefined || count >= (this.#counts.get(rival) ?? 0)) this.#best.set(prefix, found);
    }
  }
}

export class WordSuggestions implements ReplaySystem {
  readonly askedAfterAccept = false;
  readonly #workspace = new WordIndex();

  constructor(trainingFiles: readonly ReplayFile[]) {
    for (const { text } of trainingFiles) this.#workspace.add(text);
  }

  save({ text }: ReplayFile): void {
    this.#workspace.add(text);
  }

  open(): ReplayDocument {
    let document = new WordIndex();
    let indexed = '';
    let below = '';
    return {
      offer: (prefix, suffix = '') => {
        const start = startOfLastWord(prefix);
        if (suffix !== below || !prefix.startsWith(indexed)) {
          document = new WordIndex();
          document.add(suffix.slice(lengthOfFirstWord(suffix)));
          below = suffix;
          indexed = '';
        }
        // What ends in the middle of a word now is indexed once the word has ended.
        document.add(prefix.slice(indexed.length, start));
        indexed = prefix.slice(0, start);
        const typed = prefix.slice(start);
        if (typed === '' || /^\p{N}/u.test(typed)) return Promise.resolve(undefined);
        const best = document.best(typed) ?? this.#workspace.best(typed);
        return Promise.resolve(best === undefined ? undefined : { text: best.slice(typed.length) });
      },
      close: () => undefined,
    };
  }
}

/** Length of the word that `text` begins with, which may be the rest of the one before the cursor. */
function lengthOfFirstWord(text: string): number {
  return /^[\p{L}\p{N}\p{M}_$]*/u.exec(text)?.[0].length ?? 0;
}

/** Offset at which the word at the end of `text` starts; its length when there is none. */
function startOfLastWord(text: string): number {
  let start = text.length;
  while (start > 0) {
    const pair = start > 1 && /^[\uDC00-\uDFFF]$/.test(text.charAt(start - 1)) ? 2 : 1;
    if (!partOfWord.test(text.slice(start - pair, start))) break;
    start -= pair;
  }
  return start;
}
