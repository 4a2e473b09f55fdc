/** Opens the panel in which a fine-tuning is watched. */
import type { Command } from './command.ts';

export function showFineTuningCommand(showPanel: () => void): Command {
  return {
    id: 'undercurrent.showFineTuning',
    run: () => {
      showPanel();
      return Promise.resolve();
    },
  };
}
