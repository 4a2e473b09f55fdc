/**
 * What the simulated writer sees of a system that offers text. Word-based suggestions and the engine with any model
 * implement it, so they are measured the same way.
 */

import type { DocumentChange } from '../completion/request.ts';

/** A file of the workspace, line feeds only. */
export interface ReplayFile {
  /** Workspace-relative, forward slashes. */
  readonly path: string;
  /** VS Code language id. */
  readonly languageId: string;
  readonly text: string;
}

export interface ReplayOffer {
  readonly text: string;
  /** Characters behind the cursor that `text` takes the place of; 0 by default. */
  readonly replaced?: number;
  /** Predicted probability that all of `text` comes next; absent for word-based suggestions. */
  readonly probability?: number;
}

export interface ReplayDocument {
  /** The offer between `prefix` and `suffix` (empty by default); undefined for none. */
  offer(prefix: string, suffix?: string): Promise<ReplayOffer | undefined>;
  /** The draft before the first character; undefined for none. Absent where drafts are not measured. */
  readonly draft?: () => Promise<ReplayOffer | undefined>;
  /** The document was changed; `undefined` when nobody would repeat it. Absent where edits do not matter. */
  readonly edited?: (change: DocumentChange | undefined) => void;
  close(): void;
}

/** Files come in any order and from several processes, so a system must forget a document that is closed. */
export interface ReplaySystem {
  /** Whether accepting an offer asks for the next one: true for ghost text, false for the suggest widget. */
  readonly askedAfterAccept: boolean;
  open(file: ReplayFile): ReplayDocument;
  /** A file of the workspace was saved. */
  save?(file: ReplayFile): void;
  /** Forgets edits, which outlive a closed document. */
  forget?(): void;
}
