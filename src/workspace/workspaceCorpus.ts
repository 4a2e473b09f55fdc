/**
 * A workspace as texts to learn, with a list of what was read and what was left out. Recent files come first, then the
 * others by the time of their last change. Of two near-duplicates the first stays, and where there is too much text the
 * last files are left out.
 */
import { type Pace, withoutRest } from '../base/pace.ts';
import { byteLength } from '../base/wtf8.ts';
import { normalised, type FileText } from './fileText.ts';
import { compareText, type LeftOut, type RankedFile } from './foundFiles.ts';
import { inOrder } from './inOrder.ts';
import { NearDuplicateIndex, signatureOf } from './nearDuplicates.ts';
import { readableText } from './readingRules.ts';
import { withoutSecretLinesInPieces } from './secretPieces.ts';
import type {
  LanguageCount,
  SurveyedFile,
  SurveyRequest,
  WorkspaceCorpus,
  WorkspaceDocument,
  WorkspaceFileSystem,
} from './workspaceSurvey.ts';
import { findFile, findFiles, labelOf, type Place, requestsAtOnce } from './workspaceWalk.ts';

export interface CollectOptions {
  /** Aborted, the collection rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called now and then with the number of files decided. */
  readonly onFiles?: (files: number) => void;
  /** UTF-8 bytes of all files together. */
  readonly maximumCharacters?: number;
  /** Keeps near-duplicates: the replay must know on which side of its split they are. */
  readonly keepNearDuplicates?: boolean;
  /** Asked between pieces of work. */
  readonly pace?: Pace;
  /** Only what lies in this folder, which `collectFile` found. */
  readonly within?: Place;
}

const defaultMaximum = 20_000_000;
/** Of the maximum, for commit messages in addition. */
const shareOfMessages = 1 / 20;

/** Commit messages have a language and a label, but no path, like VS Code's input box for them. */
const messageLanguage = 'git-commit';
const messagesLabel = 'COMMIT_EDITMSG';
/** UTF-16 code units; a longer one holds a log or a patch. */
const longestMessage = 20_000;

export async function collectWorkspace(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  options: CollectOptions = {},
): Promise<WorkspaceCorpus> {
  const { signal, onFiles = () => undefined, pace = withoutRest, within } = options;
  const { maximumCharacters = defaultMaximum, keepNearDuplicates = false } = options;
  signal?.throwIfAborted();
  const walk = { signal, onEntries: onFiles, pace, ...(within === undefined ? {} : { within }) };
  const found = await findFiles(fileSystem, request, walk);
  const files = found.inOrderOfInterest();
  const collection = new Collection({ maximum: maximumCharacters, keepNearDuplicates, pace }, found.leftOut);
  const read = async (file: RankedFile): Promise<[RankedFile, FileText]> => [
    file,
    await fileSystem.read(file.folder, file.path),
  ];
  let done = 0;
  for await (const [file, content] of inOrder(files, requestsAtOnce, read)) {
    signal?.throwIfAborted();
    await collection.add(file, content);
    if (collection.isFull) break;
    done++;
    onFiles(found.leftOut.total + collection.documents.length);
  }
  if (collection.isFull) for (const { label } of files.slice(done)) found.leftOut.add(label, 'beyondLimit');
  await collection.addMessages(request.commitMessages, maximumCharacters * shareOfMessages);
  onFiles(found.leftOut.total + collection.files.length);
  return collection.corpus();
}

/** One file, as `collectWorkspace` would read it but for near-duplicates; `folder` for a folder that it would enter. */
export async function collectFile(
  fileSystem: WorkspaceFileSystem,
  request: SurveyRequest,
  place: Place,
  pace: Pace = withoutRest,
): Promise<WorkspaceDocument | 'folder' | undefined> {
  const found = await findFile(fileSystem, request, place);
  if (found !== 'file') return found;
  const { folder, path } = place;
  const read = await readableText(path, await fileSystem.read(folder, path), pace);
  if ('reason' in read) return undefined;
  return { path: labelOf(request, folder, path), languageId: read.languageId, text: read.text, isRecent: true };
}

interface CollectionOptions {
  /** UTF-8 bytes of all files together. */
  readonly maximum: number;
  readonly keepNearDuplicates: boolean;
  readonly pace: Pace;
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
    private readonly options: CollectionOptions,
    private readonly leftOut: LeftOut,
  ) {}

  /** Adds a file, or notes why not. Sets `isFull` when it does not fit. */
  async add({ path, label, isRecent }: RankedFile, content: FileText): Promise<void> {
    const { maximum, keepNearDuplicates, pace } = this.options;
    const read = await readableText(path, content, pace);
    if ('reason' in read) {
      this.leftOut.add(label, read.reason);
      return;
    }
    await pace.rest();
    const { languageId, text, secretLines } = read;
    const signature = keepNearDuplicates ? undefined : signatureOf(text);
    if (signature !== undefined && this.#seen.find(signature) !== undefined) {
      this.leftOut.add(label, 'nearDuplicate');
      return;
    }
    const characters = byteLength(text);
    if (this.#characters + characters > maximum) {
      this.isFull = true;
      return;
    }
    this.#characters += characters;
    if (signature !== undefined) this.#seen.add(label, signature);
    this.documents.push({ path: label, languageId, text, isRecent });
    this.files.push({ path: label, languageId, characters, isRecent, secretLines });
  }

  /** Each message is a document of its own, like each commit; reports show them as one file. */
  async addMessages(messages: readonly string[], maximum: number): Promise<void> {
    const seen = new Set<string>();
    let characters = 0;
    let secretLines = 0;
    for (const message of messages) {
      const written = `${normalised(message.slice(0, longestMessage)).trim()}\n`;
      const { text, lines } = await withoutSecretLinesInPieces(written, this.options.pace, messageLanguage);
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
    const { named: leftOut, counts: leftOutCounts } = this.leftOut;
    const characters = files.reduce((sum, file) => sum + file.characters, 0);
    return { documents, survey: { files, languages: countLanguages(documents), characters, leftOut, leftOutCounts } };
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
  return languages.sort((a, b) => b.characters - a.characters || compareText(a.languageId, b.languageId));
}
