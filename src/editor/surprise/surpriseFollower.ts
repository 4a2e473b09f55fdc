/**
 * Keeps up with the active editor: asks the server again and again until all of the text is scored, and anew after an
 * edit. The server scores only what an edit changed. Of a very long document, the stretch around the visible part is
 * scored.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type {
  Explanation,
  Stretch,
  SurpriseDocument,
  SurpriseResult,
  SurprisingPlace,
} from '../../processes/contracts.ts';
import type { DocumentAccess } from '../access.ts';
import { DocumentPositions } from '../completion/documentPositions.ts';
import { maximumPrefix } from '../completion/documentWindow.ts';
import { textOf } from '../documents.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import type { Settings } from '../settings.ts';

/** Milliseconds without typing before a text is scored: until then completions come first. */
const quietMilliseconds = 120;

/** Milliseconds after which the server answers with what it has scored so far. */
const budgetMilliseconds = 200;

export interface SurpriseParts {
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly access: DocumentAccess;
  readonly languages: DetectedLanguages;
  readonly scheduler: Scheduler;
}

export class SurpriseFollower implements Disposable {
  /** Its own ones: the prefix of a completion may start elsewhere. */
  readonly #positions: DocumentPositions;
  readonly #changes = new Emitter<ScoredDocument | undefined>();
  readonly #subscriptions = new DisposableStore();
  #scored: ScoredDocument | undefined;
  #pending: Disposable | undefined;
  #asking = new AbortController();

  constructor(private readonly parts: SurpriseParts) {
    const { client, settings, languages } = parts;
    this.#positions = this.#subscriptions.add(new DocumentPositions(languages));
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
      // Changing a document's language closes it and opens it anew.
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

  /** The scores of the active editor; those of the version before, for a moment after an edit. */
  get scored(): ScoredDocument | undefined {
    return this.#scored;
  }

  get onDidChange(): Event<ScoredDocument | undefined> {
    return this.#changes.event;
  }

  /** Whether the active editor can be scored: there is a server, or will be, and a document that may be read. */
  get isPossible(): boolean {
    const editor = vscode.window.activeTextEditor;
    const { kind } = this.parts.client.state;
    if (editor === undefined || kind === 'failed' || kind === 'stopped') return false;
    return this.parts.access.readRefusal(editor.document) === undefined;
  }

  /** Resolves when all of the active editor is scored; with `undefined` when that is impossible or this is disposed. */
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
    return await this.parts.client.request.explain({ ...scored.sent, line, character }, signal);
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#asking.abort();
    this.#subscriptions.dispose();
    this.#set(undefined);
    this.#changes.dispose();
    this.parts.client.notify.hideSurprise();
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
      if (this.parts.access.readRefusal(editor.document) === undefined) void this.#score(editor);
      else this.#set(undefined);
    });
  }

  async #score(editor: vscode.TextEditor): Promise<void> {
    const { signal } = (this.#asking = new AbortController());
    const { document } = editor;
    const range = this.#rangeOf(editor);
    const sent: SurpriseDocument = { ...this.#positions.of(document), text: textOf(document, range) };
    for (;;) {
      const result = await this.parts.client.request.surprise({ ...sent, budgetMilliseconds }, signal);
      // Without a server there is no answer. When it is ready again, this starts anew.
      if (result === undefined || signal.aborted) return;
      this.#set(new ScoredDocument(editor, range.start, sent, result));
      if (result.isComplete) return;
    }
  }

  /** All of an ordinary document; of a long one as much as completions send, with the end of the visible part in it. */
  #rangeOf(editor: vscode.TextEditor): vscode.Range {
    const { document } = editor;
    const end = document.lineAt(document.lineCount - 1).range.end;
    if (!isLong(document)) return new vscode.Range(new vscode.Position(0, 0), end);
    const visible = editor.visibleRanges.at(-1)?.end ?? editor.selection.active;
    const { prefixStart } = this.#positions.at(document, visible);
    return new vscode.Range(document.positionAt(prefixStart), document.positionAt(prefixStart + maximumPrefix));
  }

  #set(scored: ScoredDocument | undefined): void {
    this.#scored = scored;
    this.#changes.fire(scored);
  }
}

function isLong(document: vscode.TextDocument): boolean {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > maximumPrefix;
}

/** The scores of one version of one document, and where they are in the editor. */
export class ScoredDocument {
  readonly version: number;

  constructor(
    readonly editor: vscode.TextEditor,
    /** Where the text that was sent begins. */
    private readonly start: vscode.Position,
    readonly sent: SurpriseDocument,
    readonly result: SurpriseResult,
  ) {
    this.version = editor.document.version;
  }

  get document(): vscode.TextDocument {
    return this.editor.document;
  }

  /** Whether the document has not changed since. */
  get isCurrent(): boolean {
    return this.version === this.document.version;
  }

  rangeOf({ line, character, length }: Stretch): vscode.Range {
    const from = line === 0 ? this.start.character + character : character;
    return new vscode.Range(this.start.line + line, from, this.start.line + line, from + length);
  }

  lineOf({ line }: { readonly line: number }): vscode.Range {
    return this.document.lineAt(Math.min(this.start.line + line, this.document.lineCount - 1)).range;
  }

  placeAt(position: vscode.Position): SurprisingPlace | undefined {
    return this.result.places.find((place) => this.rangeOf(place).contains(position));
  }
}
