/**
 * What the text cache expects next, as one number: the copy code that a model with a copy input reads with each token.
 * It tells the symbol that followed the longest match, and how much such matches are worth.
 */
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { CacheContext } from './cacheContext.ts';
import { countKinds, Evidence, jointOrders, type Sources } from './evidence.ts';
import { OpenText } from './openText.ts';
import type { WorkspaceTexts } from './workspaceTexts.ts';

/** Levels of trust: right in some 30, 65, 85, 96 and 99 of 100 cases, in packages of the training corpus. */
const levels = 5;
const symbols = 256;
/** Nothing is expected. */
export const noCopy = 0;
/** Number of copy codes: none, then all symbols at each level. */
export const copyCodeCount = 1 + levels * symbols;

/** Lengths of matches, each of which makes a symbol that always followed more certain, as do two occurrences, and four. */
const certainLengths = [5, 8, 11, 16, 24, 32];

export function copyCodeOf(evidence: Evidence): number {
  if (evidence.candidateCount === 0) return noCopy;
  return 1 + levelOf(evidence) * symbols + evidence.candidates[0];
}

function levelOf({ longest, longestSymbol, candidates, counts, totals }: Evidence): number {
  const symbol = candidates[0];
  if (symbol !== longestSymbol && longest > 0) return 0;
  let kind = jointOrders - 1;
  while (kind > 0 && totals[kind] === 0) kind--;
  const own = counts[symbol * countKinds + kind];
  if (own < totals[kind]) return 2 * own > totals[kind] ? 1 : 0;
  const certainty = certainLengths.filter((length) => longest >= length).length + (own > 3 ? 4 : own > 1 ? 2 : 0);
  return certainty < 3 ? 1 : certainty < 6 ? 2 : certainty < 8 ? 3 : 4;
}

/** The copy codes along a text that is read token by token, beside the texts of a workspace. */
export class CopyReader {
  readonly #text: OpenText;
  readonly #sources: Sources;
  readonly #evidence = new Evidence();
  #context: CacheContext;

  /** `name`: of the text in the workspace, where it may be found as it was saved. */
  constructor(
    vocabulary: Vocabulary,
    private readonly workspace: WorkspaceTexts,
    languageId: string,
    name: string,
  ) {
    this.#text = new OpenText(vocabulary, languageId);
    this.#sources = { workspace, document: this.#text, ownText: workspace.extentOf(name) };
    const { chain } = this.#text;
    this.#context = CacheContext.at(chain.symbols, this.#text.placeOf(0));
  }

  /** What is expected after the text so far. */
  get code(): number {
    this.#evidence.gather(this.#context, this.#sources);
    return copyCodeOf(this.#evidence);
  }

  /** Reads a token. Ask for the code before each: long matches are followed from token to token. */
  add(token: number): void {
    this.#text.add(token);
    this.#context = this.#context.after(token, this.workspace.chain);
  }

  /**
   * The code to be read with each token of a document: what is expected after it. In the header nothing is, but at its
   * end the beginning of the text.
   */
  codesOf(header: Int32Array, body: Int32Array): Uint16Array {
    const codes = new Uint16Array(header.length + body.length);
    if (header.length > 0) codes[header.length - 1] = this.code;
    body.forEach((token, index) => {
      this.add(token);
      codes[header.length + index] = this.code;
    });
    return codes;
  }
}
