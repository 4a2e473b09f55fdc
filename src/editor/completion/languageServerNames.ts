/**
 * Asks whoever completes a language for the suggest widget which names may stand at the cursor, so that the model can believe in them. Off,
 * it listens to nothing. On, it asks once for each identifier that is begun in the active editor, and nothing waits for the answer.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import { isSupported, textOf } from '../documents.ts';
import { isExcludedByGlobs, isSecretDocument } from '../exclusions.ts';
import { nameBefore, type NamePlace, namesOf, NameWatch } from './nameWatch.ts';
import type { Settings } from '../settings.ts';

/** Entries that are no names. Words of the text (`Text`) are in the text cache already. */
const otherKinds = new Set<vscode.CompletionItemKind | undefined>([
  vscode.CompletionItemKind.Text,
  vscode.CompletionItemKind.Snippet,
  vscode.CompletionItemKind.File,
  vscode.CompletionItemKind.Folder,
  vscode.CompletionItemKind.Color,
]);

export class LanguageServerNames implements Disposable {
  readonly #settingsSubscription: vscode.Disposable;
  #watch: NameWatch | undefined;
  #listening: vscode.Disposable | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly scheduler: Scheduler,
  ) {
    this.#settingsSubscription = settings.onDidChange(() => {
      this.#switch();
    });
    this.#switch();
  }

  /** Names that may stand at the identifier before the cursor, as far as they are known by now. */
  namesAt(document: vscode.TextDocument, position: vscode.Position): readonly string[] | undefined {
    return this.#watch?.namesAt(placeOf(document, position)?.place ?? nowhere);
  }

  dispose(): void {
    this.#settingsSubscription.dispose();
    this.#listening?.dispose();
  }

  #switch(): void {
    const isOn = this.settings.languageServerNames && this.settings.enabled;
    if (isOn === (this.#listening !== undefined)) return;
    this.#listening?.dispose();
    this.#listening = isOn ? vscode.workspace.onDidChangeTextDocument((event) => { this.#changed(event); }) : undefined; // prettier-ignore
    this.#watch = isOn ? new NameWatch(ask, this.scheduler) : undefined;
  }

  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const [change, another] = contentChanges;
    if (change?.text.length !== 1 || another !== undefined || !this.#isOurs(document)) return;
    const found = placeOf(document, change.range.start.translate(0, 1));
    if (found !== undefined && found.typed.length <= 1) this.#watch?.begin(found.place);
  }

  #isOurs(document: vscode.TextDocument): boolean {
    if (document !== vscode.window.activeTextEditor?.document) return false;
    if (!isSupported(document) || isSecretDocument(document)) return false;
    const { languageEnabled, exclude } = this.settings.of(document);
    return languageEnabled && !isExcludedByGlobs(document, exclude);
  }
}

const nowhere: NamePlace = { documentId: '', languageId: '', line: -1, before: '' };

function placeOf(
  document: vscode.TextDocument,
  position: vscode.Position,
): { readonly place: NamePlace; readonly typed: string } | undefined {
  const found = nameBefore(textOf(document, new vscode.Range(position.with(undefined, 0), position)));
  if (found === undefined) return undefined;
  const { languageId, uri } = document;
  const place = { documentId: uri.toString(), languageId, line: position.line, before: found.before };
  return { place, typed: found.typed };
}

async function ask({ documentId, line, before }: NamePlace): Promise<readonly string[]> {
  const uri = vscode.Uri.parse(documentId);
  const position = new vscode.Position(line, before.length);
  const list = await vscode.commands.executeCommand<vscode.CompletionList | undefined>(
    'vscode.executeCompletionItemProvider',
    uri,
    position,
  );
  const entries = (list?.items ?? []).filter(({ kind }) => !otherKinds.has(kind));
  return namesOf(
    entries.map(({ label, sortText }) => ({ label: typeof label === 'string' ? label : label.label, sortText })),
  );
}
