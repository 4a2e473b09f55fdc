/** Draws what `presentStatus` says, twice: as an item in the status bar and as a language status item. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import { Markdown, markup, plain, plainText, withIcon } from '../base/shownText.ts';
import type { CompletionClient } from '../processes/completionClient.ts';
import type { DocumentAccess } from './access.ts';
import { supportedDocuments } from './documents.ts';
import type { FineTuning } from './fineTuning/fineTuning.ts';
import type { Settings } from './settings.ts';
import { LanguageEntry, StatusBarEntry } from './shown.ts';
import type { Snooze } from './snooze.ts';
import type { StatusCommand, StatusKind, StatusPresentation } from './statusPresentation.ts';
import { presentStatus } from './statusPresentation.ts';
import type { WhatsNew } from './whatsNew.ts';

export interface StatusParts {
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly access: DocumentAccess;
  readonly fineTuning: FineTuning;
  readonly snooze: Snooze;
  readonly whatsNew: WhatsNew;
  /** Folder of the model of this workspace, if there may be one. */
  readonly adaptedFolder: string | undefined;
}

export class Status implements Disposable {
  readonly #bar = new StatusBarEntry('status', 100, { name: 'Undercurrent', command: 'undercurrent.showMenu' });
  readonly #language = new LanguageEntry('undercurrent.status', supportedDocuments, 'Undercurrent');
  readonly #changes = new vscode.EventEmitter<StatusKind>();
  readonly #subscriptions: vscode.Disposable;
  #shown: StatusPresentation;
  /** As JSON, to see whether anything has changed. */
  #drawn = '';

  constructor(private readonly parts: StatusParts) {
    const { client, settings, fineTuning, snooze, whatsNew } = parts;
    this.#shown = this.#draw();
    const redraw = () => {
      const before = this.#shown.kind;
      this.#shown = this.#draw();
      if (this.#shown.kind !== before) this.#changes.fire(this.#shown.kind);
    };
    this.#subscriptions = vscode.Disposable.from(
      client.onStateChange(redraw),
      settings.onDidChange(redraw),
      fineTuning.onDidChange(redraw),
      snooze.onDidChange(redraw),
      whatsNew.onDidChange(redraw),
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
    const { client, settings, access, fineTuning, snooze, whatsNew, adaptedFolder } = this.parts;
    const document = vscode.window.activeTextEditor?.document;
    const shown = presentStatus({
      client: client.state,
      fineTuning: fineTuning.state,
      adaptedFolder,
      refusal: access.readRefusal(document),
      languageId: document?.languageId ?? '',
      snoozedUntil: snooze.until?.toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' }),
      onRequest: settings.eagerness(document) === 'onRequest',
      newRelease: whatsNew.release,
    });
    // A fine-tuning reports several times a second, and mostly nothing new.
    const drawn = JSON.stringify(shown);
    if (drawn === this.#drawn) return shown;
    this.#drawn = drawn;
    const { icon, summary, brief, detail, severity, commands } = shown;
    const label = plain`Undercurrent: ${summary}`;
    this.#bar.show({
      text: icon,
      label,
      tooltip: { markdown: tooltipOf(shown), commands: commands.map(({ command }) => command) },
      isWarning: severity !== 'information',
    });
    const [first] = commands;
    this.#language.show({
      text: withIcon(icon, label),
      detail: plainText(brief),
      label: plain`${label}. ${detail}`,
      busy: shown.kind === 'loading',
      severity: severities[severity],
      command: first && commandOf(first),
    });
    return shown;
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

function tooltipOf({ summary, detail, commands }: StatusPresentation): Markdown {
  const links = commands.map(({ command, title, arguments: values }) => {
    const query = values === undefined ? '' : `?${encodeURIComponent(JSON.stringify(values))}`;
    return Markdown.link(title, `command:${command}${query}`);
  });
  const text = markup`**Undercurrent: ${summary}**\n\n${detail}`;
  return links.length === 0 ? text : markup`${text}\n\n${Markdown.joined(links, ' · ')}`;
}
