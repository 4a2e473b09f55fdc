/**
 * Detects the languages of documents that VS Code calls `plaintext`, for the one in the active editor while it is
 * written. A belief has inertia: in another language the whole text is read anew. With detection off there are no
 * listeners.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { nextBelief } from '../../base/languageBelief.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { LanguageRequest, LanguageResult } from '../../processes/contracts.ts';
import type { DocumentAccess } from '../access.ts';
import { modelLanguageOf, textOf } from '../documents.ts';
import type { Settings } from '../settings.ts';

/** What VS Code calls the language of a document when it knows none. */
const unknownLanguage = 'plaintext';

/** Characters of a document that are sent: what the server looks at, and some leading whitespace. */
const beginningCharacters = 4_000;

/** Milliseconds without typing before a text is looked at. */
export const quietMilliseconds = 600;

/** Non-blank lines that a text needs at least. */
const fewestLines = 3;

export class DetectedLanguages implements Disposable {
  readonly #watch: LanguageWatch;
  readonly #settingsSubscription: vscode.Disposable;
  /** The listeners while detection is on. */
  #listening: Disposable | undefined;

  constructor(
    private readonly client: CompletionClient,
    private readonly settings: Settings,
    private readonly access: DocumentAccess,
    scheduler: Scheduler,
  ) {
    this.#watch = new LanguageWatch(
      async (request, signal) => (await client.request.detectLanguage(request, signal)) ?? { languages: [] },
      scheduler,
    );
    this.#settingsSubscription = settings.onDidChange(() => {
      this.#switch();
    });
    this.#switch();
  }

  /** Fires with the URI of a document whose detected language has changed. */
  get onDidChange(): Event<string> {
    return this.#watch.onDidChange;
  }

  /** The VS Code language id detected in a document without a language. */
  detected(document: vscode.TextDocument): string | undefined {
    return document.languageId === unknownLanguage ? this.#watch.languageOf(document.uri.toString()) : undefined;
  }

  /** The language the model is told: the detected one where VS Code knows none. */
  modelLanguageOf(document: vscode.TextDocument): string {
    return this.detected(document) ?? modelLanguageOf(document);
  }

  dispose(): void {
    this.#settingsSubscription.dispose();
    this.#listening?.dispose();
    this.#watch.dispose();
  }

  #switch(): void {
    const isOn = this.settings.detectLanguage && this.settings.enabled;
    if (isOn === (this.#listening !== undefined)) return;
    this.#listening?.dispose();
    this.#listening = isOn ? this.#listen() : undefined;
    if (isOn) this.#look(vscode.window.activeTextEditor?.document);
    else for (const { uri } of vscode.workspace.textDocuments) this.#watch.forget(uri.toString());
  }

  #listen(): Disposable {
    const store = new DisposableStore();
    const listeners = [
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#look(editor?.document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.#look(document);
      }),
      // Changing a document's language closes it and opens it anew.
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.#look(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#watch.forget(document.uri.toString());
      }),
      this.client.onStateChange((state) => {
        if (state.kind !== 'ready') return;
        this.#watch.forgetAnswers();
        this.#look(vscode.window.activeTextEditor?.document);
      }),
    ];
    for (const listener of listeners) store.add(listener);
    return store;
  }

  #look(document: vscode.TextDocument | undefined): void {
    if (document === undefined || !this.#mayDetect(document)) return;
    this.#watch.look(document.uri.toString(), () => {
      if (document.isClosed || !this.#mayDetect(document)) return undefined;
      return textOf(document, new vscode.Range(new vscode.Position(0, 0), document.positionAt(beginningCharacters)));
    });
  }

  #mayDetect(document: vscode.TextDocument): boolean {
    if (this.#listening === undefined || document.languageId !== unknownLanguage) return false;
    return document.uri.scheme !== 'vscode-scm' && this.access.readRefusal(document) === undefined;
  }
}

type DetectLanguage = (parameters: LanguageRequest, signal: AbortSignal) => Promise<LanguageResult>;

/**
 * Which language each document is believed to be in. Asks when the beginning of a text has changed and typing pauses.
 */
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

  get onDidChange(): Event<string> {
    return this.#changes.event;
  }

  /** The VS Code language id that was detected. */
  languageOf(documentId: string): string | undefined {
    return this.#beliefs.get(documentId);
  }

  /**
   * A document may have changed. `beginning` gives the text to look at; `undefined` when it may not be read by then.
   */
  look(documentId: string, beginning: () => string | undefined): void {
    this.#pending?.dispose();
    this.#pending = this.scheduler.after(quietMilliseconds, () => {
      const text = beginning();
      if (text === undefined || text === this.#answered.get(documentId)) return;
      if (text.trim() === '') this.forget(documentId);
      else if (isLongEnough(text)) void this.#ask(documentId, text);
    });
  }

  /** Another model may answer differently. */
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
    // Without an answer (no server yet, no head for its model) the same text is asked about again.
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

function isLongEnough(text: string): boolean {
  return text.split('\n').filter((line) => line.trim() !== '').length >= fewestLines;
}
