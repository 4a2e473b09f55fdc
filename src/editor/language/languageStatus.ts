/**
 * "This looks like Python": a language status item, shown while the active document has no language and one was
 * detected. A click sets the document's language; nothing else ever does.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { UserError } from '../../base/userError.ts';
import { supportedSchemes } from '../documents.ts';
import { LanguageEntry } from '../shown.ts';
import type { DetectedLanguages } from './detectedLanguages.ts';
import { localized } from '../localized.ts';

const documentsWithoutLanguage: readonly vscode.DocumentFilter[] = supportedSchemes.map((scheme) => ({
  scheme,
  language: 'plaintext',
}));

export class LanguageStatus implements Disposable {
  readonly #subscriptions: vscode.Disposable;
  #item: LanguageEntry | undefined;
  /** The languages VS Code knows here; asked once, when something was detected. */
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
    this.#item ??= new LanguageEntry(
      'undercurrent.language',
      documentsWithoutLanguage,
      `Undercurrent: ${localized`Detected Language`}`,
    );
    const name = nameOfLanguage(detected);
    this.#item.show({
      text: localized`$(lightbulb) This looks like ${name}`,
      detail: localized`and is completed accordingly`,
      label: localized`This document looks like ${name}.`,
      // VS Code may lack the language: TOML, for one, comes with an extension.
      command: known.includes(detected)
        ? { command: 'undercurrent.useDetectedLanguage', title: localized`Use ${name}` }
        : undefined,
    });
  }

  #detected(): string | undefined {
    const document = vscode.window.activeTextEditor?.document;
    return document === undefined ? undefined : this.languages.detected(document);
  }
}

/** Gives the document in the active editor its detected language. @throws UserError when none was detected */
export async function useDetectedLanguage(languages: DetectedLanguages): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) throw new UserError(localized`No editor is active.`, localized`Open a document first.`);
  const detected = languages.detected(document);
  if (detected === undefined) {
    throw new UserError(
      localized`No language was detected in this document.`,
      localized`Languages are detected in plain text, from three lines on.`,
    );
  }
  const known = await vscode.languages.getLanguages();
  if (!known.includes(detected)) {
    const name = nameOfLanguage(detected);
    throw new UserError(localized`VS Code has no language ${name} here.`, localized`Install an extension for ${name}.`);
  }
  await vscode.languages.setTextDocumentLanguage(document, detected);
}

/** VS Code's API has no display names of languages. */
const names: ReadonlyMap<string, string> = new Map([
  ['c', 'C'],
  ['cpp', 'C++'],
  ['css', 'CSS'],
  ['dockerfile', 'Dockerfile'],
  ['go', 'Go'],
  ['html', 'HTML'],
  ['ini', 'INI'],
  ['java', 'Java'],
  ['javascript', 'JavaScript'],
  ['json', 'JSON'],
  ['makefile', 'Makefile'],
  ['markdown', 'Markdown'],
  ['plaintext', localized`plain text`],
  ['python', 'Python'],
  ['rust', 'Rust'],
  ['scss', 'SCSS'],
  ['shellscript', 'Shell Script'],
  ['toml', 'TOML'],
  ['typescript', 'TypeScript'],
  ['typescriptreact', 'TypeScript JSX'],
  ['yaml', 'YAML'],
]);

/** The id itself where no name is known. */
export function nameOfLanguage(languageId: string): string {
  return names.get(languageId) ?? languageId;
}
