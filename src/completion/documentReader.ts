/**
 * From which states a request is answered. Best is a text that is read to its end. Where there is no time for that, the
 * states from before an edit further up serve, then a stretch before the cursor. The background makes up for it.
 */
import type { CharacterModel } from '../model/characterModel.ts';
import type { Vocabulary } from '../model/text/vocabulary.ts';
import type { DocumentStates } from './documentStates.ts';
import type { EngineLimits } from './limits.ts';
import { startOfLast } from './reading/documentText.ts';
import type { Reader } from './reading/reader.ts';
import { ReadPath, type ReadPaths, type ShortPath } from './reading/readPath.ts';
import type { AnswerContext } from './request.ts';
import type { MayGoOn } from './turns.ts';

/** A path that is read to the end of a text. */
export interface ReadyPath {
  readonly path: ReadPath;
  readonly context: AnswerContext;
}

export interface ReadTask {
  readonly text: string;
  /** The text without the start that every offer has: the next request begins there. */
  readonly prefix: string;
  /** Milliseconds for reading. */
  readonly milliseconds: number;
  readonly mayGoOn: MayGoOn;
}

export class DocumentReader {
  constructor(
    private readonly model: CharacterModel,
    private readonly vocabulary: Vocabulary,
    private readonly reader: Reader,
    private readonly limits: EngineLimits,
  ) {}

  /** The path over the whole text, as far as it is read. */
  async full(document: DocumentStates, paths: ReadPaths): Promise<ReadPath> {
    paths.full ??= await this.#newPath(document);
    paths.full.learner = document.live;
    return paths.full;
  }

  /** The best path that can be read to the end of the text in time; `undefined` when it had to stop. */
  async ready(
    document: DocumentStates,
    paths: ReadPaths,
    { text, prefix, milliseconds, mayGoOn }: ReadTask,
  ): Promise<ReadyPath | undefined> {
    const full = await this.full(document, paths);
    paths.rememberBefore(text);
    full.follow(text);
    const affordable = this.reader.tokensIn(milliseconds);
    if (text.length - full.head.offset <= affordable) {
      paths.short = undefined;
      paths.forgetRemembered();
      // Stops at the cursor on the way: the next request starts there, without `requiredStart`.
      const hasRead = await this.reader.readTo(full, prefix, mayGoOn);
      return hasRead && (await this.reader.readTo(full, text, mayGoOn)) ? { path: full, context: 'whole' } : undefined;
    }
    const used = knownPath(paths, text, affordable) ?? (await this.#stretch(document, text, affordable));
    paths.short = used;
    const { from, path, isOlder } = used;
    const hasRead = await this.reader.readTo(path, text.slice(from), mayGoOn);
    return hasRead ? { path, context: isOlder ? 'older' : 'short' } : undefined;
  }

  /**
   * Reads a whole text in the background: first a stretch before its end, since a request may come before the rest is
   * read. Returns the path for the end of the text; `undefined` when it had to stop.
   */
  async whole(
    document: DocumentStates,
    paths: ReadPaths,
    text: string,
    mayGoOn: MayGoOn,
  ): Promise<ReadPath | undefined> {
    const full = await this.full(document, paths);
    paths.rememberBefore(text);
    full.follow(text);
    const { firstContext, maximumContext } = this.limits;
    const unread = text.length - full.head.offset;
    if (unread > 2 * firstContext) {
      const known = knownPath(paths, text, firstContext, firstContext / 2);
      paths.short = known ?? (await this.#stretch(document, text, firstContext));
      const { path, from } = paths.short;
      if (!(await this.reader.readTo(path, text.slice(from), mayGoOn))) return undefined;
      // So far below an edit nobody can tell the states from exact ones.
      if (unread > maximumContext && paths.short.isOlder) return path;
    }
    return (await this.reader.readTo(full, text, mayGoOn)) ? full : undefined;
  }

  /** A new path over the last lines of a text, as many as can be read. */
  async #stretch(document: DocumentStates, text: string, affordable: number): Promise<ShortPath> {
    const most = Math.max(this.limits.shortContext, this.limits.firstContext);
    const length = Math.floor(Math.max(32, Math.min(most, affordable)));
    return { from: startOfLast(text, length), path: await this.#newPath(document), isOlder: false };
  }

  async #newPath(document: DocumentStates): Promise<ReadPath> {
    return new ReadPath(this.model, await document.start(this.model, this.vocabulary));
  }
}

/**
 * A path that lacks at most `affordable` characters of the text: best the states of an older version of it, then a
 * stretch with at least `least` characters.
 */
function knownPath(paths: ReadPaths, text: string, affordable: number, least = 0): ShortPath | undefined {
  const isUsable = ({ from, path, isOlder }: ShortPath): boolean => {
    if (text.length < from + (isOlder ? 0 : least)) return false;
    path.follow(text.slice(from));
    return text.length - from - path.head.offset <= affordable;
  };
  const { short } = paths;
  if (short?.isOlder === true && isUsable(short)) return short;
  const recollected = paths.remembered?.recollect(text);
  if (recollected !== undefined && isUsable(recollected)) return recollected;
  return short !== undefined && isUsable(short) ? short : undefined;
}
