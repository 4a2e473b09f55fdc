/** Read-only documents without a file: what a fine-tuning would read, and the report of a model. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Markdown } from '../base/shownText.ts';
import { localized } from './localized.ts';

const scheme = 'undercurrent';

export class VirtualDocuments implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#changes.event,
        // The texts are gone after a reload of the window.
        provideTextDocumentContent: (uri) =>
          this.#texts.get(uri.path) ?? `${localized`This is no longer known. Run the command again.`}\n`,
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#texts.delete(uri.path);
      }),
    );
  }

  /** @param name ending with `.md` */
  async show(name: string, { source }: Markdown): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.#texts.set(uri.path, source);
    this.#changes.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changes.dispose();
  }
}
