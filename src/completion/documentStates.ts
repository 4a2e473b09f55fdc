/**
 * What is kept of each document between two requests. Memory over all documents is bounded: the least recently used
 * ones lose every other state, then everything.
 */
import type { CharacterModel } from '../model/characterModel.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import { NestingMemory } from './choosing/balance.ts';
import { Insertion } from './choosing/insertion.ts';
import type { ShownOffers } from './choosing/typedThrough.ts';
import type { LiveLearner } from './live/liveLearner.ts';
import { possibleStarts, startOfLast, tailFrom, withLineFeeds } from './reading/documentText.ts';
import { type ReadPath, ReadPaths, type ReadPosition } from './reading/readPath.ts';
import type { DocumentPosition } from './request.ts';
import type { DocumentCache } from './textCache/textCache.ts';
import type { Continuation } from './writing/continuation.ts';

/** States that hold for one start of a text. They go when the start moves. */
export class TextStates {
  /** Owned by `reading/`: how far the text is read, with states on the way. */
  readonly paths = new ReadPaths();
  /** Owned by `writing/`: what the model wrote last, and the path it continues. */
  continuation: { readonly path: ReadPath; readonly written: Continuation } | undefined;
  /** Owned by `choosing/`: the shown offers. */
  shown: ShownOffers | undefined;

  get bytes(): number {
    return this.paths.bytes + (this.continuation?.written.bytes ?? 0);
  }
}

export class DocumentStates {
  text = new TextStates();
  /** What is open above the line of the cursor. */
  readonly nestings = new NestingMemory();
  /** What is typed at the cursor. */
  readonly insertion = new Insertion();
  /** The text cache of this document. */
  cache: DocumentCache | undefined;
  /** Live learning of this document. */
  live: LiveLearner | undefined;
  /** Number of requests, so that late results know whether they are still wanted. */
  requests = 0;
  #start: ReadPosition | undefined;
  #placed: { readonly prefixStart: number; readonly start: number } | undefined;

  constructor(
    readonly languageId: string,
    readonly path: string,
  ) {}

  get bytes(): number {
    return this.text.bytes + (this.cache?.bytes ?? 0) + (this.live?.weights.bytes ?? 0);
  }

  /** The position before the first character; reads the header once. */
  async start(model: CharacterModel, vocabulary: Vocabulary): Promise<ReadPosition> {
    if (this.#start === undefined) {
      const { state } = await model.read(model.initialState(), vocabulary.encodeHeader(this.languageId, this.path));
      this.#start = { offset: 0, tokenCount: 0, encoder: vocabulary.encoder(), state: state.slice() };
    }
    return this.#start;
  }

  /** The text to read for this position. Its start stays unless more than `maximumContext` would be unread. */
  place({ prefix, prefixStart }: DocumentPosition, maximumContext: number): string {
    const known = this.text.paths.full?.text ?? '';
    let best: { text: string; start: number; common: number } | undefined;
    if (this.#placed !== undefined) {
      for (const start of new Set(possibleStarts(prefix, prefixStart, this.#placed, known))) {
        const text = withLineFeeds(tailFrom(prefix, start));
        const common = this.text.paths.full?.commonWith(text) ?? 0;
        if (best === undefined || common > best.common) best = { text, start, common };
        if (common === known.length) break;
      }
    }
    if (best === undefined || best.text.length - best.common > maximumContext) {
      const start = startOfLast(prefix, maximumContext);
      best = { text: withLineFeeds(tailFrom(prefix, start)), start, common: 0 };
      this.text = new TextStates();
    }
    this.#placed = { prefixStart, start: prefixStart + best.start };
    return best.text;
  }
}

export class HiddenStateCache {
  /** Least recently used first. */
  readonly #documents = new Map<string, DocumentStates>();

  /** `capacity` in bytes. */
  constructor(private readonly capacity: number) {}

  /** The states of a document, now the most recently used ones. New when language or path have changed. */
  open({ documentId, languageId, path }: DocumentPosition): DocumentStates {
    const known = this.#documents.get(documentId);
    this.#documents.delete(documentId);
    const document =
      known?.languageId === languageId && known.path === path ? known : new DocumentStates(languageId, path);
    this.#documents.set(documentId, document);
    return document;
  }

  close(documentId: string): void {
    this.#documents.delete(documentId);
  }

  /** Forgets what was learnt of all documents. */
  forgetLearnt(): void {
    for (const document of this.#documents.values()) document.live = undefined;
  }

  get bytes(): number {
    return [...this.#documents.values()].reduce((sum, document) => sum + document.bytes, 0);
  }

  /** Forgets until everything fits. */
  fit(): void {
    let bytes = this.bytes;
    for (const [id, document] of this.#documents) {
      const { paths } = document.text;
      while (bytes > this.capacity) {
        const before = document.bytes;
        const isLast = this.#documents.size === 1;
        if (!paths.thin()) {
          if (isLast) return;
          this.#documents.delete(id);
          bytes -= before;
          break;
        }
        bytes += document.bytes - before;
      }
    }
  }
}
