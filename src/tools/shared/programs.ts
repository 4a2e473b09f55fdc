/** Other programs: where they are, and how they are run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/userError.ts';

/** The first file that may be executed, or `undefined`. */
export async function firstExecutable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return file;
  }
  return undefined;
}

/** Full path of a command on the PATH, or `undefined`. */
export async function findOnPath(...names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return firstExecutable(names.flatMap((name) => folders.map((folder) => path.join(folder, name))));
}

/** Runs a script of Node and answers its exit code, 1 for one that a signal ended. */
export async function runScript(
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly output?: NodeJS.WriteStream } = {},
): Promise<number> {
  const { env = process.env, output } = options;
  const stdio = output === undefined ? ('inherit' as const) : (['ignore', output, output] as const);
  const child = spawn(process.execPath, args, { stdio: typeof stdio === 'string' ? stdio : [...stdio], env });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** Runs a command to its end and shows nothing. @throws UserError with its output when it fails */
export async function runQuietly(
  command: string,
  args: readonly string[],
  advice: string,
  cwd = process.cwd(),
): Promise<void> {
  const shell = process.platform === 'win32';
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new UserError(`${command} ended with code ${code ?? 'none'}: ${output.trim().slice(-4000)}`, advice); // prettier-ignore
}
