/** A fresh server; the way out of a failure. Somebody who restarts wants completions, so it resumes them too. */
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { Settings } from '../settings.ts';
import type { Command } from './command.ts';

export function restartCommand(client: CompletionClient, settings: Settings): Command {
  return {
    id: 'undercurrent.restart',
    run: async () => {
      if (settings.enabled) client.restart();
      else await settings.setEnabled(true);
    },
  };
}
