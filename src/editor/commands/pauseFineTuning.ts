/** Pauses the fine-tuning that is going on, or lets it go on. */
import type { FineTuning } from '../fineTuning/fineTuning.ts';
import { nothingRuns } from './cancelFineTuning.ts';
import type { Command } from './command.ts';

export function pauseFineTuningCommand(fineTuning: FineTuning): Command {
  return {
    id: 'undercurrent.pauseFineTuning',
    run: () => {
      const { state } = fineTuning;
      if (state.kind !== 'running') return Promise.reject(nothingRuns());
      fineTuning.setPaused(!state.progress.paused);
      return Promise.resolve();
    },
  };
}
