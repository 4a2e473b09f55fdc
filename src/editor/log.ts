/** The log as the user sees it: an output channel whose level VS Code sets, behind the interface that all else writes to. */
import type * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';

/** Writes to a log output channel. Document text may only ever be passed to `trace`. */
export function channelLogger(channel: vscode.LogOutputChannel): Logger {
  return {
    trace: (message, ...details) => {
      channel.trace(message, ...details);
    },
    debug: (message, ...details) => {
      channel.debug(message, ...details);
    },
    info: (message, ...details) => {
      channel.info(message, ...details);
    },
    warn: (message, ...details) => {
      channel.warn(message, ...details);
    },
    error: (message, ...details) => {
      channel.error(message, ...details);
    },
  };
}
