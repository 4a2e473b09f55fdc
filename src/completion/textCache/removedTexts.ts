/**
 * What was removed lately, in any document, as evidence: a text that was taken out comes back more often than not, here
 * or elsewhere. Each text stands behind what was left of it, so that its first characters have a context as well.
 */
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { documentOrders, mostRemoved } from './cacheLimits.ts';
import { SymbolChain } from './symbolChain.ts';
import { GONE, symbolOf } from './symbols.ts';

export interface RemovedText {
  /** What stands left of it. */
  readonly left: string;
  readonly text: string;
}

export class RemovedTexts {
  readonly chain = new SymbolChain(documentOrders[0], mostRemoved);
  /** 1 where a symbol was removed, 0 where it only stands left of it. */
  readonly #isRemoved = new Uint8Array(mostRemoved);
  /** Latest last. */
  #texts: RemovedText[] = [];
  /** Symbols without those of the current text. */
  #settled = 0;
  #current: RemovedText | undefined;

  constructor(private readonly vocabulary: Vocabulary) {}

  /** Whether the symbol at a place was removed. */
  isRemoved(place: number): boolean {
    return this.#isRemoved[place] === 1;
  }

  /** What is being removed now: it may still grow. */
  set current(text: RemovedText | undefined) {
    if (text?.text === this.#current?.text && text?.left === this.#current?.left) return;
    this.#current = text;
    this.chain.truncate(this.#settled);
    if (text !== undefined) this.#append(text);
  }

  /** Keeps the current text. */
  settle(): void {
    if (this.#current !== undefined) this.#texts.push(this.#current);
    this.#current = undefined;
    this.#settled = this.chain.length;
  }

  clear(): void {
    this.#texts = [];
    this.#current = undefined;
    this.#settled = 0;
    this.chain.truncate(0);
  }

  #append({ left, text }: RemovedText): void {
    const encoder = this.vocabulary.encoder();
    const before = encoder.push(left);
    const tokens = encoder.push(text);
    const { chain } = this;
    if (chain.length + before.length + tokens.length + 1 > chain.capacity) this.#forgetOlder();
    if (chain.length + before.length + tokens.length + 1 > chain.capacity) return;
    this.#write(GONE, 0);
    for (const token of before) this.#write(symbolOf(token), 0);
    for (const token of tokens) this.#write(symbolOf(token), 1);
  }

  /** Keeps the later half of the texts. */
  #forgetOlder(): void {
    const kept = this.#texts.slice(Math.ceil(this.#texts.length / 2));
    this.chain.truncate(0);
    this.#texts = kept;
    for (const text of kept) this.#append(text);
    this.#settled = this.chain.length;
  }

  #write(symbol: number, isRemoved: number): void {
    const { chain } = this;
    this.#isRemoved[chain.length] = isRemoved;
    chain.write(symbol);
    chain.indexNext();
  }
}
