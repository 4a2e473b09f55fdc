/**
 * The completion engine as a replay system. Requests have no time limit, so a seed gives the same result on slow and
 * fast machines. The time of each request is measured.
 */
import type { CompletionRequest, CompletionResult, DocumentEdit, Eagerness } from '../completion/request.ts';
import type { ReplayDocument, ReplayFile, ReplaySystem } from './replaySystem.ts';

/** The part of `CompletionEngine` that the replay needs. */
export interface Completer {
  complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionResult>;
  edited?(edit: DocumentEdit): void;
  forgetEdits?(): void;
  closeDocument(documentId: string): void;
}

/** Characters right of the cursor that the editor sends. */
export const longestSuffix = 16_384;

export interface EngineSystemOptions {
  readonly eagerness: Eagerness;
  /** Of an offer, in UTF-16 code units. */
  readonly maximumLength: number;
  /** Whether each document begins with a draft. */
  readonly drafts?: boolean;
  /** Called with each saved file. */
  readonly save?: (file: ReplayFile) => void;
}

export class EngineSystem implements ReplaySystem {
  readonly askedAfterAccept = true;

  /** Offers nothing after an abort. */
  constructor(
    private readonly engine: Completer,
    private readonly options: EngineSystemOptions,
    private readonly signal: AbortSignal = new AbortController().signal,
  ) {}

  save(file: ReplayFile): void {
    this.options.save?.(file);
  }

  forget(): void {
    this.engine.forgetEdits?.();
  }

  open({ path, languageId }: ReplayFile): ReplayDocument {
    const { eagerness, maximumLength, drafts = false } = this.options;
    const first = async (prefix: string, suffix: string, draft: boolean) => {
      const { offers } = await this.engine.complete(
        {
          eagerness,
          maximumLength,
          documentId: path,
          languageId,
          path,
          prefix,
          prefixStart: 0,
          suffix: suffix.slice(0, longestSuffix),
          explicit: draft,
          draft,
          budgetMilliseconds: Infinity,
        },
        this.signal,
      );
      return offers[0];
    };
    return {
      offer: (prefix, suffix = '') => first(prefix, suffix, false),
      ...(drafts ? { draft: () => first('', '', true) } : {}),
      edited: (change) => {
        this.engine.edited?.({ documentId: path, ...(change === undefined ? {} : { change }) });
      },
      close: () => {
        this.engine.closeDocument(path);
      },
    };
  }
}
