/**
 * The languages of documents that nobody has told one: VS Code calls them `plaintext`. The one in the active editor is looked at as
 * it is written, unless that is turned off; then nothing is listened to and nothing is asked.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { DisposableStore } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import { isSupported, modelLanguageOf, textOf } from '../documents.ts';
import { isExcludedByGlobs, isSecretDocument } from '../exclusions.ts';
import { LanguageWatch } from './languageWatch.ts';
import type { Settings } from '../settings.ts';

/** The language that VS Code gives to documents of which it knows none. */
const untold = 'plaintext';

/** Characters of a document that are sent: what is looked at, and some leading whitespace. */
const beginningCharacters = 4_000;

export class DetectedLanguages implements Disposable {
  readonly #watch: LanguageWatch;
  readonly #settingsSubscription: vscode.Disposable;
  /** Everything that is listened to while detection is on. */
  #listening: Disposable | undefined;

  constructor(
    private readonly client: CompletionClient,
    private readonly settings: Settings,
    scheduler: Scheduler,
  ) {
    this.#watch = new LanguageWatch((parameters, signal) => client.detectLanguage(parameters, signal), scheduler);
    this.#settingsSubscription = settings.onDidChange(() => {
      this.#switch();
    });
    this.#switch();
  }

  /** With the URI of the document whose language is now believed to be another one. */
  get onDidChange(): Event<string> {
    return this.#watch.onDidChange;
  }

  /** VS Code language id that a document without a language is believed to be in. */
  detected(document: vscode.TextDocument): string | undefined {
    return document.languageId === untold ? this.#watch.languageOf(document.uri.toString()) : undefined;
  }

  /** The language the model is told: what was detected where nothing else is known. */
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
        if (document.languageId === untold && document === vscode.window.activeTextEditor?.document) {
          this.#look(document);
        }
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
    if (document === undefined || !this.#isOurs(document)) return;
    this.#watch.look(document.uri.toString(), () => {
      if (document.isClosed || !this.#isOurs(document)) return undefined;
      return textOf(document, new vscode.Range(new vscode.Position(0, 0), document.positionAt(beginningCharacters)));
    });
  }

  #isOurs(document: vscode.TextDocument): boolean {
    if (document.languageId !== untold || document.uri.scheme === 'vscode-scm' || this.#listening === undefined)
      return false;
    if (!isSupported(document) || isSecretDocument(document)) return false;
    const { languageEnabled, exclude } = this.settings.of(document);
    return languageEnabled && !isExcludedByGlobs(document, exclude);
  }
}
