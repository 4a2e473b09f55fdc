/**
 * The only place that gives VS Code something to show: messages, lists, progress, status items and hovers. All take
 * texts of `base/shownText.ts`, so that a foreign text is never a link, an icon or Markdown. ESLint holds this.
 */
import * as vscode from 'vscode';
import { type Markdown, type PlainText, plain, plainText } from '../base/shownText.ts';
import type { UserError } from '../base/userError.ts';

export async function tell(text: PlainText, ...buttons: readonly string[]): Promise<string | undefined> {
  return await vscode.window.showInformationMessage(text, ...buttons);
}

export async function tellError(text: PlainText, ...buttons: readonly string[]): Promise<string | undefined> {
  return await vscode.window.showErrorMessage(text, ...buttons);
}

/** What happened, and what to do. */
export function errorText({ message, action }: Pick<UserError, 'message' | 'action'>): PlainText {
  return plain`${message} ${action}`;
}

/** A question that has to be answered. @returns whether the user chose the button */
export async function confirm(question: PlainText, detail: PlainText, button: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

export interface ListItem {
  readonly label: PlainText;
  readonly description?: PlainText;
  readonly detail?: PlainText;
}

/** A list to choose from. `label`, `description` and `detail` are all that it shows of an item. */
export async function choose<Item extends ListItem>(
  items: readonly Item[] | Promise<readonly Item[]>,
  options: Omit<vscode.QuickPickOptions, 'title' | 'placeHolder' | 'onDidSelectItem'> & {
    readonly title: PlainText;
    readonly placeHolder?: PlainText;
    readonly onDidSelectItem?: (item: Item) => void;
  },
): Promise<Item | undefined> {
  const { onDidSelectItem, ...others } = options;
  return await vscode.window.showQuickPick(items, {
    ...others,
    ...(onDidSelectItem === undefined
      ? {}
      : {
          onDidSelectItem: (item: Item) => {
            onDidSelectItem(item);
          },
        }),
  });
}

/** A line to type in. What the user types comes back as it is. */
export async function askForText(
  options: Omit<vscode.InputBoxOptions, 'title' | 'prompt'> & { readonly title: PlainText; readonly prompt: PlainText },
): Promise<string | undefined> {
  return await vscode.window.showInputBox(options);
}

export interface Reporter {
  report(message: PlainText, increment?: number): void;
}

/** A notification with a bar, until the work is done. The signal is aborted when the user cancels. */
export async function withNotification<T>(
  title: PlainText,
  work: (reporter: Reporter, token: vscode.CancellationToken) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return await vscode.window.withProgress(options, (progress, token) => {
    const report = (message: PlainText, increment?: number): void => {
      progress.report({ message, ...(increment === undefined ? {} : { increment }) });
    };
    return work({ report }, token);
  });
}

export interface StatusBarView {
  readonly text: PlainText;
  readonly tooltip: PlainText | MarkdownWithCommands;
  readonly label?: PlainText;
  readonly isWarning?: boolean;
}

/** Markdown of our own whose links may run these commands, and no others. */
interface MarkdownWithCommands {
  readonly markdown: Markdown;
  readonly commands: readonly string[];
}

export class StatusBarEntry {
  readonly #item: vscode.StatusBarItem;

  constructor(id: string, priority: number, { name, command }: { readonly name: string; readonly command: string }) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, priority);
    this.#item.name = name;
    this.#item.command = command;
  }

  show({ text, tooltip, label, isWarning = false }: StatusBarView): void {
    this.#item.text = text;
    this.#item.tooltip = typeof tooltip === 'string' ? tooltip : trusted(tooltip);
    this.#item.accessibilityInformation = label === undefined ? undefined : { label, role: 'button' };
    this.#item.backgroundColor = isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

export interface LanguageEntryView {
  readonly text: PlainText;
  readonly detail: PlainText;
  readonly label: PlainText;
  readonly busy?: boolean;
  readonly severity?: vscode.LanguageStatusSeverity;
  readonly command?: vscode.Command | undefined;
}

export class LanguageEntry {
  readonly #item: vscode.LanguageStatusItem;

  constructor(id: string, selector: vscode.DocumentSelector, name: string) {
    this.#item = vscode.languages.createLanguageStatusItem(id, selector);
    this.#item.name = name;
  }

  show({ text, detail, label, busy = false, severity, command }: LanguageEntryView): void {
    this.#item.text = text;
    this.#item.detail = detail;
    this.#item.busy = busy;
    if (severity !== undefined) this.#item.severity = severity;
    this.#item.command = command && { ...command, title: plainText(command.title) };
    this.#item.accessibilityInformation = { label };
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** A hover whose links run nothing. */
export function hover({ source }: Markdown, range: vscode.Range): vscode.Hover {
  return new vscode.Hover(new vscode.MarkdownString().appendMarkdown(source), range);
}

function trusted({ markdown, commands }: MarkdownWithCommands): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString(undefined, true).appendMarkdown(markdown.source);
  tooltip.isTrusted = { enabledCommands: [...commands] };
  return tooltip;
}
