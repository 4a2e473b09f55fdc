/**
 * The words of reading a workspace: what is asked of a file system, what is to be read, and what was found. The file system is handed in,
 * because in the editor it belongs to the extension host and in the tools it is the disk.
 */
import type { DropReason } from './fileFilters.ts';
import type { FileText } from './fileText.ts';

export type { FileText };

export interface DirectoryEntry {
  readonly name: string;
  /** Links are never followed, whatever they lead to. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; 0 for folders. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** The repository that a folder of the workspace lies in, somewhere below its top. All paths have forward slashes. */
export interface RepositoryAbove {
  /** Of the folder, from the top of the repository. */
  readonly path: string;
  /** What is to be ignored, by the folders above it; each is named by its path from the top. The first say least. */
  readonly ignoreFiles: readonly { readonly folder: string; readonly text: string }[];
}

/** Paths are relative to a folder, with forward slashes; the empty path is the folder itself. */
export interface WorkspaceFileSystem {
  /** `undefined` when the folder cannot be read (any more). */
  list(folder: number, path: string): Promise<readonly DirectoryEntry[] | undefined>;
  read(folder: number, path: string): Promise<FileText>;
  /** `undefined` when there is none that matters: nothing else is told of what lies above a folder. */
  repositoryAbove(folder: number): Promise<RepositoryAbove | undefined>;
}

export interface FolderToRead {
  /** Shown in reports where there are several folders. */
  readonly name: string;
  /** Globs in VS Code's notation, relative to the folder: files.exclude, search.exclude and the user's own. */
  readonly exclude: readonly string[];
}

export interface SurveyRequest {
  readonly folders: readonly FolderToRead[];
  /** Files opened or edited lately, the latest first. */
  readonly recent: readonly { readonly folder: number; readonly path: string }[];
  /** Messages of the git log, to be learnt as such; empty unless the user asked for it. */
  readonly commitMessages: readonly string[];
}

export type LeftOutReason =
  | DropReason
  /** By a .gitignore. */
  | 'ignored'
  /** By a setting. */
  | 'excluded'
  | 'link'
  | 'nearDuplicate'
  /** Gone when it was to be read, or not to be read. */
  | 'unreadable'
  /** The workspace has more text than is learnt at once, and this was among the least recent. */
  | 'beyondLimit';

export interface LeftOutFile {
  /** Of a folder, when all that is in it is left out: then it ends with a slash. */
  readonly path: string;
  readonly reason: LeftOutReason;
}

export interface SurveyedFile {
  readonly path: string;
  readonly languageId: string;
  /** UTF-8 bytes. */
  readonly characters: number;
  readonly isRecent: boolean;
  /** Lines left out because a token in them looks like a secret. */
  readonly secretLines: number;
}

export interface LanguageCount {
  readonly languageId: string;
  readonly files: number;
  /** UTF-8 bytes. */
  readonly characters: number;
}

export interface SurveyResult {
  /** What would be learnt. */
  readonly files: readonly SurveyedFile[];
  readonly languages: readonly LanguageCount[];
  readonly characters: number;
  readonly leftOut: readonly LeftOutFile[];
}

/** What a survey found, cut to what is shown of it. */
export interface SurveySummary extends SurveyResult {
  /** All there are; `files` has the first of them. */
  readonly fileCount: number;
  /** All there are, by reason; `leftOut` has the first of each. */
  readonly leftOutCounts: Readonly<Record<string, number>>;
}

/** One text of the workspace, ready to be learnt. */
export interface WorkspaceDocument {
  /** Label of the folder and path inside it: what the reports show and the split into held-out files looks at. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly isRecent: boolean;
}

export interface WorkspaceCorpus {
  readonly documents: readonly WorkspaceDocument[];
  readonly survey: SurveyResult;
}
