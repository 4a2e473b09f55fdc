/** Tells once, in the status item, that the extension was updated. There is no notification and no page by itself. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import { Emitter, type Event } from '../base/emitter.ts';

/** The part of VS Code's `Memento` that is used. */
interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The part of VS Code's `Extension` that is used. */
export interface InstalledExtension {
  readonly id: string;
  readonly packageJSON: unknown;
}

const key = 'version';

export class WhatsNew implements Disposable {
  readonly #changes = new Emitter<void>();
  #isNew: boolean;

  /** The first window after an update tells of it. After the first installation there is nothing to tell. */
  constructor(
    memento: Memento,
    private readonly extension: InstalledExtension,
  ) {
    const version = versionOf(extension);
    const last = memento.get(key);
    this.#isNew = typeof last === 'string' && releaseOf(last) !== releaseOf(version);
    if (last !== version) void memento.update(key, version);
  }

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** The release that the user has not looked at, such as `0.3`. */
  get release(): string | undefined {
    return this.#isNew ? releaseOf(versionOf(this.extension)) : undefined;
  }

  /** Shows the change log in VS Code's page of the extension. */
  async show(): Promise<void> {
    this.#isNew = false;
    this.#changes.fire();
    await vscode.commands.executeCommand('extension.open', this.extension.id, 'changelog');
  }

  dispose(): void {
    this.#changes.dispose();
  }
}

function versionOf({ packageJSON }: InstalledExtension): string {
  return String((packageJSON as { readonly version: unknown }).version);
}

/** A patch is nothing to tell of. */
function releaseOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
