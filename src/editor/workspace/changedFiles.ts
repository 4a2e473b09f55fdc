/**
 * Files that came, changed or went, gathered until things are quiet: saving all, switching branches and installing packages come in bursts.
 * After a great burst it is simpler to look at everything anew.
 */
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { PathInFolder } from '../../processes/protocol.ts';

/** Milliseconds without a change. */
const quiet = 1_000;
/** Milliseconds after which what is gathered is told all the same: where something is written all the time, it is never quiet. */
const longest = 5_000;
/** More than this is a great burst. */
const mostFiles = 50;
/** Where versions and packages are kept things change all the time, and nothing of it is read. */
const uninteresting = /(?:^|\/)(?:\.git|\.hg|\.svn|\.jj|node_modules)(?:\/|$)/;
/** What says which files may be read. */
const rules = /(?:^|\/)\.gitignore$/;

export interface ChangeListener {
  /** Some files, each once. */
  readonly onFiles: (files: readonly PathInFolder[]) => void;
  /** Anything may have changed. */
  readonly onEverything: () => void;
}

export class ChangedFiles implements Disposable {
  readonly #files = new Map<string, PathInFolder>();
  #everything = false;
  #pending: Disposable | undefined;
  /** When the first of what is gathered came. */
  #since: number | undefined;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly listener: ChangeListener,
  ) {}

  add(file: PathInFolder): void {
    if (file.path === '' || uninteresting.test(file.path)) return;
    if (rules.test(file.path)) this.#everything = true;
    // What is told as everything need not be remembered.
    if (this.#files.size <= mostFiles) this.#files.set(`${file.folder}:${file.path}`, file);
    this.#wait();
  }

  /** Settings, folders or trust have changed. */
  addEverything(): void {
    this.#everything = true;
    this.#wait();
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#files.clear();
  }

  #wait(): void {
    this.#pending?.dispose();
    const now = this.scheduler.now();
    this.#since ??= now;
    this.#pending = this.scheduler.after(Math.max(0, Math.min(quiet, this.#since + longest - now)), () => {
      this.#since = undefined;
      const files = [...this.#files.values()];
      const everything = this.#everything || files.length > mostFiles;
      this.#files.clear();
      this.#everything = false;
      if (everything) this.listener.onEverything();
      else this.listener.onFiles(files);
    });
  }
}
