/** Pauses completions everywhere, or resumes them. */
import type { Settings } from '../settings.ts';
import type { Command } from './command.ts';

export function toggleCommand(settings: Settings): Command {
  return {
    id: 'undercurrent.toggle',
    run: () => settings.setEnabled(!settings.enabled),
  };
}
