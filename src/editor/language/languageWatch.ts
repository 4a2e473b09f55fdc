/**
 * What is believed of the languages of documents while they are written. A text is looked at when its beginning has changed and
 * nobody has typed for a moment; and what was believed once is not given up for a little more of something else, since with the
 * language the whole text is read anew.
 */
import type { Disposable } from '../../base/disposables.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { nextBelief } from '../../base/languageBelief.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { DetectLanguageParameters, DetectLanguageResult } from '../../processes/protocol.ts';

/** Milliseconds for which the text has to stay as it is. */
export const quietMilliseconds = 600;

/** Fewer lines with something in them say too little. */
const fewestLines = 3;

export type DetectLanguage = (
  parameters: DetectLanguageParameters,
  signal: AbortSignal,
) => Promise<DetectLanguageResult>;

/** Whether there is enough to go by. */
export function isTelling(text: string): boolean {
  return text.split('\n').filter((line) => line.trim() !== '').length >= fewestLines;
}

export class LanguageWatch implements Disposable {
  readonly #changes = new Emitter<string>();
  readonly #beliefs = new Map<string, string>();
  /** The text that an answer was given for, by document. */
  readonly #answered = new Map<string, string>();
  #pending: Disposable | undefined;
  #asking: AbortController | undefined;

  constructor(
    private readonly detect: DetectLanguage,
    private readonly scheduler: Scheduler,
  ) {}

  /** The belief about a document has changed. */
  get onDidChange(): Event<string> {
    return this.#changes.event;
  }

  /** The VS Code language id that a document is believed to be in. */
  languageOf(documentId: string): string | undefined {
    return this.#beliefs.get(documentId);
  }

  /** A document may have changed: `beginning` gives the text to be looked at, `undefined` when that is no business of ours by then. */
  look(documentId: string, beginning: () => string | undefined): void {
    this.#pending?.dispose();
    this.#pending = this.scheduler.after(quietMilliseconds, () => {
      const text = beginning();
      if (text === undefined || text === this.#answered.get(documentId)) return;
      if (text.trim() === '') this.forget(documentId);
      else if (isTelling(text)) void this.#ask(documentId, text);
    });
  }

  /** Answers of another model may be others. */
  forgetAnswers(): void {
    this.#answered.clear();
  }

  /** The document was closed or emptied. */
  forget(documentId: string): void {
    this.#answered.delete(documentId);
    if (this.#beliefs.delete(documentId)) this.#changes.fire(documentId);
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#asking?.abort();
    this.#changes.dispose();
  }

  async #ask(documentId: string, text: string): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const result = await this.detect({ documentId, text }, asking.signal);
    // Without an answer (no server yet, no head for its model) the same text may be asked about again.
    if (asking.signal.aborted || result.languages.length === 0) return;
    this.#answered.set(documentId, text);
    const before = this.#beliefs.get(documentId);
    const after = nextBelief(before, result.languages);
    if (after === before) return;
    if (after === undefined) this.#beliefs.delete(documentId);
    else this.#beliefs.set(documentId, after);
    this.#changes.fire(documentId);
  }
}
