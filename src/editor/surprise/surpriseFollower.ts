/**
 * Keeps up with the active editor: asks the server what is surprising in it, again and again until all of it is scored, and anew when it
 * was edited. Only what an edit changed is scored again; that is the server's affair. Of a very long document, it is the stretch around
 * what is visible.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { Explanation, Stretch, SurpriseDocument } from '../../processes/protocol.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import { isSupported, pathOf, textOf } from '../documents.ts';
import { maximumPrefix } from '../completion/documentWindow.ts';
import { DocumentWindows } from '../completion/documentWindows.ts';
import { isExcludedByGlobs, isSecretDocument } from '../exclusions.ts';
import type { Settings } from '../settings.ts';
import { ScoredDocument } from './scoredDocument.ts';

/** Milliseconds for which nobody may have typed before a text is scored: until then a completion is worth more. */
const quietMilliseconds = 120;

/** Milliseconds after which the server tells what it knows so far. */
const budgetMilliseconds = 200;

export interface SurpriseParts {
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly languages: DetectedLanguages;
  readonly scheduler: Scheduler;
}

export class SurpriseFollower implements Disposable {
  readonly #windows = new DocumentWindows();
  readonly #changes = new Emitter<ScoredDocument | undefined>();
  readonly #subscriptions = new DisposableStore();
  #scored: ScoredDocument | undefined;
  #pending: Disposable | undefined;
  #asking = new AbortController();

  constructor(private readonly parts: SurpriseParts) {
    const { client, settings, languages } = parts;
    for (const subscription of [
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) this.#schedule();
      }),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        if (textEditor === this.#scored?.editor && isLong(textEditor.document)) this.#schedule();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#scheduleFor(document);
      }),
      // That is how a change of its language is told.
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.#scheduleFor(document);
      }),
      client.onStateChange(({ kind }) => {
        if (kind === 'ready') this.#schedule();
        else if (kind !== 'starting') this.#set(undefined);
      }),
      settings.onDidChange(() => {
        this.#schedule();
      }),
      languages.onDidChange(() => {
        this.#schedule();
      }),
    ])
      this.#subscriptions.add(subscription);
    this.#schedule(0);
  }

  /** What is shown of the active editor; of the version before, for a moment after an edit. */
  get scored(): ScoredDocument | undefined {
    return this.#scored;
  }

  get onDidChange(): Event<ScoredDocument | undefined> {
    return this.#changes.event;
  }

  /** Whether the surprise of the active editor can be shown: there is a server, or will be, and a document that may be read. */
  get isPossible(): boolean {
    const editor = vscode.window.activeTextEditor;
    const { kind } = this.parts.client.state;
    if (editor === undefined || kind === 'failed' || kind === 'stopped') return false;
    return this.#mayScore(editor.document);
  }

  /** Resolves with what there is when all of the active editor is scored; `undefined` when there is none or this ends before. */
  whenComplete(): Promise<ScoredDocument | undefined> {
    return new Promise((resolve) => {
      const look = (scored: ScoredDocument | undefined): boolean => {
        const isOver = this.#subscriptions.isDisposed || !this.isPossible;
        const isThere =
          scored?.isCurrent === true && scored.result.isComplete && scored.editor === vscode.window.activeTextEditor;
        if (isOver || isThere) resolve(isOver ? undefined : scored);
        return isOver || isThere;
      };
      if (look(this.#scored)) return;
      const subscription = this.#changes.event((scored) => {
        if (look(scored)) subscription.dispose();
      });
    });
  }

  /** Why a place is surprising; `undefined` when the document was edited meanwhile. */
  async explain(scored: ScoredDocument, place: Stretch, signal: AbortSignal): Promise<Explanation | undefined> {
    const { line, character } = place;
    return await this.parts.client.explain({ ...scored.sent, line, character }, signal);
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#asking.abort();
    this.#subscriptions.dispose();
    this.#windows.dispose();
    this.#set(undefined);
    this.#changes.dispose();
    this.parts.client.surpriseHidden();
  }

  #scheduleFor(document: vscode.TextDocument): void {
    if (document === vscode.window.activeTextEditor?.document) this.#schedule();
  }

  #schedule(milliseconds = quietMilliseconds): void {
    this.#pending?.dispose();
    this.#asking.abort();
    this.#pending = this.parts.scheduler.after(milliseconds, () => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined) return;
      if (this.#mayScore(editor.document)) void this.#score(editor);
      else this.#set(undefined);
    });
  }

  #mayScore(document: vscode.TextDocument): boolean {
    const { settings } = this.parts;
    if (!settings.enabled || !isSupported(document) || isSecretDocument(document)) return false;
    return !isExcludedByGlobs(document, settings.of(document).exclude);
  }

  async #score(editor: vscode.TextEditor): Promise<void> {
    const { signal } = (this.#asking = new AbortController());
    const { document } = editor;
    const range = this.#rangeOf(editor);
    const sent: SurpriseDocument = {
      documentId: document.uri.toString(),
      languageId: this.parts.languages.modelLanguageOf(document),
      path: pathOf(document),
      text: textOf(document, range),
    };
    for (;;) {
      const result = await this.parts.client.surprise({ ...sent, budgetMilliseconds }, signal);
      // Without a server nothing is known; when it is there again, this begins anew.
      if (result === undefined || signal.aborted) return;
      this.#set(new ScoredDocument(editor, range.start, sent, result));
      if (result.isComplete) return;
    }
  }

  /** All of an ordinary document; of a long one as much as is ever sent for completions, the end of what is visible in it. */
  #rangeOf(editor: vscode.TextEditor): vscode.Range {
    const { document } = editor;
    const end = document.lineAt(document.lineCount - 1).range.end;
    if (!isLong(document)) return new vscode.Range(new vscode.Position(0, 0), end);
    const visible = editor.visibleRanges.at(-1)?.end ?? editor.selection.active;
    const { start } = this.#windows.prefixAt(document, visible);
    return new vscode.Range(document.positionAt(start), document.positionAt(start + maximumPrefix));
  }

  #set(scored: ScoredDocument | undefined): void {
    this.#scored = scored;
    this.#changes.fire(scored);
  }
}

function isLong(document: vscode.TextDocument): boolean {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > maximumPrefix;
}
