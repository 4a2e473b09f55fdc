/** Shows what surprises the model in the active editor, and hides it again. */
import type { Surprise } from '../surprise/surprise.ts';
import type { Command } from './command.ts';
import { showSurprisingPlacesCommand } from './showSurprisingPlaces.ts';

/** All commands that concern surprise. */
export function surpriseCommands(surprise: Surprise): readonly Command[] {
  return [showSurpriseCommand(surprise), hideSurpriseCommand(surprise), showSurprisingPlacesCommand(surprise)];
}

function showSurpriseCommand(surprise: Surprise): Command {
  return {
    id: 'undercurrent.showSurprise',
    run: async () => {
      await surprise.show();
    },
  };
}

function hideSurpriseCommand(surprise: Surprise): Command {
  return { id: 'undercurrent.hideSurprise', run: () => surprise.hide() };
}
