/**
 * VS Code's snooze of all inline suggestions, started from here so that the status item knows until when. VS Code tells
 * extensions of no snooze, so one that was started elsewhere goes unnoticed.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { Scheduler } from '../base/scheduler.ts';
import { UserError } from '../base/userError.ts';
import { localized } from './localized.ts';
import { choose } from './shown.ts';

/** VS Code has this command since version 1.102. It takes minutes. */
const snoozeCommand = 'editor.action.inlineSuggest.snooze';
const endCommand = 'editor.action.inlineSuggest.cancelSnooze';

const choices: readonly number[] = [5, 10, 15, 30, 60];

export class Snooze implements Disposable {
  readonly #changes = new Emitter<void>();
  #end: { readonly time: Date; readonly timer: Disposable } | undefined;

  /** @param today the present date and time */
  constructor(
    private readonly today: () => Date,
    private readonly scheduler: Scheduler,
  ) {}

  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** When completions come back; `undefined` without a snooze. */
  get until(): Date | undefined {
    return this.#end?.time;
  }

  /** Asks for how long, and snoozes. */
  async choose(): Promise<void> {
    const items = choices.map((minutes) => ({ label: localized`${minutes} minutes`, minutes }));
    const placeHolder = localized`For how long should all inline suggestions be hidden?`;
    const chosen = await choose(items, { title: localized`Snooze Completions`, placeHolder });
    if (chosen !== undefined) await this.start(chosen.minutes);
  }

  async start(minutes: number): Promise<void> {
    const known = await vscode.commands.getCommands(true);
    if (!known.includes(snoozeCommand))
      throw new UserError(
        localized`This version of VS Code has no snooze.`,
        localized`Update VS Code, or turn completions off.`,
      );
    await vscode.commands.executeCommand(snoozeCommand, minutes);
    this.#end?.timer.dispose();
    const milliseconds = 60_000 * minutes;
    const timer = this.scheduler.after(milliseconds, () => {
      this.#ended();
    });
    this.#end = { time: new Date(this.today().getTime() + milliseconds), timer };
    this.#changes.fire();
  }

  /** Ends any snooze, also one that was started elsewhere. */
  async end(): Promise<void> {
    await vscode.commands.executeCommand(endCommand);
    this.#ended();
  }

  dispose(): void {
    this.#end?.timer.dispose();
    this.#changes.dispose();
  }

  #ended(): void {
    this.#end?.timer.dispose();
    this.#end = undefined;
    this.#changes.fire();
  }
}
