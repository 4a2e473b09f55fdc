/**
 * Keystroke to ghost text, as VS Code asks for it: gate, request, items. All thinking is done in the server; here is only
 * what concerns the editor. Nothing thrown in here reaches VS Code, and nothing waits longer than the budget.
 */
import * as vscode from 'vscode';
import { abortSignalOf } from '../../base/cancellation.ts';
import { languageOfId } from '../../base/languages.ts';
import type { Logger } from '../../base/logger.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import { endsInComment } from './comments.ts';
import type { DetectedLanguages } from '../language/detectedLanguages.ts';
import { isSupported, pathOf, textOf } from '../documents.ts';
import type { DocumentWindows } from './documentWindows.ts';
import type { Drafts } from './drafts.ts';
import { isExcludedByGlobs, isSecretDocument } from '../exclusions.ts';
import type { SilenceReason } from './gate.ts';
import { reasonForSilence } from './gate.ts';
import type { LanguageServerNames } from './languageServerNames.ts';
import type { LateOffers } from './lateOffers.ts';
import { shapeRequest } from './selectedCompletion.ts';
import type { DocumentSettings, Settings } from '../settings.ts';

/** Within this many milliseconds of a keystroke something is answered, if only silence; decoding goes on behind it. */
const budgetMilliseconds = 25;

/** Somebody who asks by a command is willing to wait. */
const explicitBudgetMilliseconds = 500;

/** A draft is longer, and nobody is typing meanwhile. */
const draftBudgetMilliseconds = 1_500;

/** Longest suffix sent, in UTF-16 code units. */
const maximumSuffix = 2_000;

/** How many lines before the cursor are scanned for the start of a comment. */
const commentScanLines = 200;

export class CompletionProvider implements vscode.InlineCompletionItemProvider {
  constructor(
    private readonly client: CompletionClient,
    private readonly settings: Settings,
    private readonly windows: DocumentWindows,
    private readonly languages: DetectedLanguages,
    private readonly lateOffers: LateOffers,
    private readonly names: LanguageServerNames,
    private readonly drafts: Drafts,
    private readonly logger: Logger,
  ) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    try {
      return await this.#provide(document, position, context, token);
    } catch (error) {
      this.logger.error('Providing completions failed.', error);
      return [];
    }
  }

  async #provide(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    // VS Code asks for a late offer as if the user had; taken first, so that it is forgotten whatever happens next.
    const isLate = this.lateOffers.takeTrigger(document, position);
    const explicit = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke && !isLate;
    const draft = explicit ? this.drafts.take(document, position) : undefined;
    if (token.isCancellationRequested || !isSupported(document)) return [];
    const settings = this.settings.of(document);
    const selected = context.selectedCompletionInfo;
    const range = selected?.range ?? new vscode.Range(position, position);
    if (!range.isSingleLine || !range.contains(position)) return [];
    const silence = this.#reasonForSilence(document, range.end, position, explicit, settings);
    if (silence !== undefined) {
      this.logger.trace(`Silent: ${silence}.`);
      if (draft !== undefined) draft.outcome = silence;
      return [];
    }

    const signal = abortSignalOf(token);
    const prefix = this.windows.prefixAt(document, position);
    const shaped = shapeRequest(
      prefix.text,
      selected && { text: selected.text, typed: textOf(document, new vscode.Range(range.start, position)) },
    );
    const names = this.names.namesAt(document, position);
    const { offers } = await this.client.complete(
      {
        documentId: document.uri.toString(),
        languageId: this.languages.modelLanguageOf(document),
        path: pathOf(document),
        prefix: shaped.prefix,
        prefixStart: prefix.start,
        suffix: suffixAt(document, range.end),
        eagerness: settings.eagerness,
        maximumLength: settings.maximumLength,
        explicit,
        draft: draft !== undefined,
        ...(names === undefined ? {} : { names }),
        ...(shaped.requiredStart === undefined ? {} : { requiredStart: shaped.requiredStart }),
        budgetMilliseconds: budgetOf(explicit, draft !== undefined),
      },
      signal,
    );
    if (signal.aborted) return [];
    if (draft !== undefined) draft.outcome = offers.length > 0 ? 'shown' : 'nothing';
    if (offers.length === 0 && !explicit && selected === undefined) this.lateOffers.expect(document, position);
    return offers.map((offer) => new vscode.InlineCompletionItem(shaped.inserted + offer.text, range));
  }

  #reasonForSilence(
    document: vscode.TextDocument,
    end: vscode.Position,
    position: vscode.Position,
    explicit: boolean,
    settings: DocumentSettings,
  ): SilenceReason | undefined {
    return reasonForSilence({
      enabled: this.settings.enabled,
      languageEnabled: settings.languageEnabled,
      isSecret: isSecretDocument(document),
      isReadOnly: vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false,
      cursors: cursorsIn(document),
      explicit,
      restOfLine: document.lineAt(end.line).text.slice(end.character),
      inComments: settings.inComments,
      isExcluded: () => isExcludedByGlobs(document, settings.exclude),
      isInComment: () => isInComment(document, position),
    });
  }
}

function budgetOf(explicit: boolean, isDraft: boolean): number {
  if (isDraft) return draftBudgetMilliseconds;
  return explicit ? explicitBudgetMilliseconds : budgetMilliseconds;
}

/** 1 where VS Code shows no text editor, as for the commit-message box. */
function cursorsIn(document: vscode.TextDocument): number {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document ? editor.selections.length : 1;
}

function isInComment(document: vscode.TextDocument, position: vscode.Position): boolean {
  const language = languageOfId(document.languageId);
  if (language === undefined) return false;
  const firstLine = Math.max(0, position.line - commentScanLines);
  return endsInComment(textOf(document, new vscode.Range(new vscode.Position(firstLine, 0), position)), language);
}

function suffixAt(document: vscode.TextDocument, position: vscode.Position): string {
  const end = document.positionAt(document.offsetAt(position) + maximumSuffix);
  return textOf(document, new vscode.Range(position, end));
}
