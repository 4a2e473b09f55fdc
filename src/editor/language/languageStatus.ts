/**
 * "This looks like Python": a language status item, there while the active document has no language and one was detected. VS Code
 * shows it beside the name of the language; a click gives the document the language, and nothing else ever does.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { DetectedLanguages } from './detectedLanguages.ts';
import { supportedSchemes } from '../documents.ts';
import { nameOfLanguage } from './languageNames.ts';

const untoldDocuments: readonly vscode.DocumentFilter[] = supportedSchemes.map((scheme) => ({
  scheme,
  language: 'plaintext',
}));

export class LanguageStatus implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #item: vscode.LanguageStatusItem | undefined;
  /** What VS Code has a language for; asked once, when something was detected. */
  #known: Thenable<readonly string[]> | undefined;

  constructor(private readonly languages: DetectedLanguages) {
    const draw = () => void this.#draw();
    this.#subscriptions = vscode.Disposable.from(
      languages.onDidChange(draw),
      vscode.window.onDidChangeActiveTextEditor(draw),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#item?.dispose();
  }

  async #draw(): Promise<void> {
    if (this.#detected() === undefined) {
      this.#item?.dispose();
      this.#item = undefined;
      return;
    }
    this.#known ??= vscode.languages.getLanguages();
    const known = await this.#known;
    const detected = this.#detected();
    if (detected === undefined) return;
    this.#item ??= vscode.languages.createLanguageStatusItem('undercurrent.language', untoldDocuments);
    const name = nameOfLanguage(detected);
    this.#item.name = 'Undercurrent: Detected Language';
    this.#item.text = `$(lightbulb) This looks like ${name}`;
    this.#item.detail = 'and is completed as such';
    this.#item.accessibilityInformation = { label: `This document looks like ${name}.` };
    // TOML, for one, comes with an extension that not everybody has.
    this.#item.command = known.includes(detected)
      ? { command: 'undercurrent.useDetectedLanguage', title: `Use ${name}` }
      : undefined;
  }

  #detected(): string | undefined {
    const document = vscode.window.activeTextEditor?.document;
    return document === undefined ? undefined : this.languages.detected(document);
  }
}
