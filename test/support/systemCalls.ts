/**
 * What a program asks of the system, seen by strace: what it opens, writes, connects to and starts, whichever library
 * in it does so. Everything is forbidden that is not known to be harmless, so a call nobody thought of shows up rather
 * than slipping through.
 */
import { spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Calls on files that change nothing. Opening is looked at more closely. */
const harmless = new Set([
  ...['stat', 'lstat', 'fstat', 'newfstatat', 'fstatat64', 'statx', 'statfs', 'fstatfs', 'getcwd', 'chdir', 'fchdir'],
  ...['access', 'faccessat', 'faccessat2', 'readlink', 'readlinkat', 'inotify_add_watch'],
  // On what was inherited: the channel to the host is a pair of sockets, and so are its output and errors.
  ...['socketpair', 'sendto', 'recvfrom', 'sendmsg', 'recvmsg', 'sendmmsg', 'recvmmsg', 'shutdown'],
  ...['getsockname', 'getpeername', 'getsockopt', 'setsockopt'],
]);
const opening = new Set(['open', 'openat', 'openat2', 'creat']);
const network = new Set(['socket', 'connect', 'bind', 'listen', 'accept', 'accept4', 'io_uring_setup']);

/** Where anything may be written to: nothing is kept there. */
const sinks = new Set(['/dev/null', '/dev/tty']);

export interface Offence {
  readonly kind: 'network' | 'file' | 'program';
  /** The call, as strace shows it. */
  readonly call: string;
}

/** Command and arguments in front of those of a program; its calls go to the file `log`. */
export function tracing(log: string): readonly string[] {
  // Rings of io_uring could carry calls that nobody sees.
  const calls = 'trace=%file,%network,?io_uring_setup';
  return ['strace', '-f', '--seccomp-bpf', '-qq', '-y', '-s', '4096', '-e', calls, '-o', log];
}

/** Says what is missing, after trying to get it, where programs cannot be traced. */
export function whyNotTraceable(): string | undefined {
  const works = (): boolean => spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
  if (works()) return undefined;
  if (process.getuid?.() === 0) {
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'strace'], { stdio: 'ignore' });
  }
  if (works()) return undefined;
  const { error, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  return `strace is needed to see what the programs do (apt-get install strace): ${error?.message ?? stderr}`;
}

/** A program that runs Node under a trace: what `process.execPath` may be replaced by. */
export async function writeTracedNode(program: string, log: string): Promise<void> {
  const quoted = [...tracing(log), process.execPath].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  await writeFile(program, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`);
  await chmod(program, 0o755);
}

/**
 * What a traced program did beyond reading, and writing inside of `folders`. Relative paths start from `workingFolder`.
 */
export function offences(trace: string, folders: readonly string[], workingFolder = process.cwd()): Offence[] {
  const found: Offence[] = [];
  let started = false;
  for (const line of trace.split('\n')) {
    // Ends of calls that were interrupted, signals and exits are no calls.
    const [, call, name = ''] = /^\d+ +((\w+)\(.*)$/.exec(line) ?? [];
    if (call === undefined || harmless.has(name)) continue;
    if (name === 'execve' || name === 'execveat') {
      // The first one that succeeds is the program itself, found along the PATH.
      if (started) found.push({ kind: 'program', call });
      started ||= call.endsWith(' = 0');
    } else if (network.has(name)) {
      found.push({ kind: 'network', call });
    } else if (!(opening.has(name) && isReading(call)) && !pathsOf(call, workingFolder).every(isAllowed)) {
      found.push({ kind: 'file', call });
    }
  }
  return found;

  function isAllowed(file: string): boolean {
    return sinks.has(file) || folders.some((folder) => file === folder || file.startsWith(folder + path.sep));
  }
}

function isReading(call: string): boolean {
  return /\bO_RDONLY\b/.test(call) && !/\bO_(?:CREAT|TRUNC|TMPFILE|WRONLY|RDWR)\b/.test(call);
}

/** All paths in a call. One that is relative to an open folder stands behind it: `5</tmp>, "name"`. */
function pathsOf(call: string, workingFolder: string): string[] {
  const paths = [...call.matchAll(/(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)].map(([, folder, file = '']) =>
    path.resolve(workingFolder, folder ?? '', file),
  );
  // A call on a file without a name we can see is one on any file.
  return paths.length > 0 ? paths : ['unknown'];
}
