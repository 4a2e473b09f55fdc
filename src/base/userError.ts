/**
 * An error that the user can act on: a damaged model file, a full disk, a folder that is not there. It is no defect. It
 * carries two sentences for the user, what is wrong and what to do. The command that the user started shows it, once.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    /** A sentence without jargon. */
    message: string,
    /** What the user can do about it: a sentence. */
    readonly action: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether a write failed for lack of room: on the disk, in the user's quota, or because of a limit on file size. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** Longest chain of causes that is told. */
const mostCauses = 6;

/** What caused an error, the nearest cause first, for the log: kinds and messages, without the error itself. */
export function causesOf(error: unknown): string {
  const causes: string[] = [];
  let cause: unknown = error instanceof Error ? error.cause : undefined;
  for (; cause !== undefined && cause !== null && causes.length < mostCauses;) {
    causes.push(
      cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause === 'string' ? cause : typeof cause,
    );
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes.join(', because of ');
}
