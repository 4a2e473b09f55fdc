/**
 * What a command is, and the one place where its errors end: what concerns the user is said once, with what to do about it;
 * a defect goes to the log with its stack. Nothing but a command the user started ever opens a message.
 */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { Logger } from '../../base/logger.ts';
import { UserError } from '../../base/userError.ts';

export interface Command {
  readonly id: string;
  run(): Promise<void>;
}

export function registerCommand(command: Command, logger: Logger): Disposable {
  return vscode.commands.registerCommand(command.id, async () => {
    try {
      await command.run();
    } catch (error) {
      if (!(error instanceof UserError)) logger.error(`${command.id} failed.`, error);
      const message =
        error instanceof UserError
          ? `${error.message} ${error.action}`
          : 'That did not work. The log of Undercurrent says why.';
      await vscode.window.showErrorMessage(message);
    }
  });
}
