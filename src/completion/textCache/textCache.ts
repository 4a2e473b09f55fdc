/**
 * The text cache: the text of the open document and the workspace, mixed with the distribution of the model. A
 * recurrent model of this size forgets names; the cache does not. Documents share the workspace. Each has a text and a
 * mixture of its own, which learns from typing and goes when the document is closed.
 */
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import { CacheContext } from './cacheContext.ts';
import { Evidence, type Sources } from './evidence.ts';
import { documentRates, documentSeen, Mixer, type MixerRates } from './mixer.ts';
import type { Mixture } from './mixture.ts';
import { OpenText } from './openText.ts';
import type { WorkspaceTexts } from './workspaceTexts.ts';

/** What a model wrote at one place, with its own opinion before each token, to be learnt from when the text goes on. */
export interface Predicted {
  /** The text it continues. */
  readonly prefixText: string;
  /** Number of the first token within the document; `undefined` without a text cache. */
  readonly firstToken: number | undefined;
  /** `opinion`: what the model alone said before the token, (V); absent where it was not asked. */
  readonly written: readonly { readonly token: number; readonly opinion?: Float32Array | undefined }[];
}

/** How fast a document learns, asked for each token; `undefined`: not at all. */
export type Rates = () => MixerRates | undefined;

export class TextCache {
  readonly #evidence = new Evidence();

  constructor(
    private readonly vocabulary: Vocabulary,
    readonly workspace: WorkspaceTexts,
    private readonly fitted: Mixture,
    private readonly rates: Rates = () => documentRates,
  ) {}

  /** The cache as one document sees it. `name`: of its text in the workspace, as it was saved. */
  open(name: string, languageId: string): DocumentCache {
    return this.openWith(this.fitted.copy(documentSeen), name, languageId);
  }

  /** With a mixture that several documents may share, which all of them change: so it is fitted. */
  openWith(mixture: Mixture, name: string, languageId: string): DocumentCache {
    const newText = (): OpenText => new OpenText(this.vocabulary, languageId);
    return new DocumentCache(name, this.workspace, newText, mixture, this.rates, this.#evidence);
  }
}

/** Tokens before the cursor that are looked at when nothing is known of the places they lead to. */
const runUp = 16;

export class DocumentCache {
  readonly #text: OpenText;
  readonly #mixer: Mixer;
  /** At the end of the text, when it has been asked for since the text last went on in another way. */
  #context: { readonly tokens: number; readonly at: CacheContext } | undefined;

  constructor(
    private readonly name: string,
    private readonly workspace: WorkspaceTexts,
    private readonly newText: () => OpenText,
    private readonly mixture: Mixture,
    private readonly rates: Rates,
    private readonly evidence: Evidence,
  ) {
    this.#text = newText();
    this.#mixer = new Mixer(mixture);
  }

  /**
   * The same document for looking at other places: with what was learnt here, with a text of its own, and learning
   * nothing.
   */
  beside(): DocumentCache {
    return new DocumentCache(this.name, this.workspace, this.newText, this.mixture, () => undefined, this.evidence);
  }

  /** Tokens of the text that are certain. */
  get length(): number {
    return this.#text.length;
  }

  get bytes(): number {
    return this.#text.chain.bytes + this.mixture.bytes;
  }

  /** Goes on to another text before the cursor; learns from what was predicted. */
  follow(text: string, predicted?: Predicted): void {
    // Of the predicted tokens, those that came; undefined once another one did.
    let agreed =
      predicted !== undefined && text.startsWith(predicted.prefixText) ? this.#agreement(predicted) : undefined;
    this.#text.follow(text, (number, token) => {
      if (predicted?.firstToken !== undefined && agreed !== undefined && predicted.firstToken + agreed === number) {
        const next = predicted.written.at(agreed);
        if (next?.opinion !== undefined) this.learn(next.opinion, token, number);
        agreed = next?.token === token ? agreed + 1 : undefined;
      } else {
        agreed = undefined;
      }
      this.#goOn(number, token);
    });
    if (this.#context !== undefined && this.#context.tokens !== this.length) this.#context = undefined;
  }

  /**
   * Learns one token and adds it, without a text: for texts that are tokens already. Gives its probability before that.
   */
  type(opinion: Float32Array, token: number): number {
    const number = this.length;
    const probability = this.learn(opinion, token, number);
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
    return context.after(token, this.workspace.chain);
  }

  /** The distribution (V) of the next token at a place, of which the model says `opinion`, (V). Sums to 1. */
  mix(context: CacheContext, opinion: Float32Array): Float32Array {
    this.evidence.gather(context, this.#sources);
    return this.#mixer.mix(opinion, this.evidence);
  }

  /** Takes note of the token that came at the end of the text; it is not added. Gives its probability before that. */
  learn(opinion: Float32Array, token: number, number: number = this.length): number {
    if (this.#context?.tokens !== number) this.#context = { tokens: number, at: this.#runUpTo(number) };
    this.evidence.gather(this.#context.at, this.#sources);
    const rates = this.rates();
    if (rates !== undefined) return this.#mixer.learn(opinion, this.evidence, token, rates);
    return this.#mixer.mix(opinion, this.evidence)[token];
  }

  get #sources(): Sources {
    return { workspace: this.workspace, document: this.#text, ownText: this.workspace.extentOf(this.name) };
  }

  /** How many of the predicted tokens the text goes on with already. */
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

  /**
   * A place that was not reached from the one before it: some tokens are gone over again, to find long matches among
   * many.
   */
  #runUpTo(tokens: number): CacheContext {
    const { chain } = this.#text;
    const end = this.#text.placeOf(tokens);
    const start = Math.max(this.#text.placeOf(0), end - runUp);
    let context = CacheContext.at(chain.symbols, start);
    for (let place = start; place < end; place++) {
      this.evidence.gather(context, this.#sources);
      context = context.afterSymbol(chain.symbols[place], this.workspace.chain);
    }
    return context;
  }
}
