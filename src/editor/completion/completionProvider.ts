/**
 * From a keystroke to ghost text, as VS Code asks for it. The server decides what to offer; this file only translates
 * between it and the editor. No error reaches VS Code, and no answer takes longer than its budget.
 */
import * as vscode from 'vscode';
import { abortSignalOf } from '../../base/cancellation.ts';
import type { Logger } from '../../base/logger.ts';
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { DocumentAccess } from '../access.ts';
import { textOf } from '../documents.ts';
import type { Settings } from '../settings.ts';
import type { OfferWatch } from '../statistics/offerWatch.ts';
import type { DocumentPositions } from './documentPositions.ts';
import type { Drafts } from './drafts.ts';
import type { LateOffers } from './lateOffers.ts';
import { shapeRequest } from './selectedCompletion.ts';

/** Milliseconds from a keystroke to an answer, an empty one if need be. The server goes on decoding after that. */
const budgetMilliseconds = 25;

/** The user asked by a command and will wait. */
const explicitBudgetMilliseconds = 500;

/** A draft is longer, and the user does not type meanwhile. */
const draftBudgetMilliseconds = 1_500;

/** Longest suffix sent, in UTF-16 code units. */
const maximumSuffix = 2_000;

export interface CompletionProviderParts {
  readonly client: CompletionClient;
  readonly settings: Settings;
  readonly access: DocumentAccess;
  readonly positions: DocumentPositions;
  readonly lateOffers: LateOffers;
  readonly drafts: Drafts;
  readonly offerWatch: OfferWatch;
  readonly logger: Logger;
}

export class CompletionProvider implements vscode.InlineCompletionItemProvider {
  constructor(private readonly parts: CompletionProviderParts) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    try {
      return await this.#provide(document, position, context, token);
    } catch (error) {
      this.parts.logger.error('Providing completions failed.', error);
      return [];
    }
  }

  async #provide(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { client, settings, access, positions, lateOffers, drafts, offerWatch, logger } = this.parts;
    // VS Code reports a triggered late offer as an explicit request. Both notes are taken whatever happens next.
    const isLate = lateOffers.takeTrigger(document, position);
    const explicit = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke && !isLate;
    const draft = explicit ? drafts.take(document, position) : undefined;
    const selected = context.selectedCompletionInfo;
    const range = selected?.range ?? new vscode.Range(position, position);
    if (token.isCancellationRequested || !range.isSingleLine || !range.contains(position)) return [];
    const refusal = access.offerRefusal(document, { position, end: range.end, explicit });
    if (refusal !== undefined) {
      logger.trace(`Silent: ${refusal}.`);
      if (draft !== undefined) draft.outcome = refusal;
      return [];
    }

    const signal = abortSignalOf(token);
    const documentPosition = positions.at(document, position);
    const { prefix, requiredStart, inserted } = shapeRequest(
      documentPosition.prefix,
      selected && { text: selected.text, typed: textOf(document, new vscode.Range(range.start, position)) },
    );
    const { eagerness, maximumLength } = settings.of(document);
    const result = await client.request.complete(
      {
        ...documentPosition,
        prefix,
        ...(requiredStart === undefined ? {} : { requiredStart }),
        suffix: suffixAt(document, range.end),
        eagerness,
        maximumLength,
        explicit,
        draft: draft !== undefined,
        budgetMilliseconds: budgetOf(explicit, draft !== undefined),
      },
      signal,
    );
    const offers = result?.offers ?? [];
    if (signal.aborted) return [];
    if (draft !== undefined) draft.outcome = offers.length > 0 ? 'shown' : 'nothing';
    if (offers.length === 0 && !explicit && selected === undefined) lateOffers.expect(document, position);
    offerWatch.shown(document, range, offers);
    return offers.map((offer) => new vscode.InlineCompletionItem(inserted + offer.text, range));
  }
}

function budgetOf(explicit: boolean, isDraft: boolean): number {
  if (isDraft) return draftBudgetMilliseconds;
  return explicit ? explicitBudgetMilliseconds : budgetMilliseconds;
}

function suffixAt(document: vscode.TextDocument, position: vscode.Position): string {
  const end = document.positionAt(document.offsetAt(position) + maximumSuffix);
  return textOf(document, new vscode.Range(position, end));
}
