/**
 * The types of reading a workspace: the file system that is read, what to read, and what was found. The file system is
 * passed in: it is VS Code's in the editor, and the disk in the tools.
 */
import type { DropReason } from './fileFilters.ts';
import type { FileText } from './fileText.ts';

export type { FileText };

export interface DirectoryEntry {
  readonly name: string;
  /** Links are never followed. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; 0 for folders. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** The repository around a workspace folder that is not its top. All paths have forward slashes. */
export interface RepositoryAbove {
  /** From the top of the repository to the folder. */
  readonly path: string;
  /** Ignore files of the folders above, each folder as a path from the top; later files override earlier ones. */
  readonly ignoreFiles: readonly { readonly folder: string; readonly text: string }[];
}

/** Paths are relative to a folder, with forward slashes; the empty path is the folder itself. */
export interface WorkspaceFileSystem {
  /** Gives the entries of a folder in pieces, however many there are. @returns false when it cannot be read */
  list(folder: number, path: string, take: (some: readonly DirectoryEntry[]) => void): Promise<boolean>;
  /** One file or folder; `undefined` when there is none. The cost does not depend on what lies beside it. */
  entry(folder: number, path: string): Promise<DirectoryEntry | undefined>;
  read(folder: number, path: string): Promise<FileText>;
  /** `undefined` when there is none. Nothing else about the folders above is disclosed. */
  repositoryAbove(folder: number): Promise<RepositoryAbove | undefined>;
}

interface FolderToRead {
  /** Reports show it where there are several folders. */
  readonly name: string;
  /** Globs in VS Code's notation, relative to the folder: of `files.exclude`, `search.exclude` and the user's own. */
  readonly exclude: readonly string[];
}

export interface SurveyRequest {
  readonly folders: readonly FolderToRead[];
  /** Files that were opened or edited lately, the latest first. */
  readonly recent: readonly { readonly folder: number; readonly path: string }[];
  /** Messages of the git log; empty unless the user asked for them. */
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
  /** Deleted meanwhile, or not readable. */
  | 'unreadable'
  /** By rules that are too many or too long to check. */
  | 'tooManyRules'
  /** There is more text than is learnt at once, and this file is among the least recent. */
  | 'beyondLimit';

export interface LeftOutFile {
  /** Ends with a slash for a folder that is left out as a whole. */
  readonly path: string;
  readonly reason: LeftOutReason;
}

export interface SurveyedFile {
  readonly path: string;
  readonly languageId: string;
  /** UTF-8 bytes. */
  readonly characters: number;
  readonly isRecent: boolean;
  /** Lines removed because a token in them looks like a secret. */
  readonly secretLines: number;
}

export interface LanguageCount {
  readonly languageId: string;
  readonly files: number;
  /** UTF-8 bytes. */
  readonly characters: number;
}

export interface SurveyResult {
  /** What is learnt. */
  readonly files: readonly SurveyedFile[];
  readonly languages: readonly LanguageCount[];
  readonly characters: number;
  /** Some of each reason. */
  readonly leftOut: readonly LeftOutFile[];
  /** Of all left-out files by reason. */
  readonly leftOutCounts: Readonly<Record<string, number>>;
}

/** The part of a survey that is shown. */
export interface SurveySummary extends SurveyResult {
  /** Of all files; `files` has the first of them. */
  readonly fileCount: number;
}

/** One text of the workspace to learn. */
export interface WorkspaceDocument {
  /** The label: what reports show, and what the split into held-out files looks at. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly isRecent: boolean;
}

export interface WorkspaceCorpus {
  readonly documents: readonly WorkspaceDocument[];
  readonly survey: SurveyResult;
}

/** Longest lists of paths that are shown. */
export const mostFilesTold = 2_000;
export const mostLeftOutTold = 200;

/** The beginning of each list: parsing a message about a hundred thousand files would block the extension host. */
export function summaryOf({ files, leftOut, leftOutCounts, languages, characters }: SurveyResult): SurveySummary {
  const told = new Map<string, number>();
  return {
    languages,
    characters,
    files: files.slice(0, mostFilesTold),
    fileCount: files.length,
    leftOut: leftOut.filter(({ reason }) => {
      const count = (told.get(reason) ?? 0) + 1;
      told.set(reason, count);
      return count <= mostLeftOutTold;
    }),
    leftOutCounts,
  };
}
