/** Ends a fine-tuning that is going on; the model stays what it was. */
import { UserError } from '../../base/userError.ts';
import type { FineTuning } from '../fineTuning/fineTuning.ts';
import type { Command } from './command.ts';

export function cancelFineTuningCommand(fineTuning: FineTuning): Command {
  return {
    id: 'undercurrent.cancelFineTuning',
    run: async () => {
      if (!fineTuning.isRunning) throw nothingRuns();
      await fineTuning.cancel();
    },
  };
}

export function nothingRuns(): UserError {
  return new UserError('No fine-tuning is going on.', 'Start one first.');
}
