/**
 * What is kept of each document between two requests: the paths along which it was read, what the model wrote last, what is on
 * show. Memory over all documents is bounded: those not used for longest lose every other milestone, then everything.
 */
import type { HiddenState } from '../../model/characterModel.ts';
import type { Continuation } from '../writing/continuation.ts';
import { possibleStarts, startOfLast, tailFrom, withLineFeeds } from './documentText.ts';
import type { ReadPath } from './readPath.ts';
import type { LiveLearner } from '../live/liveLearner.ts';
import type { CompletionOffer, DocumentPosition } from '../request.ts';
import type { DocumentCache } from '../textCache/textCache.ts';

/** Offers that were answered, at the place they were made for. */
export interface StandingOffers {
  /** Text before the cursor at that time. */
  readonly prefixText: string;
  readonly suffix: string;
  readonly explicit: boolean;
  /** Of several lines, whatever the longest offer is. */
  readonly draft: boolean;
  /** False: the answer was cut short by the budget, more may be added to its end. */
  readonly settled: boolean;
  readonly offers: readonly StandingOffer[];
}

export interface StandingOffer extends CompletionOffer {
  /** Probability that everything up to an offset of the text is right. */
  readonly probabilityUpTo: (offset: number) => number;
}

/** Everything that holds for one start of the text: when the start moves, all of it goes. */
export class Reading {
  /** The whole text from its start. */
  full: ReadPath | undefined;
  /** A short stretch before the cursor, read while there was no time for all. */
  short: { readonly from: number; readonly path: ReadPath } | undefined;
  /** The whole text as it was read before an edit far above its end: `ReadPath.recollect` finds what is still of use. */
  remembered: ReadPath | undefined;
  /** What the model wrote last, and the path it continues. */
  continuation: { readonly path: ReadPath; readonly written: Continuation } | undefined;
  standing: StandingOffers | undefined;

  get bytes(): number {
    return (
      (this.full?.bytes ?? 0) +
      (this.remembered?.bytes ?? 0) +
      (this.short?.path.bytes ?? 0) +
      (this.continuation?.written.bytes ?? 0)
    );
  }

  /** To be called before the whole path follows a text: where that makes it go far back, what it leaves is remembered. */
  rememberBefore(text: string, farBack: number): void {
    if (this.full === undefined || this.full.head.offset - this.full.commonWith(text) <= farBack) return;
    // Jumping about, one loses more and more: the longest memory is the best.
    if ((this.remembered?.head.offset ?? 0) < this.full.head.offset) this.remembered = this.full.copy();
  }

  /** Frees some memory; false when there is not much left to free. */
  thin(): boolean {
    if (this.remembered === undefined) return this.full?.thin() === true;
    this.remembered = undefined;
    return true;
  }
}

export class DocumentStates {
  reading = new Reading();
  /** State after the header, once it is read. */
  headerState: HiddenState | undefined;
  /** The text cache as this document sees it. */
  cache: DocumentCache | undefined;
  /** What has been learnt of this document. */
  live: LiveLearner | undefined;
  /** Counts requests, so that late results know whether they are still wanted. */
  requests = 0;
  #placed: { readonly prefixStart: number; readonly start: number } | undefined;

  constructor(
    readonly languageId: string,
    readonly path: string,
  ) {}

  get bytes(): number {
    return this.reading.bytes + (this.cache?.bytes ?? 0) + (this.live?.weights.bytes ?? 0);
  }

  /** The text to be read for this position. Its start stays where it is unless more than `maximumContext` would be unread. */
  place({ prefix, prefixStart }: DocumentPosition, maximumContext: number): string {
    const known = this.reading.full?.text ?? '';
    let best: { text: string; start: number; common: number } | undefined;
    if (this.#placed !== undefined) {
      for (const start of new Set(possibleStarts(prefix, prefixStart, this.#placed, known))) {
        const text = withLineFeeds(tailFrom(prefix, start));
        const common = this.reading.full?.commonWith(text) ?? 0;
        if (best === undefined || common > best.common) best = { text, start, common };
        if (common === known.length) break;
      }
    }
    if (best === undefined || best.text.length - best.common > maximumContext) {
      const start = startOfLast(prefix, maximumContext);
      best = { text: withLineFeeds(tailFrom(prefix, start)), start, common: 0 };
      this.reading = new Reading();
    }
    this.#placed = { prefixStart, start: prefixStart + best.start };
    return best.text;
  }
}

export class HiddenStateCache {
  /** The least recently used first. */
  readonly #documents = new Map<string, DocumentStates>();

  /** `capacity` in bytes. */
  constructor(private readonly capacity: number) {}

  /** The document's states, from now on the most recently used ones. Starts anew when language or path have changed. */
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

  /** Forgets what has been learnt of all documents, and nothing else. */
  forgetLearnt(): void {
    for (const document of this.#documents.values()) document.live = undefined;
  }

  get bytes(): number {
    let sum = 0;
    for (const document of this.#documents.values()) sum += document.bytes;
    return sum;
  }

  /** Forgets until everything fits. */
  fit(): void {
    let bytes = this.bytes;
    for (const [id, document] of this.#documents) {
      const { reading } = document;
      while (bytes > this.capacity) {
        const before = document.bytes;
        const isLast = this.#documents.size === 1;
        if (!reading.thin()) {
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
