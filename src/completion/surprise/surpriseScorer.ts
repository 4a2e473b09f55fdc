/**
 * Scores how surprising documents are. It shares model and turns with the completion engine and works in the
 * background, so every completion goes first. Scores are kept: after a keystroke only what it changed is scored again.
 */
import type { CharacterModel } from '../../model/characterModel.ts';
import type { Vocabulary } from '../../model/text/vocabulary.ts';
import type { MayGoOn, Turns } from '../turns.ts';
import { expectationsAt } from './expectation.ts';
import { rankLines, rankWords } from './ranking.ts';
import type {
  Explanation,
  ExplainRequest,
  Stretch,
  SurpriseDocument,
  SurpriseRequest,
  SurpriseResult,
} from './request.ts';
import { ScoredText } from './scoredText.ts';
import { bitsOf, wordsOf } from './words.ts';

/** Tokens between two checks of clock and signal. */
const slice = 64;

/** Documents that are kept; the longest take some megabytes each. */
const mostDocuments = 2;

export interface SurpriseOptions {
  readonly turns: Turns;
  /** Milliseconds since an arbitrary moment. */
  readonly clock: () => number;
}

interface KnownDocument {
  readonly languageId: string;
  readonly path: string;
  scored: ScoredText | undefined;
}

export class SurpriseScorer {
  /** Least recently used first. */
  readonly #documents = new Map<string, KnownDocument>();

  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    private readonly options: SurpriseOptions,
  ) {}

  /** In bytes. */
  get memory(): number {
    return [...this.#documents.values()].reduce((sum, { scored }) => sum + (scored?.bytes ?? 0), 0);
  }

  /**
   * What is surprising in a document, as far as it is known when the budget is spent, or the request is cancelled or
   * replaced. Rejects when the native library fails.
   */
  async score(request: SurpriseRequest, signal: AbortSignal): Promise<SurpriseResult> {
    const { turns, clock } = this.options;
    const document = this.#open(request);
    let spent = 0;
    const score = async (mayGoOn: MayGoOn): Promise<void> => {
      const scored = await this.#follow(document, request.text);
      // At least one slice, so that each request makes progress. Only the time of its own slices counts.
      do {
        const before = clock();
        await scored.scoreSlice(slice);
        spent += clock() - before;
      } while ((await mayGoOn()) && !scored.isComplete && spent < request.budgetMilliseconds);
    };
    await turns.background(`surprise of ${request.documentId}`, score, signal);
    return document.scored === undefined ? nothing : resultOf(document.scored);
  }

  /** Why a word is surprising; `undefined` where no word is, or it is not scored yet. */
  async explain(request: ExplainRequest, signal: AbortSignal): Promise<Explanation | undefined> {
    if (!this.#documents.has(request.documentId) || signal.aborted) return undefined;
    const document = this.#open(request);
    return await this.options.turns.foreground(async () => {
      if (signal.aborted) return undefined;
      const scored = await this.#follow(document, request.text);
      const lines = new LineStarts(request.text);
      const at = lines.offsetOf(request);
      const words = wordsOf(scored);
      const word = words.find(({ offset, length }) => offset <= at && at < offset + length);
      const end = word === undefined ? Infinity : Math.min(word.offset + word.length + 1, scored.text.length);
      if (word === undefined || end > scored.scoredTo) return undefined;
      const expected = await expectationsAt(this.model, this.vocabulary, scored, word);
      const isBehind = word.peak >= word.offset + word.length;
      const characterText = String.fromCodePoint(scored.text.codePointAt(word.peak) ?? 0);
      return {
        word: lines.stretchOf(word),
        wordBits: bitsOf(scored, word),
        characterText,
        character: lines.stretchOf({ offset: word.peak, length: characterText.length }),
        characterBits: (isBehind ? scored.kindBits : scored.bits)[word.peak],
        expected,
      };
    });
  }

  closeDocument(documentId: string): void {
    this.options.turns.drop(`surprise of ${documentId}`);
    this.#documents.delete(documentId);
  }

  close(): void {
    for (const documentId of [...this.#documents.keys()]) this.closeDocument(documentId);
  }

  #open({ documentId, languageId, path }: SurpriseDocument): KnownDocument {
    const known = this.#documents.get(documentId);
    this.#documents.delete(documentId);
    const document =
      known?.languageId === languageId && known.path === path ? known : { languageId, path, scored: undefined };
    this.#documents.set(documentId, document);
    const oldest = this.#documents.keys().next().value;
    if (this.#documents.size > mostDocuments && oldest !== undefined) this.closeDocument(oldest);
    return document;
  }

  async #follow(document: KnownDocument, text: string): Promise<ScoredText> {
    if (document.scored === undefined) {
      const header = this.vocabulary.encodeHeader(document.languageId, document.path);
      const { state } = await this.model.read(this.model.initialState(), header);
      document.scored = new ScoredText(this.model, { state, encoder: this.vocabulary.encoder() });
    }
    document.scored.follow(text);
    return document.scored;
  }
}

const nothing: SurpriseResult = { places: [], lines: [], isComplete: false, scored: 0 };

function resultOf(scored: ScoredText): SurpriseResult {
  const { text, isComplete } = scored;
  const lines = new LineStarts(text);
  return {
    places: rankWords(wordsOf(scored)).map(({ level, excess, ...word }) => ({
      ...lines.stretchOf(word),
      level,
      excess: Math.round(10 * excess) / 10,
    })),
    lines: rankLines(text, scored.bits),
    isComplete,
    scored: text.length === 0 ? 1 : scored.scoredTo / text.length,
  };
}

/** Offsets as lines and characters, and back. Line feeds only. */
class LineStarts {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** Infinity for a line beyond the text. */
  offsetOf({ line, character }: { readonly line: number; readonly character: number }): number {
    return (this.#starts[line] ?? Infinity) + character;
  }

  stretchOf({ offset, length }: { readonly offset: number; readonly length: number }): Stretch {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - this.#starts[low], length };
  }
}
