/**
 * The two places where VS Code shows how an extension is doing: an item in the status bar, always there, and a language
 * status item, which explains itself. Both draw what `presentStatus` says.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { CompletionClient } from '../processes/completionClient.ts';
import { isSupported, supportedDocuments } from './documents.ts';
import { isExcludedByGlobs, isSecretDocument } from './exclusions.ts';
import type { FineTuning } from './fineTuning/fineTuning.ts';
import type { Settings } from './settings.ts';
import type { StatusCommand, StatusInput, StatusKind, StatusPresentation } from './statusPresentation.ts';
import { presentStatus } from './statusPresentation.ts';

export class Status implements Disposable {
  readonly #bar: vscode.StatusBarItem;
  readonly #language: vscode.LanguageStatusItem;
  readonly #changes = new vscode.EventEmitter<StatusKind>();
  readonly #subscriptions: vscode.Disposable;
  #shown: StatusPresentation;
  /** As text, to see whether anything has changed. */
  #drawn = '';

  /** @param adaptedFolder where the model of this workspace is, if there is one */
  constructor(
    private readonly client: CompletionClient,
    private readonly settings: Settings,
    private readonly fineTuning: FineTuning,
    private readonly adaptedFolder: string | undefined,
  ) {
    this.#bar = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Right, 100);
    this.#bar.name = 'Undercurrent';
    this.#bar.command = 'undercurrent.showMenu';
    this.#language = vscode.languages.createLanguageStatusItem('undercurrent.status', supportedDocuments);
    this.#language.name = 'Undercurrent';
    this.#shown = this.#draw();
    this.#bar.show();
    const redraw = () => {
      const before = this.#shown.kind;
      this.#shown = this.#draw();
      if (this.#shown.kind !== before) this.#changes.fire(this.#shown.kind);
    };
    this.#subscriptions = vscode.Disposable.from(
      client.onStateChange(redraw),
      settings.onDidChange(redraw),
      fineTuning.onDidChange(redraw),
      vscode.window.onDidChangeActiveTextEditor(redraw),
      // Changing a document's language closes it and opens it anew.
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document === vscode.window.activeTextEditor?.document) redraw();
      }),
    );
  }

  get kind(): StatusKind {
    return this.#shown.kind;
  }

  get onDidChange(): vscode.Event<StatusKind> {
    return this.#changes.event;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changes.dispose();
    this.#bar.dispose();
    this.#language.dispose();
  }

  #draw(): StatusPresentation {
    const shown = presentStatus({
      client: this.client.state,
      enabled: this.settings.enabled,
      fineTuning: this.fineTuning.state,
      adaptedFolder: this.adaptedFolder,
      document: this.#activeDocument(),
    });
    // A fine-tuning has something to tell several times a second, and mostly nothing new.
    const drawn = JSON.stringify(shown);
    if (drawn === this.#drawn) return shown;
    this.#drawn = drawn;
    const label = `Undercurrent: ${shown.summary}`;
    this.#bar.text = shown.icon;
    this.#bar.accessibilityInformation = { label, role: 'button' };
    this.#bar.tooltip = tooltipOf(label, shown);
    this.#bar.backgroundColor =
      shown.severity === 'information' ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');

    const [first] = shown.commands;
    this.#language.text = `${shown.icon} ${label}`;
    this.#language.detail = shown.brief;
    this.#language.busy = shown.kind === 'loading';
    this.#language.severity = severities[shown.severity];
    this.#language.command = first && commandOf(first);
    this.#language.accessibilityInformation = { label: `${label}. ${shown.detail}` };
    return shown;
  }

  #activeDocument(): StatusInput['document'] {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !isSupported(document)) return undefined;
    const settings = this.settings.of(document);
    const { languageId } = document;
    if (isSecretDocument(document)) return { languageId, off: 'secret' };
    if (!settings.languageEnabled) return { languageId, off: 'language' };
    return { languageId, off: isExcludedByGlobs(document, settings.exclude) ? 'excluded' : undefined };
  }
}

const severities: Readonly<Record<StatusPresentation['severity'], vscode.LanguageStatusSeverity>> = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};

function commandOf({ command, title, arguments: values }: StatusCommand): vscode.Command {
  return { command, title, ...(values === undefined ? {} : { arguments: [...values] }) };
}

function tooltipOf(label: string, shown: StatusPresentation): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString(undefined, true);
  tooltip.isTrusted = { enabledCommands: shown.commands.map(({ command }) => command) };
  tooltip.appendMarkdown(`**${label}**\n\n`);
  tooltip.appendText(shown.detail);
  const links = shown.commands.map(({ command, title, arguments: values }) => {
    const query = values === undefined ? '' : `?${encodeURIComponent(JSON.stringify(values))}`;
    return `[${title}](command:${command}${query})`;
  });
  if (links.length > 0) tooltip.appendMarkdown(`\n\n${links.join(' · ')}`);
  return tooltip;
}
