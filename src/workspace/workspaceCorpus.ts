/**
 * A workspace as texts to be learnt, and the account of what was taken and what was not. Files come in the order of interest: those
 * opened or edited lately, then by the time of their last change; of two that are nearly the same the first one stays, and
 * where there is too much text the last ones go. The file system is asked for nothing that the report does not name.
 */
import { languageOfPath } from '../base/languages.ts';
import { byteLength } from '../base/wtf8.ts';
import { reasonToDropByPath, reasonToDropByText } from './fileFilters.ts';
import { inOrder } from './inOrder.ts';
import { NearDuplicateIndex, signatureOf } from './nearDuplicates.ts';
import { withoutSecretLines, type TextWithoutSecrets } from './secretText.ts';
import type {
  FileText,
  LanguageCount,
  LeftOutFile,
  LeftOutReason,
  SurveyedFile,
  SurveyRequest,
  WorkspaceCorpus,
  WorkspaceDocument,
  WorkspaceFileSystem,
} from './workspaceSurvey.ts';
import { fileLimits, findFile, findFiles, requestsAtOnce, type FoundFile } from './workspaceWalk.ts';

export interface CollectOptions {
  /** When it aborts, the collection rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called now and then with the number of files whose fate is known. */
  readonly onFiles?: (files: number) => void;
  /** UTF-8 bytes of all files together. */
  readonly maximumCharacters?: number;
  /** Takes in files that are nearly the same as others: for who has to know on which side of a split they are. */
  readonly keepNearDuplicates?: boolean;
}

const defaultMaximum = 20_000_000;
/** Of the maximum, what commit messages may have in addition. */
const shareOfMessages = 1 / 20;

/** Language and name of the text in which a commit is described; commit messages have no path, as the box for them has none. */
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

/**
 * One file of the workspace as a text, if `collectWorkspace` would take it in; near-duplicates are not looked for. `folder` when it is a
 * folder that would be read.
 */
export async function collectFile(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  folder: number,
  path: string,
): Promise<WorkspaceDocument | 'folder' | undefined> {
  const found = await findFile(fileSystem, request, folder, path);
  if (found === undefined || found === 'folder') return found;
  const read = cleanText(path, await fileSystem.read(folder, path));
  return 'reason' in read ? undefined : { path: found.label, ...read.clean, isRecent: true };
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

/** What was read so far. */
class Collection {
  readonly documents: WorkspaceDocument[] = [];
  readonly files: SurveyedFile[] = [];
  /** A file no longer fitted. */
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

  /** Takes a file in, or notes why not; when it does not fit any more, it only says so. */
  add({ path, label, isRecent }: FileToRead, content: FileText): void {
    const read = cleanText(path, content);
    if ('reason' in read) {
      this.leaveOut(label, read.reason);
      return;
    }
    const { languageId, text } = read.clean;
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
    this.files.push({ path: label, languageId, characters, isRecent, secretLines: read.secretLines });
  }

  /** Each message is a document of its own, as each commit starts from an empty box; in the report they are one line. */
  addMessages(messages: readonly string[], maximum: number): void {
    const seen = new Set<string>();
    let characters = 0;
    let secretLines = 0;
    for (const message of messages) {
      const { text, lines } = withoutSecretLines(`${normalised(message).trim()}\n`);
      const length = byteLength(text);
      // A merge's message is git's.
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

type CleanText =
  | { readonly clean: Pick<WorkspaceDocument, 'languageId' | 'text'>; readonly secretLines: number }
  | { readonly reason: LeftOutReason };

/** What is to be learnt of a file that was read, or why nothing is. */
function cleanText(path: string, content: FileText): CleanText {
  // Texts that a file system without a notion of binary files gives out are looked at, too.
  if (content.kind !== 'text' || content.text.includes('\0'))
    return { reason: content.kind === 'gone' ? 'unreadable' : 'binary' };
  const text = normalised(content.text);
  const languageId = languageOfPath(path) ?? 'plaintext';
  const clean = withoutSecretLines(text);
  const reason = reasonByText(path, text, clean, languageId);
  return reason === undefined ? { clean: { languageId, text: clean.text }, secretLines: clean.lines } : { reason };
}

/** Line feeds only, no byte-order mark: what the model knows, whoever read the file. */
function normalised(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

function reasonByText(
  path: string,
  text: string,
  clean: TextWithoutSecrets,
  languageId: string,
): LeftOutReason | undefined {
  // Again, since the file may have grown after it was listed.
  const reason = reasonToDropByPath(path, byteLength(text), fileLimits) ?? reasonToDropByText(path, text, languageId);
  if (reason !== undefined && reason !== 'secret') return reason;
  if (byteLength(clean.text) < fileLimits.smallest) return 'secret';
  // A key in the middle of a file costs its lines, not the file.
  return reason === undefined ? undefined : reasonToDropByText(path, clean.text, languageId);
}

/** By size, the largest first. */
function countLanguages(documents: readonly WorkspaceDocument[]): LanguageCount[] {
  const counts = new Map<string, { files: number; characters: number }>();
  for (const { languageId, text } of documents) {
    const count = counts.get(languageId) ?? { files: 0, characters: 0 };
    counts.set(languageId, { files: count.files + 1, characters: count.characters + byteLength(text) });
  }
  const languages = [...counts].map(([languageId, count]) => ({ languageId, ...count }));
  return languages.sort((a, b) => b.characters - a.characters || compare(a.languageId, b.languageId));
}

/** By code units, the same everywhere. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
