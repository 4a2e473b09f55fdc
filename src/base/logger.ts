/**
 * A log for code that does not import `vscode`. Users paste logs into bug reports, so text of their documents may
 * appear only at level `trace`.
 */

import { causesOf } from './userError.ts';

export interface Logger {
  trace(message: string, ...details: unknown[]): void;
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

const ignore = (): void => undefined;

/** Drops all messages. */
export const silentLogger: Logger = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Also tells the causes of each error, which the log of VS Code leaves out. */
export function withCauses(logger: Logger): Logger {
  const tell = (details: readonly unknown[]): unknown[] =>
    details.flatMap((detail) => {
      const causes = causesOf(detail);
      return causes === '' ? [detail] : [detail, `because of ${causes}`];
    });
  return {
    trace: (message, ...details) => {
      logger.trace(message, ...tell(details));
    },
    debug: (message, ...details) => {
      logger.debug(message, ...tell(details));
    },
    info: (message, ...details) => {
      logger.info(message, ...tell(details));
    },
    warn: (message, ...details) => {
      logger.warn(message, ...tell(details));
    },
    error: (message, ...details) => {
      logger.error(message, ...tell(details));
    },
  };
}
