/**
 * The completion engine as the simulated writer's partner. Asked with all the time it takes, so that the same seed
 * gives the same result on a slow machine and a fast one; how long it did take is measured beside it.
 */
import type { CompletionRequest, CompletionResult, Eagerness } from '../completion/request.ts';
import type { ReplayDocument, ReplayFile, ReplaySystem } from './replaySystem.ts';

/** What is asked of `CompletionEngine`. */
export interface Completer {
  complete(request: CompletionRequest, signal: AbortSignal): Promise<CompletionResult>;
  closeDocument(documentId: string): void;
}

/** Characters that the editor sends of what stands right of the cursor. */
const longestSuffix = 2_000;

const startsWithWordCharacter = /^[\p{L}\p{M}\p{N}_]/u;

export interface EngineSystemOptions {
  readonly eagerness: Eagerness;
  /** Longest offer, in UTF-16 code units. */
  readonly maximumLength: number;
  /** Whether each document is begun with a draft. */
  readonly drafts?: boolean;
  /** A file of the workspace was saved as this. */
  readonly save?: (file: ReplayFile) => void;
}

export class EngineSystem implements ReplaySystem {
  readonly askedAfterAccept = true;

  /** From an abort on, nothing is offered any more. */
  constructor(
    private readonly engine: Completer,
    private readonly options: EngineSystemOptions,
    private readonly signal: AbortSignal = new AbortController().signal,
  ) {}

  save(file: ReplayFile): void {
    this.options.save?.(file);
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
      // The editor asks for nothing where a word goes on right of the cursor.
      offer: (prefix, suffix = '') =>
        startsWithWordCharacter.test(suffix) ? Promise.resolve(undefined) : first(prefix, suffix, false),
      ...(drafts ? { draft: () => first('', '', true) } : {}),
      close: () => {
        this.engine.closeDocument(path);
      },
    };
  }
}
