/**
 * The other side of `TyperProcess`: does what it is told to over Node's IPC, and is gone when nobody is there to tell
 * it.
 */
import { UserError } from '../../../base/userError.ts';
import { LocalTyper } from './fileTyper.ts';
import type { TyperMessage, TyperRequest } from './typerProtocol.ts';

/** Milliseconds between two messages of progress. */
const progressInterval = 200;

export function serveTyping(): void {
  const typer = new LocalTyper(() => performance.now());
  const tell = (message: TyperMessage): void => {
    process.send?.(message);
  };
  process.on('message', (request: TyperRequest) => {
    answer(typer, request, tell).then(tell, (error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      tell(
        error instanceof UserError
          ? { kind: 'failed', message: error.message, action: error.action }
          : { kind: 'failed', message, action: undefined },
      );
    });
  });
  process.on('disconnect', () => {
    process.exit();
  });
}

async function answer(
  typer: LocalTyper,
  request: TyperRequest,
  tell: (message: TyperMessage) => void,
): Promise<TyperMessage> {
  if (request.kind === 'prepare') return { kind: 'prepared', variants: await typer.prepare(request.setup) };
  let told = performance.now();
  let characters = 0;
  const records = await typer.type(request.index, (more) => {
    characters += more;
    if (performance.now() - told < progressInterval) return;
    told = performance.now();
    tell({ kind: 'advanced', characters });
    characters = 0;
  });
  tell({ kind: 'advanced', characters });
  return { kind: 'typed', records };
}
