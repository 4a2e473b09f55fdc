/**
 * What a model has learnt of a project, as somebody at the keyboard sees it: which of its names are completed that were
 * only begun.
 */
import path from 'node:path';
import type { Workbench } from './workbench.ts';

/** The beginning of a line, which ends inside a name; and how the name goes on, at least. */
export type Beginning = readonly [typed: string, rest: string];

/**
 * Types each beginning on a line of its own in `file`, which is open, and answers those whose name the ghost text
 * completes.
 */
export async function completedNames(
  workbench: Workbench,
  file: string,
  beginnings: readonly Beginning[],
): Promise<string[]> {
  const found: string[] = [];
  // Keys pressed in a panel would go to its page.
  await workbench.page
    .locator('.tabs-container .tab', { hasText: path.basename(file) })
    .first()
    .click();
  await workbench.focusEditor(file);
  // Whatever stood there, as after a reload in the middle of something, gives way to the same beginning.
  await workbench.press('Control+a');
  await workbench.type('export {};\n\n');
  for (const [typed, rest] of beginnings) {
    await workbench.type(typed);
    const ghost = await workbench.waitForGhostText((text) => text.startsWith(rest), 1_500);
    console.log(`${typed}[${ghost ?? (await workbench.ghostText())}]`);
    if (ghost !== undefined) found.push(typed + rest);
    // What was offered is not to teach the next line.
    await workbench.press('Escape');
    await workbench.press('Shift+Home');
    await workbench.press('Delete');
  }
  return found;
}
