/**
 * Keeps up with the cursor: asks the server what it makes of the place, a moment after the cursor has come to rest. A document that may not
 * be read is refused with a sentence, as completions refuse it with silence.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { ExploreView } from '../../webview/explore/exploreProtocol.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import { isSupported, pathOf } from '../documents.ts';
import type { DocumentWindows } from '../completion/documentWindows.ts';
import { isExcludedByGlobs, isSecretDocument } from '../exclusions.ts';
import type { Settings } from '../settings.ts';
import { noticeView, viewOfExploration } from './exploreSentences.ts';

/** Milliseconds for which the cursor has to rest. */
const quietMilliseconds = 100;

/** Characters behind the cursor that are sent; more of a line are never shown. */
const longestRest = 200;

export interface ExploreParts {
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly windows: DocumentWindows;
  readonly languages: DetectedLanguages;
  readonly scheduler: Scheduler;
}

export class ExploreFollower implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  /** The last one that had the focus: looking at the panel takes it away. */
  #editor: vscode.TextEditor | undefined;
  #isFollowing = false;
  #pending: Disposable | undefined;
  #asking = new AbortController();

  /** Nothing happens before `follow`. */
  constructor(
    private readonly parts: ExploreParts,
    private readonly show: (view: ExploreView) => void,
  ) {
    const { client, settings, languages } = parts;
    const soon = (): void => {
      this.#schedule();
    };
    const soonFor = (document: vscode.TextDocument): void => {
      if (document === this.#editor?.document) this.#schedule();
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        soonFor(textEditor.document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) soonFor(document);
      }),
      // That is how a change of its language is told.
      vscode.workspace.onDidOpenTextDocument(soonFor),
      client.onStateChange(soon),
      settings.onDidChange(soon),
      languages.onDidChange(soon),
    );
  }

  /** Somebody looks: tells what there is, and goes on telling. */
  follow(): void {
    this.#isFollowing = true;
    this.#schedule(0);
  }

  /** Nobody looks. */
  pause(): void {
    this.#isFollowing = false;
    this.#pending?.dispose();
    this.#asking.abort();
  }

  dispose(): void {
    this.pause();
    this.#subscriptions.dispose();
    this.parts.client.exploreHidden();
  }

  #schedule(milliseconds = quietMilliseconds): void {
    if (!this.#isFollowing) return;
    this.#pending?.dispose();
    this.#asking.abort();
    this.#pending = this.parts.scheduler.after(milliseconds, () => {
      this.#editor = editorInSight(this.#editor);
      const refusal = this.#refusal();
      if (refusal !== undefined) this.show(noticeView(refusal));
      else if (this.#editor !== undefined) void this.#explore(this.#editor);
    });
  }

  /** Why nothing can be shown. */
  #refusal(): string | undefined {
    const { client, settings } = this.parts;
    const { state } = client;
    if (!settings.enabled) return 'Completions are paused, and with them the model. Resume them to explore it.';
    if (state.kind === 'failed') return `${state.message} ${state.action}`;
    const document = this.#editor?.document;
    if (document === undefined) return 'Put the cursor into a text, and this shows what the model makes of it.';
    if (isSecretDocument(document)) return 'This file may hold secrets, so it is not read.';
    if (isExcludedByGlobs(document, settings.of(document).exclude))
      return 'This file is left out by the setting undercurrent.exclude, so it is not read.';
    return state.kind === 'ready' ? undefined : 'The model is being loaded.';
  }

  async #explore({ document, selection }: vscode.TextEditor): Promise<void> {
    const { client, languages, windows } = this.parts;
    const { signal } = (this.#asking = new AbortController());
    const position = selection.active;
    const prefix = windows.prefixAt(document, position);
    const exploration = await client.explore(
      {
        documentId: document.uri.toString(),
        languageId: languages.modelLanguageOf(document),
        path: pathOf(document),
        prefix: prefix.text,
        prefixStart: prefix.start,
        restOfLine: restOfLine(document, position),
      },
      signal,
    );
    // Without an answer what is shown stays: the cursor is elsewhere by now, or the server comes back.
    if (exploration === undefined || signal.aborted) return;
    const fileName = document.uri.path.split('/').at(-1) ?? '';
    const place = { fileName, line: position.line + 1, column: position.character + 1 };
    this.show(viewOfExploration(place, exploration));
  }
}

/** The editor that has the focus; while none has it, the one that had it, as long as it is in sight. */
function editorInSight(last: vscode.TextEditor | undefined): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor !== undefined && isSupported(activeTextEditor.document)) return activeTextEditor;
  if (last !== undefined && visibleTextEditors.includes(last)) return last;
  return visibleTextEditors.find(({ document }) => isSupported(document));
}

/** Up to where it is ever shown, with a line feed where the line has an end. */
function restOfLine(document: vscode.TextDocument, { line, character }: vscode.Position): string {
  const rest = document.lineAt(line).text.slice(character);
  if (rest.length > longestRest) return rest.slice(0, longestRest);
  return line < document.lineCount - 1 ? `${rest}\n` : rest;
}
