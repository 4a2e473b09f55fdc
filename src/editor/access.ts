/**
 * May a document be read, and may a completion be offered at a position of it? If not, why? All features ask here, so
 * the reasons come in one order: those against reading first, then those against offering. A cheap check precedes an
 * expensive one.
 */
import * as vscode from 'vscode';
import { isInComment } from '../base/comments/syntaxes.ts';
import { type ExcludeMatcher, excludeMatcher, isWithinExcluded } from '../workspace/excludeGlobs.ts';
import { isSecretFile } from '../workspace/secretFiles.ts';
import { isSupported, textOf } from './documents.ts';
import type { Settings } from './settings.ts';
import { placeIn } from './workspace/hostFileSystem.ts';

/** `unsupported`: there is no document, or it is output, a diff, search results and the like. */
export type ReadRefusal = 'paused' | 'unsupported' | 'secret' | 'language' | 'excluded' | 'tooManyGlobs';

export type OfferRefusal = ReadRefusal | 'readOnly' | 'cursors' | 'onRequest' | 'insideWord' | 'comment';

export interface OfferRequest {
  /** The cursor. */
  readonly position: vscode.Position;
  /** End of the text that an offer replaces, on the same line. */
  readonly end: vscode.Position;
  /** The user asked by a command. This lifts reasons of taste, never reasons of privacy. */
  readonly explicit: boolean;
}

/** Languages whose files hold secrets. */
const secretLanguages: readonly string[] = ['dotenv', 'ssh_config'];

/** How far before the cursor the start of a comment is looked for, in UTF-16 code units. */
const commentScan = 60_000;

const startsWithWordCharacter = /^[\p{L}\p{M}\p{N}_]/u;

export class DocumentAccess {
  /** By the globs of the settings, which stay the same objects until they change. */
  readonly #matchers = new WeakMap<readonly string[], ExcludeMatcher>();

  constructor(private readonly settings: Settings) {}

  /** Why the text of a document must not be read; `undefined` when it may. */
  readRefusal(document: vscode.TextDocument | undefined): ReadRefusal | undefined {
    if (!this.settings.enabled) return 'paused';
    if (document === undefined || !isSupported(document)) return 'unsupported';
    if (isSecretDocument(document)) return 'secret';
    const { languageEnabled, exclude } = this.settings.of(document);
    if (!languageEnabled) return 'language';
    return this.#exclusion(document, exclude);
  }

  /** Why no completion may be offered; `undefined` when the model may be asked. */
  offerRefusal(document: vscode.TextDocument, request: OfferRequest): OfferRefusal | undefined {
    const refusal = this.readRefusal(document);
    if (refusal !== undefined) return refusal;
    if (vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false) return 'readOnly';
    if (cursorsIn(document) > 1) return 'cursors';
    // Ghost text hides the suggest widget of VS Code, so in doubt there is none.
    if (request.explicit) return undefined;
    const { inComments, onRequest } = this.settings.of(document);
    if (onRequest) return 'onRequest';
    const restOfLine = document.lineAt(request.end.line).text.slice(request.end.character);
    if (startsWithWordCharacter.test(restOfLine)) return 'insideWord';
    return !inComments && isCommented(document, request.position) ? 'comment' : undefined;
  }

  /** Globs match the path in the workspace folder, or the whole path of a document outside of all folders. */
  #exclusion(document: vscode.TextDocument, globs: readonly string[]): 'excluded' | 'tooManyGlobs' | undefined {
    if (globs.length === 0) return undefined;
    const matcher = this.#matchers.get(globs) ?? excludeMatcher(globs);
    this.#matchers.set(globs, matcher);
    if (matcher.isTooLarge) return 'tooManyGlobs';
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    const path = folder === undefined ? document.uri.path : placeIn([folder.uri], document.uri)?.path;
    return path !== undefined && isWithinExcluded(matcher, path) ? 'excluded' : undefined;
  }
}

function isSecretDocument(document: vscode.TextDocument): boolean {
  return secretLanguages.includes(document.languageId) || isSecretFile(document.uri.path);
}

/** 1 where VS Code shows no text editor, as for the commit-message box. */
function cursorsIn(document: vscode.TextDocument): number {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document ? editor.selections.length : 1;
}

/** A scan that does not begin with the document begins with a line. */
function isCommented(document: vscode.TextDocument, position: vscode.Position): boolean {
  const offset = document.offsetAt(position);
  const earliest = document.positionAt(Math.max(0, offset - commentScan));
  const line = earliest.character === 0 ? earliest.line : earliest.line + 1;
  const start = line > position.line ? earliest : new vscode.Position(line, 0);
  return isInComment(textOf(document, new vscode.Range(start, position)), document.languageId);
}
