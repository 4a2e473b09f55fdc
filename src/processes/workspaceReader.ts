/**
 * Fills the text cache of the completion server. It asks the host for the texts that fine-tuning may read, and for a
 * file again when it has changed. This is background work in small pieces, so that completion requests go first.
 */
import type { Pace } from '../base/pace.ts';
import type { Turns } from '../completion/turns.ts';
import type { WorkspaceTexts } from '../completion/textCache/workspaceTexts.ts';
import { largestWorkspace } from '../completion/textCache/cacheLimits.ts';
import { collectFile, collectWorkspace } from '../workspace/workspaceCorpus.ts';
import type { SurveyRequest, WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import { labelOf } from '../workspace/workspaceWalk.ts';
import type { PathInFolder } from './contracts.ts';

export interface WorkspaceReaderOptions {
  readonly turns: Turns;
  /** Lets a request start between two pieces of reading. */
  readonly pace: Pace;
  readonly onError: (error: unknown) => void;
}

/** Symbols indexed before other work may go on: about a millisecond. */
const piece = 8192;
const turnKey = 'text cache';

/** The reading of one workspace, in the order of its changes. */
interface Reading {
  readonly fileSystem: WorkspaceFileSystem;
  readonly request: SurveyRequest;
  readonly controller: AbortController;
  /** Settles when all changes so far have been read. */
  last: Promise<void>;
}

export class WorkspaceReader {
  #reading: Reading | undefined;

  constructor(
    private readonly texts: WorkspaceTexts,
    private readonly options: WorkspaceReaderOptions,
  ) {}

  /** Replaces the workspace. `undefined`: nothing may be read, and the cache is emptied. */
  use(fileSystem: WorkspaceFileSystem, request: SurveyRequest | undefined): void {
    this.#reading?.controller.abort();
    this.#reading = undefined;
    if (request === undefined || request.folders.length === 0) {
      this.texts.release();
      return;
    }
    const reading = { fileSystem, request, controller: new AbortController(), last: Promise.resolve() };
    this.#reading = reading;
    this.#after(reading, () => this.#readAll(reading));
  }

  /** Files or folders were created, changed or deleted. */
  changed(files: readonly PathInFolder[]): void {
    const reading = this.#reading;
    if (reading === undefined) return;
    this.#after(reading, async () => {
      for (const file of files) {
        if (reading.controller.signal.aborted) return;
        await this.#readAgain(reading, file);
      }
      this.#takeIn();
    });
  }

  /** Resolves when all changes have been read. */
  async idle(): Promise<void> {
    await this.#reading?.last;
    await this.options.turns.idle();
  }

  #after(reading: Reading, work: () => Promise<void>): void {
    reading.last = reading.last.then(work).catch((error: unknown) => {
      // An aborted reading may fail.
      if (!reading.controller.signal.aborted) this.options.onError(error);
    });
  }

  async #readAll({ fileSystem, request, controller: { signal } }: Reading): Promise<void> {
    const { pace } = this.options;
    const options = { signal, maximumCharacters: largestWorkspace, keepNearDuplicates: true, pace };
    const { documents, survey } = await collectWorkspace(fileSystem, { ...request, commitMessages: [] }, options);
    if (signal.aborted) return;
    this.texts.clear();
    this.texts.expect(survey.characters);
    // The most interesting files go last: the cache finds the last ones first and keeps them longest.
    for (const { path, languageId, text } of [...documents].reverse()) {
      this.texts.put({ name: path, languageId, text });
    }
    this.#takeIn();
  }

  /** Reads one file again, or a new or renamed folder: its cost does not depend on what else the workspace holds. */
  async #readAgain({ fileSystem, request, controller: { signal } }: Reading, place: PathInFolder): Promise<void> {
    const { pace } = this.options;
    const label = labelOf(request, place.folder, place.path);
    const found = await collectFile(fileSystem, request, place, pace);
    if (signal.aborted) return;
    if (found === 'folder') {
      const options = { signal, maximumCharacters: largestWorkspace, keepNearDuplicates: true, pace, within: place };
      const { documents } = await collectWorkspace(fileSystem, { ...request, commitMessages: [] }, options);
      for (const { path, languageId, text } of documents) this.texts.put({ name: path, languageId, text });
    } else if (found !== undefined) {
      this.texts.put({ name: label, languageId: found.languageId, text: found.text });
    } else if (!this.texts.remove(label)) {
      // It may have been a folder.
      for (const name of this.texts.names) if (name.startsWith(`${label}/`)) this.texts.remove(name);
    }
  }

  #takeIn(): void {
    void this.options.turns.later(turnKey, async (mayGoOn) => {
      while (this.texts.work(piece) && (await mayGoOn()));
    });
  }
}
