/**
 * The text cache mixes the text of the open document and of the workspace with the distribution of the model. A
 * recurrent model of this size forgets names; the cache does not. Documents share the workspace. Each has a text and a
 * mixture of its own, which learns from typing and goes when the document is closed.
 */
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { RecentEdits } from '../edits/recentEdits.ts';
import { BelowText } from './belowText.ts';
import { CacheContext } from './cacheContext.ts';
import { Evidence, type Sources } from './evidence.ts';
import { documentRates, documentSeen, Mixer, type MixerRates } from './mixer.ts';
import type { Mixture } from './mixture.ts';
import { OpenText } from './openText.ts';
import { RemovedTexts } from './removedTexts.ts';
import type { WorkspaceTexts } from './workspaceTexts.ts';

/** What a model wrote at one place. The cache learns from it when the text goes on. */
export interface Predicted {
  /** The text it continues. */
  readonly prefixText: string;
  /** Number of the first token within the document; `undefined` without a text cache. */
  readonly firstToken: number | undefined;
  /** `modelProbabilities`: of the model alone, (V); absent where it was not asked. */
  readonly written: readonly { readonly token: number; readonly modelProbabilities?: Float32Array | undefined }[];
}

/** How fast a document learns, asked for each token; `undefined`: it does not learn. */
export type Rates = () => MixerRates | undefined;

export class TextCache {
  /** Of all documents, since the window was opened. */
  readonly edits: RecentEdits;
  readonly #removed: RemovedTexts;
  readonly #evidence = new Evidence();

  constructor(
    private readonly vocabulary: Vocabulary,
    readonly workspace: WorkspaceTexts,
    private readonly fitted: Mixture,
    private readonly rates: Rates = () => documentRates,
  ) {
    this.#removed = new RemovedTexts(vocabulary);
    this.edits = new RecentEdits(this.#removed);
  }

  /** The cache of one document. `name`: of its text in the workspace. */
  open(name: string, languageId: string): DocumentCache {
    return this.openWith(this.fitted.copy(documentSeen), name, languageId);
  }

  /** The same with a mixture that several documents change together, as fitting does. */
  openWith(mixture: Mixture, name: string, languageId: string): DocumentCache {
    const newText = (): OpenText => new OpenText(this.vocabulary, languageId);
    return new DocumentCache({
      name,
      workspace: this.workspace,
      removed: this.#removed,
      newText,
      mixture,
      rates: this.rates,
      evidence: this.#evidence,
    });
  }
}

/** Tokens before the cursor that are walked to find deep matches. */
const runUp = 16;

/** What a document's cache is made of. */
interface DocumentCacheParts {
  /** Of the document's text in the workspace. */
  readonly name: string;
  readonly workspace: WorkspaceTexts;
  readonly removed: RemovedTexts;
  readonly newText: () => OpenText;
  readonly mixture: Mixture;
  readonly rates: Rates;
  readonly evidence: Evidence;
}

export class DocumentCache {
  readonly #text: OpenText;
  readonly #below = new BelowText();
  readonly #mixer: Mixer;
  /** The place at the end of the text, while it is known. */
  #context: { readonly tokens: number; readonly at: CacheContext } | undefined;

  constructor(private readonly parts: DocumentCacheParts) {
    this.#text = parts.newText();
    this.#mixer = new Mixer(parts.mixture);
  }

  /** The same document for looking at other places. It has a text of its own and does not learn. */
  beside(): DocumentCache {
    return new DocumentCache({ ...this.parts, rates: () => undefined });
  }

  /** Tokens of the text that are certain. */
  get length(): number {
    return this.#text.length;
  }

  get bytes(): number {
    return this.#text.chain.bytes + this.#below.bytes + this.parts.mixture.bytes;
  }

  /**
   * Goes on to another text before the cursor, by about `most` code units. Learns from what was predicted.
   * @returns whether all of the text is taken in; else the next call goes on
   */
  follow(text: string, predicted?: Predicted, most?: number): boolean {
    // Predicted tokens that came true so far; undefined after the first that did not.
    let agreed =
      predicted !== undefined && text.startsWith(predicted.prefixText) ? this.#agreement(predicted) : undefined;
    const isDone = this.#text.follow(text, most, (number, token) => {
      if (predicted?.firstToken !== undefined && agreed !== undefined && predicted.firstToken + agreed === number) {
        const next = predicted.written.at(agreed);
        if (next?.modelProbabilities !== undefined) this.learn(next.modelProbabilities, token, number);
        agreed = next?.token === token ? agreed + 1 : undefined;
      } else {
        agreed = undefined;
      }
      this.#goOn(number, token);
    });
    if (this.#context !== undefined && this.#context.tokens !== this.length) this.#context = undefined;
    return isDone;
  }

  /** Goes on to another text below the cursor; call `follow` before. `takeInBelow` does the work. */
  followBelow(below: string, startOfLine: string): void {
    this.#below.follow(below, startOfLine, () => this.#text.encoderAtEnd());
  }

  /** Takes in a slice of the text below the cursor. False when nothing is left to do. */
  takeInBelow(): boolean {
    return this.#below.work();
  }

  /** Learns one token and adds it, for texts that consist of tokens. Returns its probability before that. */
  type(modelProbabilities: Float32Array, token: number): number {
    const number = this.length;
    const probability = this.learn(modelProbabilities, token, number);
    this.#goOn(number, token);
    this.#text.add(token);
    return probability;
  }

  /** The place at the end of the text. */
  get context(): CacheContext {
    this.#context ??= { tokens: this.length, at: this.#runUpTo(this.length) };
    return this.#context.at;
  }

  after(context: CacheContext, token: number): CacheContext {
    return context.after(token, this.parts.workspace.chain);
  }

  /** The distribution (V) of the next token, given that of the model, (V). Sums to 1. */
  mix(context: CacheContext, modelProbabilities: Float32Array): Float32Array {
    this.parts.evidence.gather(context, this.#sources);
    return this.#mixer.mix(modelProbabilities, this.parts.evidence);
  }

  /** Learns the token at the end of the text without adding it. Returns its probability before that. */
  learn(modelProbabilities: Float32Array, token: number, number: number = this.length): number {
    if (this.#context?.tokens !== number) this.#context = { tokens: number, at: this.#runUpTo(number) };
    this.parts.evidence.gather(this.#context.at, this.#sources);
    const rates = this.parts.rates();
    if (rates !== undefined) return this.#mixer.learn(modelProbabilities, this.parts.evidence, token, rates);
    return this.#mixer.mix(modelProbabilities, this.parts.evidence)[token];
  }

  get #sources(): Sources {
    const { workspace, removed, name } = this.parts;
    return { workspace, document: this.#text, below: this.#below, removed, ownText: workspace.extentOf(name) };
  }

  /** Number of predicted tokens that the text contains already. */
  #agreement({ firstToken, written }: Predicted): number | undefined {
    if (firstToken === undefined) return undefined;
    let agreed = 0;
    while (firstToken + agreed < this.length && this.#text.isAt(firstToken + agreed, written[agreed]?.token ?? -1))
      agreed++;
    return agreed;
  }

  #goOn(number: number, token: number): void {
    if (this.#context?.tokens !== number) this.#context = undefined;
    else this.#context = { tokens: number + 1, at: this.after(this.#context.at, token) };
  }

  /** The context of a place that was not reached token by token. */
  #runUpTo(tokens: number): CacheContext {
    const { chain } = this.#text;
    const end = this.#text.placeOf(tokens);
    const start = Math.max(this.#text.placeOf(0), end - runUp);
    let context = CacheContext.at(chain.symbols, start);
    for (let place = start; place < end; place++) {
      this.parts.evidence.gather(context, this.#sources);
      context = context.afterSymbol(chain.symbols[place], this.parts.workspace.chain);
    }
    return context;
  }
}
