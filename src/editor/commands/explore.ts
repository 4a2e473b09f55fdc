/** Opens the panel that shows what goes on in the model at the cursor. */
import type { Explore } from '../explore/explore.ts';
import type { Command } from './command.ts';

export function exploreCommand(explore: Explore): Command {
  return { id: 'undercurrent.explore', run: () => explore.show() };
}
