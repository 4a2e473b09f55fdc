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

/** Texts of one document that are kept, each with another start. */
const mostTexts = 4;
/** A text that begins in the middle of a document should be as long as this. */
const leastText = 2_000;

/** A text and where it lay when it was read last. */
interface PlacedText {
  readonly states: TextStates;
  prefixStart: number;
  start: number;
}

export class DocumentStates {
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
  /** Latest last. The cursor of a long document jumps back and forth between them. */
  #texts: PlacedText[] = [];
  #none = new TextStates();

  constructor(
    readonly languageId: string,
    readonly path: string,
  ) {}

  /** The states of the latest text. */
  get text(): TextStates {
    return this.#texts.at(-1)?.states ?? this.#none;
  }

  get bytes(): number {
    const texts = this.#texts.reduce((sum, { states }) => sum + states.bytes, 0);
    return texts + (this.cache?.bytes ?? 0) + (this.live?.weights.bytes ?? 0);
  }

  /** The position before the first character; reads the header once. */
  async start(model: CharacterModel, vocabulary: Vocabulary): Promise<ReadPosition> {
    if (this.#start === undefined) {
      const { state } = await model.read(model.initialState(), vocabulary.encodeHeader(this.languageId, this.path));
      this.#start = { offset: 0, tokenCount: 0, encoder: vocabulary.encoder(), state: state.slice() };
    }
    return this.#start;
  }

  /** The text to read for this position. Its start is a known one unless more than `maximumContext` would be unread. */
  place({ prefix, prefixStart }: DocumentPosition, maximumContext: number): string {
    let best: { placed: PlacedText; text: string; start: number; missing: number } | undefined;
    for (const placed of this.#texts.toReversed()) {
      const known = placed.states.paths.full?.text ?? '';
      for (const start of new Set(possibleStarts(prefix, prefixStart, placed, known))) {
        const text = withLineFeeds(tailFrom(prefix, start));
        const unread = placed.states.paths.unread(text);
        if (unread > maximumContext) continue;
        // A short context is as bad as one that has to be read.
        const missing = unread + (prefixStart + start === 0 ? 0 : Math.max(0, leastText - text.length));
        if (best === undefined || missing < best.missing) best = { placed, text, start, missing };
      }
      if (best?.missing === 0) break;
    }
    const placed = best?.placed ?? { states: new TextStates(), prefixStart, start: 0 };
    const start = best?.start ?? startOfLast(prefix, maximumContext);
    [placed.prefixStart, placed.start] = [prefixStart, prefixStart + start];
    this.#texts = [...this.#texts.filter((other) => other !== placed), placed].slice(-mostTexts);
    return best?.text ?? withLineFeeds(tailFrom(prefix, start));
  }

  /** Frees some memory. False when little is left to free. */
  thin(): boolean {
    if (this.#texts.length > 1) {
      this.#texts.shift();
      return true;
    }
    return this.text.paths.thin();
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
      while (bytes > this.capacity) {
        const before = document.bytes;
        const isLast = this.#documents.size === 1;
        if (!document.thin()) {
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
