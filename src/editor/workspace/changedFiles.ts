/**
 * Collects created, changed and deleted files until it is quiet, since saving all, switching branches and installing
 * packages come in bursts. After a large burst everything is read anew.
 */
import type { Disposable } from '../../base/disposables.ts';
import type { Scheduler } from '../../base/scheduler.ts';
import type { PathInFolder } from '../../processes/contracts.ts';

/** Milliseconds without a change. */
const quiet = 1_000;
/** Milliseconds after which files are reported even if it is never quiet. */
const longest = 5_000;
/** More files than this are a large burst. */
const mostFiles = 50;
/** Version control and packages change often, and are never read. */
const uninteresting = /(?:^|\/)(?:\.git|\.hg|\.svn|\.jj|node_modules)(?:\/|$)/;
/** These say which files may be read. */
const rules = /(?:^|\/)\.gitignore$/;

export interface ChangeListener {
  /** Each file once. */
  readonly onFiles: (files: readonly PathInFolder[]) => void;
  /** Anything may have changed. */
  readonly onEverything: () => void;
}

export class ChangedFiles implements Disposable {
  readonly #files = new Map<string, PathInFolder>();
  #everything = false;
  #pending: Disposable | undefined;
  /** Time of the first collected change. */
  #since: number | undefined;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly listener: ChangeListener,
  ) {}

  add(file: PathInFolder): void {
    if (file.path === '' || uninteresting.test(file.path)) return;
    if (rules.test(file.path)) this.#everything = true;
    // A large burst is reported as "everything", so more files need no place.
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
