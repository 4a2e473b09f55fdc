/**
 * The switch: surprise is shown, or it is not. While it is not, there are no listeners and no requests, and the code of
 * the view is not loaded.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import { UserError } from '../../base/userError.ts';
import type { SurpriseParts } from './surpriseFollower.ts';
import type { SurpriseView } from './surpriseView.ts';
import { localized } from '../localized.ts';

/** Context key for menus and the command palette. */
const shownContext = 'undercurrent.surpriseShown';

export class Surprise implements Disposable {
  #view: SurpriseView | undefined;
  #isDisposed = false;

  constructor(private readonly parts: SurpriseParts) {}

  get isShown(): boolean {
    return this.#view !== undefined;
  }

  /** Shows it, unless it is shown already. @throws UserError while completions are paused. */
  async show(): Promise<SurpriseView> {
    if (!this.parts.settings.enabled)
      throw new UserError(
        localized`Completions are off, and with them the model.`,
        localized`Turn them on to see what surprises it.`,
      );
    const { SurpriseView } = await import('./surpriseView.ts');
    if (this.#isDisposed) throw new UserError(localized`Undercurrent has ended.`, localized`Reload the window.`);
    this.#view ??= new SurpriseView(this.parts);
    await vscode.commands.executeCommand('setContext', shownContext, true);
    return this.#view;
  }

  /** Lists the most surprising places of the active editor. @throws UserError when there is no text that may be read */
  async showPlaces(): Promise<void> {
    const view = await this.show();
    await view.showPlaces();
  }

  async hide(): Promise<void> {
    this.#view?.dispose();
    this.#view = undefined;
    await vscode.commands.executeCommand('setContext', shownContext, false);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#view?.dispose();
    this.#view = undefined;
  }
}
