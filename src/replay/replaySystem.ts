/**
 * What the simulated writer sees of anything that offers text: a document is opened, asked again and again as it grows,
 * and closed. Word-based suggestions and the engine with any model look the same from here, so they are measured the
 * same way.
 */

/** A whole file of the workspace, line feeds only. */
export interface ReplayFile {
  /** Workspace-relative, forward slashes. */
  readonly path: string;
  /** VS Code language id. */
  readonly languageId: string;
  readonly text: string;
}

export interface ReplayOffer {
  readonly text: string;
  /** Predicted probability that all of `text` comes next; absent where a system has none (word-based suggestions). */
  readonly probability?: number;
}

export interface ReplayDocument {
  /** What is offered between `prefix` and `suffix` (empty by default); undefined for silence. */
  offer(prefix: string, suffix?: string): Promise<ReplayOffer | undefined>;
  /** What is drafted before the first character, undefined for silence; absent where drafts are not measured. */
  readonly draft?: () => Promise<ReplayOffer | undefined>;
  close(): void;
}

/**
 * Files are typed in any order and by several processes: what a system learns from a document ends when that is closed.
 */
export interface ReplaySystem {
  /** Whether accepting an offer asks for the next one: true of ghost text, not of the suggest widget. */
  readonly askedAfterAccept: boolean;
  open(file: ReplayFile): ReplayDocument;
  /** A file of the workspace was saved as this. */
  save?(file: ReplayFile): void;
}
