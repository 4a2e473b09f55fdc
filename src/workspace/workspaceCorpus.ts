/**
 * A workspace as texts to learn, with a list of what was read and what was left out. Recent files come first, then the
 * others by the time of their last change. Of two near-duplicates the first stays, and where there is too much text the
 * last files are left out.
 */
import { byteLength } from '../base/wtf8.ts';
import { normalised, type FileText } from './fileText.ts';
import { inOrder } from './inOrder.ts';
import { NearDuplicateIndex, signatureOf } from './nearDuplicates.ts';
import { readableText } from './readingRules.ts';
import { withoutSecretLines } from './secretText.ts';
import type {
  LanguageCount,
  LeftOutFile,
  LeftOutReason,
  SurveyedFile,
  SurveyRequest,
  WorkspaceCorpus,
  WorkspaceDocument,
  WorkspaceFileSystem,
} from './workspaceSurvey.ts';
import { findFile, findFiles, requestsAtOnce, type FoundFile } from './workspaceWalk.ts';

export interface CollectOptions {
  /** Aborted, the collection rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called now and then with the number of files decided. */
  readonly onFiles?: (files: number) => void;
  /** UTF-8 bytes of all files together. */
  readonly maximumCharacters?: number;
  /** Keeps near-duplicates: the replay must know on which side of its split they are. */
  readonly keepNearDuplicates?: boolean;
}

const defaultMaximum = 20_000_000;
/** Of the maximum, for commit messages in addition. */
const shareOfMessages = 1 / 20;

/** Commit messages have a language and a label, but no path, like VS Code's input box for them. */
const messageLanguage = 'git-commit';
const messagesLabel = 'COMMIT_EDITMSG';

export async function collectWorkspace(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  options: CollectOptions = {},
): Promise<WorkspaceCorpus> {
  const { signal, onFiles = () => undefined, maximumCharacters = defaultMaximum, keepNearDuplicates = false } = options;
  signal?.throwIfAborted();
  const found = await findFiles(fileSystem, request, signal, onFiles);
  const files = inOrderOfInterest(found.files, request);
  const collection = new Collection(maximumCharacters, keepNearDuplicates, found.leftOut);
  const read = async (file: FileToRead): Promise<[FileToRead, FileText]> => [
    file,
    await fileSystem.read(file.folder, file.path),
  ];
  let done = 0;
  for await (const [file, content] of inOrder(files, requestsAtOnce, read)) {
    signal?.throwIfAborted();
    collection.add(file, content);
    if (collection.isFull) break;
    done++;
    onFiles(found.leftOut.length + collection.documents.length);
  }
  if (collection.isFull) for (const { label } of files.slice(done)) collection.leaveOut(label, 'beyondLimit');
  collection.addMessages(request.commitMessages, maximumCharacters * shareOfMessages);
  onFiles(found.leftOut.length + collection.files.length);
  return collection.corpus();
}

/** One file, as `collectWorkspace` would read it but for near-duplicates; `folder` for a folder that it would enter. */
export async function collectFile(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  folder: number,
  path: string,
): Promise<WorkspaceDocument | 'folder' | undefined> {
  const found = await findFile(fileSystem, request, folder, path);
  if (found === undefined || found === 'folder') return found;
  const read = readableText(path, await fileSystem.read(folder, path));
  if ('reason' in read) return undefined;
  return { path: found.label, languageId: read.languageId, text: read.text, isRecent: true };
}

interface FileToRead extends FoundFile {
  readonly isRecent: boolean;
}

function inOrderOfInterest(files: readonly FoundFile[], request: SurveyRequest): FileToRead[] {
  const keyOf = (file: { readonly folder: number; readonly path: string }): string => `${file.folder}/${file.path}`;
  const ranks = new Map(request.recent.map((file, rank) => [keyOf(file), rank] as const).reverse());
  const ranked = files.map((file) => ({ file, rank: ranks.get(keyOf(file)) ?? Infinity }));
  ranked.sort((a, b) => {
    if (a.rank !== b.rank) return a.rank - b.rank;
    return b.file.modified - a.file.modified || compare(keyOf(a.file), keyOf(b.file));
  });
  return ranked.map(({ file, rank }) => ({ ...file, isRecent: rank < Infinity }));
}

/** What was read and left out so far. */
class Collection {
  readonly documents: WorkspaceDocument[] = [];
  readonly files: SurveyedFile[] = [];
  /** A file did not fit. */
  isFull = false;
  readonly #seen = new NearDuplicateIndex<string>();
  #characters = 0;

  constructor(
    private readonly maximum: number,
    private readonly keepNearDuplicates: boolean,
    private readonly leftOut: LeftOutFile[],
  ) {}

  leaveOut(path: string, reason: LeftOutReason): void {
    this.leftOut.push({ path, reason });
  }

  /** Adds a file, or notes why not. Sets `isFull` when it does not fit. */
  add({ path, label, isRecent }: FileToRead, content: FileText): void {
    const read = readableText(path, content);
    if ('reason' in read) {
      this.leaveOut(label, read.reason);
      return;
    }
    const { languageId, text, secretLines } = read;
    const signature = this.keepNearDuplicates ? undefined : signatureOf(text);
    if (signature !== undefined && this.#seen.find(signature) !== undefined) {
      this.leaveOut(label, 'nearDuplicate');
      return;
    }
    const characters = byteLength(text);
    if (this.#characters + characters > this.maximum) {
      this.isFull = true;
      return;
    }
    this.#characters += characters;
    if (signature !== undefined) this.#seen.add(label, signature);
    this.documents.push({ path: label, languageId, text, isRecent });
    this.files.push({ path: label, languageId, characters, isRecent, secretLines });
  }

  /** Each message is a document of its own, like each commit; reports show them as one file. */
  addMessages(messages: readonly string[], maximum: number): void {
    const seen = new Set<string>();
    let characters = 0;
    let secretLines = 0;
    for (const message of messages) {
      const { text, lines } = withoutSecretLines(`${normalised(message).trim()}\n`, messageLanguage);
      const length = byteLength(text);
      // Git writes the message of a merge.
      if (text.trim() === '' || seen.has(text) || /^Merge (?:branch|pull request|remote-tracking|tag)\b/.test(text))
        continue;
      if (characters + length > maximum) break;
      seen.add(text);
      characters += length;
      secretLines += lines;
      this.documents.push({ path: '', languageId: messageLanguage, text, isRecent: false });
    }
    if (characters === 0) return;
    this.files.push({ path: messagesLabel, languageId: messageLanguage, characters, isRecent: false, secretLines });
  }

  corpus(): WorkspaceCorpus {
    const { documents, files } = this;
    const leftOut = this.leftOut.sort((a, b) => compare(a.path, b.path));
    const characters = files.reduce((sum, file) => sum + file.characters, 0);
    return { documents, survey: { files, languages: countLanguages(documents), characters, leftOut } };
  }
}

/** The largest language first. */
function countLanguages(documents: readonly WorkspaceDocument[]): LanguageCount[] {
  const counts = new Map<string, { files: number; characters: number }>();
  for (const { languageId, text } of documents) {
    const count = counts.get(languageId) ?? { files: 0, characters: 0 };
    counts.set(languageId, { files: count.files + 1, characters: count.characters + byteLength(text) });
  }
  const languages = [...counts].map(([languageId, count]) => ({ languageId, ...count }));
  return languages.sort((a, b) => b.characters - a.characters || compare(a.languageId, b.languageId));
}

/** By code units, independent of the locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
