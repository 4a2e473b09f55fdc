/** Globs of settings that leave files out: VS Code's own, which map globs to whether they hold, and lists. */
import { globsOf } from '../fineTuning/fineTunePlan.ts';

/** A glob that holds only beside another file (`{ "when": … }`) is taken as if it did not hold. */
export function excludedBy(setting: unknown): readonly string[] {
  if (Array.isArray(setting)) return globsOf(setting);
  if (typeof setting !== 'object' || setting === null) return [];
  return Object.entries(setting).flatMap(([glob, holds]) => (holds === true ? [glob] : []));
}
