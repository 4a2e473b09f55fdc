/**
 * What crosses the boundary to a process that types files: one request at a time, an answer for each, progress in
 * between.
 */
import type { FileRecord, SystemVariant, TypingSetup } from './fileTyper.ts';

export type TyperRequest =
  { readonly kind: 'prepare'; readonly setup: TypingSetup } | { readonly kind: 'type'; readonly index: number };

export type TyperMessage =
  | { readonly kind: 'prepared'; readonly variants: readonly SystemVariant[] }
  | { readonly kind: 'typed'; readonly records: readonly FileRecord[] }
  | { readonly kind: 'advanced'; readonly characters: number }
  /** `action`: of a `UserError`. */
  | { readonly kind: 'failed'; readonly message: string; readonly action: string | undefined };
