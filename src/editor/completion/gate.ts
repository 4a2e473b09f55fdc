/**
 * Reasons to stay silent before the model is asked at all. Showing something costs the user their IntelliSense, so the gate
 * errs on the side of silence; an explicit request lifts what is a matter of taste, never what is a matter of privacy.
 */

export type SilenceReason =
  'paused' | 'language' | 'excluded' | 'secret' | 'readOnly' | 'cursors' | 'insideWord' | 'comment';

/** What the gate looks at, cheapest first; what costs something is a function. */
export interface GateInput {
  readonly enabled: boolean;
  readonly languageEnabled: boolean;
  readonly isSecret: boolean;
  readonly isReadOnly: boolean;
  readonly cursors: number;
  /** Asked for by a command. */
  readonly explicit: boolean;
  /** Text from the cursor to the end of its line. */
  readonly restOfLine: string;
  readonly inComments: boolean;
  readonly isExcluded: () => boolean;
  readonly isInComment: () => boolean;
}

const startsWithWordCharacter = /^[\p{L}\p{M}\p{N}_]/u;

/** Why nothing is to be offered, or `undefined` when the model may be asked. */
export function reasonForSilence(input: GateInput): SilenceReason | undefined {
  if (!input.enabled) return 'paused';
  if (!input.languageEnabled) return 'language';
  if (input.isSecret) return 'secret';
  if (input.isReadOnly) return 'readOnly';
  if (input.cursors > 1) return 'cursors';
  if (!input.explicit && startsWithWordCharacter.test(input.restOfLine)) return 'insideWord';
  if (input.isExcluded()) return 'excluded';
  if (!input.explicit && !input.inComments && input.isInComment()) return 'comment';
  return undefined;
}
