/**
 * Counts what becomes of offers. VS Code does not tell an extension when an offer is accepted in part, so this looks at
 * what is inserted where an offer was shown. It keeps the text of the last offer only, and passes on numbers.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { CompletionResult } from '../../processes/contracts.ts';
import type { DocumentAccess } from '../access.ts';
import type { Settings } from '../settings.ts';
import { acceptance, noCounts } from './usage.ts';
import type { UsageStore } from './usageStore.ts';

interface WatchedOffer {
  readonly document: vscode.TextDocument;
  readonly offset: number;
  /** What is left of it, with line feeds only. */
  readonly text: string;
  /** Something of it was accepted. */
  readonly isAccepted: boolean;
}

/** What one keystroke inserts: a character, a line break with its indentation, or a pair that closes by itself. */
const keystroke = /^(?:.|\n[ \t]*|\(\)|\[\]|\{\}|<>|''|""|``)$/su;

export class OfferWatch implements Disposable {
  readonly #subscription: vscode.Disposable;
  #offer: WatchedOffer | undefined;

  constructor(
    private readonly store: UsageStore,
    private readonly settings: Settings,
    private readonly access: DocumentAccess,
  ) {
    this.#subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.contentChanges.length > 0) this.#changed(event);
    });
  }

  /**
   * The first of these is about to be shown in place of `range`. The rest of what is shown already is no new offer.
   * What completes an entry of the suggest widget replaces text, and is not counted.
   */
  shown(document: vscode.TextDocument, { start, end }: vscode.Range, offers: CompletionResult['offers']): void {
    const text = offers[0]?.text ?? '';
    if (!this.settings.statistics || text === '' || !start.isEqual(end)) return;
    const offset = document.offsetAt(end);
    const known = this.#offer;
    const isSame = known?.document === document && known.offset === offset && sharesStart(known.text, text);
    if (!isSame) this.store.add(document.languageId, { ...noCounts, offers: 1 });
    this.#offer = { document, offset, text: withLineFeeds(text), isAccepted: isSame && known.isAccepted };
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const offer = this.#offer?.document === document ? this.#offer : undefined;
    const [change] = contentChanges;
    if (offer !== undefined) this.#offer = undefined;
    // Undoing is no typing, and what several cursors write is no answer to an offer.
    if (!this.settings.statistics || reason !== undefined || change === undefined || contentChanges.length > 1) return;
    const inserted = withLineFeeds(change.text);
    if (inserted === '' || this.access.readRefusal(document) !== undefined) return;
    const follows = offer?.offset === change.rangeOffset && offer.text.startsWith(inserted);
    const isWhole = follows && inserted === offer.text && inserted.length > 1;
    const isTyped = keystroke.test(inserted) && !isWhole;
    if (follows) {
      if (!isTyped) this.store.add(document.languageId, acceptance(inserted.length, !offer.isAccepted));
      const text = offer.text.slice(inserted.length);
      // Offsets count the carriage returns of the document.
      const offset = offer.offset + change.text.length;
      if (text !== '') this.#offer = { ...offer, offset, text, isAccepted: offer.isAccepted || !isTyped };
    }
    if (isTyped) this.store.add(document.languageId, { ...noCounts, typed: 1 });
  }
}

function sharesStart(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
