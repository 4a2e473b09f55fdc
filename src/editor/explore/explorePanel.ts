/**
 * The content of the panel *Explore the Model*: the page, and a follower that asks the server about the place at the
 * cursor, a moment after the cursor has come to rest. Where a document may not be read, the panel says why.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { ExploreHostMessage, ExploreView } from '../../webview/explore/exploreProtocol.ts';
import { explorePanelMessageOf } from '../../webview/explore/exploreProtocol.ts';
import type { DocumentAccess, ReadRefusal } from '../access.ts';
import type { DocumentPositions } from '../completion/documentPositions.ts';
import { isSupported } from '../documents.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import type { Settings } from '../settings.ts';
import { fillPanel } from '../webviewPage.ts';
import { noticeView, viewOfExploration } from './exploreSentences.ts';
import { localized } from '../localized.ts';

const page = { title: localized`Explore the Model`, script: 'explorePanel', styles: 'explore' };

/** Milliseconds for which the cursor has to rest. */
const quietMilliseconds = 100;

/** Characters behind the cursor that are sent; the panel never shows more of a line. */
const longestRest = 200;

const refusalNotices: Readonly<Record<ReadRefusal, string>> = {
  paused: localized`Completions are off, and with them the model. Turn them on to explore it.`,
  unsupported: localized`Put the cursor into a text to see what the model expects there.`,
  secret: localized`This file may hold secrets, so it is not read.`,
  language: localized`The setting ${'undercurrent.languages'} turns this language off, so the file is not read.`,
  tooManyGlobs: localized`The globs of ${'undercurrent.exclude'} are too many or too long to check, so no file is read.`,
  excluded: localized`The setting ${'undercurrent.exclude'} excludes this file, so it is not read.`,
};

export interface ExploreParts {
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly access: DocumentAccess;
  readonly positions: DocumentPositions;
  readonly languages: DetectedLanguages;
  readonly scheduler: Scheduler;
}

/** One panel from its opening to its end. */
export class ExplorePanel implements Disposable {
  /** @param closed called when the panel is closed */
  constructor(
    extensionUri: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
    parts: ExploreParts,
    closed: () => void,
  ) {
    const follower = new ExploreFollower(parts, (view) => {
      const message: ExploreHostMessage = { type: 'explore', view };
      if (panel.visible) void panel.webview.postMessage(message);
    });
    const subscriptions = vscode.Disposable.from(
      follower,
      panel.webview.onDidReceiveMessage((data: unknown) => {
        // VS Code discards the page of a hidden panel. The page says this again when it comes back.
        if (explorePanelMessageOf(data) !== undefined) follower.follow();
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) follower.pause();
      }),
    );
    panel.onDidDispose(() => {
      subscriptions.dispose();
      closed();
    });
    fillPanel(extensionUri, panel, page);
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel.dispose();
  }
}

/** Keeps up with the cursor while the panel is visible. */
class ExploreFollower implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  /** The last one that had the focus; the panel may have it now. */
  #editor: vscode.TextEditor | undefined;
  #isFollowing = false;
  #pending: Disposable | undefined;
  #asking = new AbortController();

  /** Idle until `follow`. */
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
      // Changing a document's language closes it and opens it anew.
      vscode.workspace.onDidOpenTextDocument(soonFor),
      client.onStateChange(soon),
      settings.onDidChange(soon),
      languages.onDidChange(soon),
    );
  }

  /** The panel is visible: shows the present cursor and each later one. */
  follow(): void {
    this.#isFollowing = true;
    this.#schedule(0);
  }

  /** The panel is hidden. */
  pause(): void {
    this.#isFollowing = false;
    this.#pending?.dispose();
    this.#asking.abort();
  }

  dispose(): void {
    this.pause();
    this.#subscriptions.dispose();
    this.parts.client.notify.hideExploration();
  }

  #schedule(milliseconds = quietMilliseconds): void {
    if (!this.#isFollowing) return;
    this.#pending?.dispose();
    this.#asking.abort();
    this.#pending = this.parts.scheduler.after(milliseconds, () => {
      this.#editor = visibleEditor(this.#editor);
      const notice = this.#notice();
      if (notice !== undefined) this.show(noticeView(notice));
      else if (this.#editor !== undefined) void this.#explore(this.#editor);
    });
  }

  /** Why nothing can be shown. */
  #notice(): string | undefined {
    const { state } = this.parts.client;
    const refusal = this.parts.access.readRefusal(this.#editor?.document);
    if (refusal === 'paused') return refusalNotices.paused;
    if (state.kind === 'failed') return `${state.message} ${state.action}`;
    if (refusal !== undefined) return refusalNotices[refusal];
    return state.kind === 'ready' ? undefined : localized`The model is being loaded.`;
  }

  async #explore({ document, selection }: vscode.TextEditor): Promise<void> {
    const { client, positions } = this.parts;
    const { signal } = (this.#asking = new AbortController());
    const position = selection.active;
    const exploration = await client.request.explore(
      { ...positions.at(document, position), restOfLine: restOfLine(document, position) },
      signal,
    );
    // Without an answer the old view stays: the cursor has moved on, or the server will come back.
    if (exploration === undefined || signal.aborted) return;
    const fileName = document.uri.path.split('/').at(-1) ?? '';
    const place = { fileName, line: position.line + 1, column: position.character + 1 };
    this.show(viewOfExploration(place, exploration));
  }
}

/** The editor that has the focus; else the last one that had it, while it is visible; else any visible one. */
function visibleEditor(last: vscode.TextEditor | undefined): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor !== undefined && isSupported(activeTextEditor.document)) return activeTextEditor;
  if (last !== undefined && visibleTextEditors.includes(last)) return last;
  return visibleTextEditors.find(({ document }) => isSupported(document));
}

/** As much as can be shown, with a line feed unless it is the last line. */
function restOfLine(document: vscode.TextDocument, { line, character }: vscode.Position): string {
  const rest = document.lineAt(line).text.slice(character);
  if (rest.length > longestRest) return rest.slice(0, longestRest);
  return line < document.lineCount - 1 ? `${rest}\n` : rest;
}
