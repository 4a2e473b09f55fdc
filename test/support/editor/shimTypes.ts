/**
 * Types of VS Code without state of their own, for `vscodeShim.ts`: positions, documents, editors, URIs, enumerations.
 */
import path from 'node:path';

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}

  isEqual(other: Position): boolean {
    return this.compareTo(other) === 0;
  }

  compareTo({ line, character }: Position): number {
    return this.line - line || this.character - character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(start: Position, end: Position);
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number);
  constructor(a: Position | number, b: Position | number, line = 0, character = 0) {
    this.start = typeof a === 'number' ? new Position(a, b as number) : a;
    this.end = typeof b === 'number' ? new Position(line, character) : b;
  }

  get isSingleLine(): boolean {
    return this.start.line === this.end.line;
  }

  contains(position: Position): boolean {
    return this.start.compareTo(position) <= 0 && position.compareTo(this.end) <= 0;
  }
}

export const EndOfLine = { LF: 1, CRLF: 2 } as const;

/** As much of `vscode.Uri` as a document needs. */
interface DocumentUri {
  readonly scheme: string;
  readonly path: string;
}

export class ShimDocument {
  version = 1;
  isClosed = false;

  constructor(
    readonly uri: DocumentUri,
    public languageId: string,
    private text: string,
  ) {}

  get isUntitled(): boolean {
    return this.uri.scheme === 'untitled';
  }

  get eol(): number {
    return this.text.includes('\r\n') ? EndOfLine.CRLF : EndOfLine.LF;
  }

  get lineCount(): number {
    return this.text.split('\n').length;
  }

  lineAt(line: number): { readonly text: string; readonly range: Range } {
    const text = (this.text.split('\n')[line] ?? '').replace(/\r$/, '');
    return { text, range: new Range(line, 0, line, text.length) };
  }

  getText(range?: Range): string {
    return range === undefined ? this.text : this.text.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }

  offsetAt({ line, character }: Position): number {
    const before = this.text.split('\n').slice(0, line);
    return before.reduce((sum, { length }) => sum + length + 1, character);
  }

  positionAt(offset: number): Position {
    const before = this.text.slice(0, Math.max(0, offset)).split('\n');
    return new Position(before.length - 1, before.at(-1)?.length ?? 0);
  }

  /** Replaces the text, as an edit does. */
  edit(text: string): void {
    this.text = text;
    this.version += 1;
  }
}

export class ShimEditor {
  selections: readonly { readonly active: Position }[];
  visibleRanges: readonly Range[] = [];

  constructor(
    readonly document: ShimDocument,
    cursor: Position,
  ) {
    this.selections = [{ active: cursor }];
  }

  get selection(): { readonly active: Position } {
    return this.selections[0] ?? { active: new Position(0, 0) };
  }
}

/** An editor with its cursor at ‸ in the text. */
export function editorOf(uri: DocumentUri, languageId: string, text: string): ShimEditor {
  const cursor = text.indexOf('‸');
  const document = new ShimDocument(uri, languageId, text.replace('‸', ''));
  return new ShimEditor(document, document.positionAt(Math.max(0, cursor)));
}

export class InlineCompletionItem {
  constructor(
    readonly insertText: string,
    readonly range: unknown,
  ) {}
}

export const InlineCompletionTriggerKind = { Invoke: 0, Automatic: 1 } as const;

export class MarkdownString {
  value = '';
  isTrusted: unknown;

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export const StatusBarAlignment = { Left: 1, Right: 2 } as const;

export const LanguageStatusSeverity = { Information: 0, Warning: 1, Error: 2 } as const;

export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 } as const;

export const ViewColumn = { Active: -1, Beside: -2 } as const;

export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 } as const;

export class Disposable {
  constructor(private readonly end: () => unknown) {}

  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }

  dispose(): void {
    this.end();
  }
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
  ) {}

  static file(place: string): Uri {
    return new Uri('file', '', place);
  }

  static from({
    scheme,
    authority = '',
    path: place = '',
  }: {
    scheme: string;
    authority?: string;
    path?: string;
  }): Uri {
    return new Uri(scheme, authority, place);
  }

  static parse(text: string): Uri {
    const [, scheme = 'file', authority = '', place = ''] = /^([^:]+):(?:\/\/([^/]*))?(.*)$/.exec(text) ?? [];
    return new Uri(scheme, authority, place);
  }

  static joinPath(uri: Uri, ...segments: readonly string[]): Uri {
    return uri.with({ path: path.posix.join(uri.path, ...segments) });
  }

  get fsPath(): string {
    return this.path;
  }

  with({ path: place = this.path }: { readonly path?: string }): Uri {
    return new Uri(this.scheme, this.authority, place);
  }

  toString(): string {
    return `${this.scheme}://${this.authority}${this.path}`;
  }
}

export class RelativePattern {
  constructor(
    readonly base: unknown,
    readonly pattern: string,
  ) {}
}
