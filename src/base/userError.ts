/**
 * Something that is the user's matter and no defect: a damaged model file, a full disk, a folder that is not there. It carries
 * two sentences for the user, what is the case and what to do, and is shown once, by the command that was started.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** `message` is a sentence without jargon. */
  constructor(
    message: string /** What the user can do about it: a sentence. */,
    readonly action: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
