/**
 * The open document up to the cursor, as a chain of symbols that follows the edits. So text written a moment ago is
 * found like any other. Text that looks like a secret is never found.
 */
import { secretsAround } from '../../workspace/secretPieces.ts';
import type { IncrementalEncoder } from '../../model/text/incrementalEncoder.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { commonPrefixLength, isInsidePair } from '../reading/documentText.ts';
import { documentOrders } from './cacheLimits.ts';
import { SymbolChain } from './symbolChain.ts';
import { symbolOf, textHeader } from './symbols.ts';

/** A place where encoding can start again. */
interface Mark {
  /** In UTF-16 code units. */
  readonly offset: number;
  /** Tokens before it. */
  readonly tokens: number;
  /** Never written to. */
  readonly encoder: IncrementalEncoder;
}

/** Marks are kept at line ends, and in longer lines at this distance, in UTF-16 code units. */
const farthestMark = 512;
const smallestCapacity = 4096;

export class OpenText {
  readonly chain = new SymbolChain(documentOrders[0], smallestCapacity);
  readonly #headerLength: number;
  #text = '';
  #marks: Mark[];
  /** 1 in lines with secrets. */
  #hidden = new Uint8Array(smallestCapacity);

  constructor(
    vocabulary: Vocabulary,
    private readonly languageId: string,
  ) {
    const header = textHeader(vocabulary.languageTag(languageId));
    this.#headerLength = header.length;
    for (const symbol of header) this.#append(symbol);
    this.#marks = [{ offset: 0, tokens: 0, encoder: vocabulary.encoder() }];
  }

  /** Tokens of the text that are certain, without the header. */
  get length(): number {
    return this.chain.length - this.#headerLength;
  }

  /** Place of a token in the chain. */
  placeOf(token: number): number {
    return this.#headerLength + token;
  }

  /** Whether the place is in a line with a secret. */
  isHidden(place: number): boolean {
    return this.#hidden[place] === 1;
  }

  /** Whether the token with this number is this one. */
  isAt(number: number, token: number): boolean {
    return this.chain.symbols[this.placeOf(number)] === symbolOf(token);
  }

  /**
   * Goes on to another text, by about `most` code units. `arriving` is called with each new token and its number before
   * it is added, so that the cache learns from its prediction.
   * @returns whether all of the text is taken in; else the next call goes on
   */
  follow(text: string, most = Infinity, arriving: (number: number, token: number) => void = () => undefined): boolean {
    let common = commonPrefixLength(this.#text, text);
    if (isInsidePair(text, common) || isInsidePair(this.#text, common)) common--;
    while (this.#marks.length > 1 && (this.#marks.at(-1)?.offset ?? 0) > common) this.#marks.pop();
    const mark = this.#marks[this.#marks.length - 1];
    const farthest = Math.min(text.length, mark.offset + most);
    const { end, tokens } = this.#encode(text, mark, farthest, arriving);
    this.#text = text.slice(0, end);
    this.chain.truncate(this.placeOf(tokens));
    return end === text.length;
  }

  /** The encoder behind the last character. */
  encoderAtEnd(): IncrementalEncoder {
    const { offset, encoder } = this.#marks[this.#marks.length - 1];
    const end = encoder.clone();
    end.push(this.#text.slice(offset));
    return end;
  }

  /** Encodes from a mark on, at least to `farthest`. Returns how far it came, in code units and in tokens. */
  #encode(
    text: string,
    { offset, tokens, encoder }: Mark,
    farthest: number,
    arriving: (number: number, token: number) => void,
  ): { readonly end: number; readonly tokens: number } {
    const running = encoder.clone();
    const secrets = secretsAround(text, offset, farthest, this.languageId);
    let secret = 0;
    let at = offset;
    let count = tokens;
    while (at < farthest) {
      const end = pieceEnd(text, at);
      const first = this.placeOf(count);
      for (const token of running.push(text.slice(at, end))) this.#set(count++, token, arriving);
      while ((secrets[secret]?.[1] ?? Infinity) <= at) secret++;
      const isSecret = (secrets[secret]?.[0] ?? Infinity) < end;
      this.#hidden.fill(isSecret ? 1 : 0, first, this.placeOf(count));
      at = end;
      if (end < text.length || text.charAt(end - 1) === '\n')
        this.#marks.push({ offset: end, tokens: count, encoder: running.clone() });
    }
    return { end: at, tokens: count };
  }

  /** Adds a token to a text that consists of tokens. Such a text never follows another one. */
  add(token: number): void {
    this.#append(symbolOf(token));
  }

  #set(number: number, token: number, arriving: (number: number, token: number) => void): void {
    const place = this.placeOf(number);
    const symbol = symbolOf(token);
    if (place < this.chain.length) {
      if (this.chain.symbols[place] === symbol) return;
      this.chain.truncate(place);
    }
    arriving(number, token);
    this.#append(symbol);
  }

  #append(symbol: number): void {
    const { chain } = this;
    if (chain.length === chain.capacity) {
      chain.reserve(2 * chain.capacity);
      const hidden = new Uint8Array(chain.capacity);
      hidden.set(this.#hidden);
      this.#hidden = hidden;
      while (chain.indexed < chain.length) chain.indexNext();
    }
    chain.write(symbol);
    chain.indexNext();
  }
}

/** End of the piece that begins at `start`: after a line feed, or between code points of a long line. */
export function pieceEnd(text: string, start: number): number {
  const lineEnd = text.indexOf('\n', start);
  const farthest = start + farthestMark;
  if (lineEnd >= 0 && lineEnd < farthest) return lineEnd + 1;
  if (farthest >= text.length) return text.length;
  return isInsidePair(text, farthest) ? farthest + 1 : farthest;
}
