/**
 * What the editor asks and tells, and how a person answers: boxes in the middle of the window, messages in its corner,
 * and the list in which VS Code in a browser has files chosen.
 */
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** A message in the corner that holds `text`. */
export function toast({ page }: Workbench, text: string | RegExp): Locator {
  return page.locator('.notification-toast', { hasText: text }).first();
}

/** Takes away all messages, so that the next one is no old one. */
export async function clearToasts(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
}

/** Presses a button of the box in the middle of the window. */
export async function answer({ page }: Workbench, button: string): Promise<void> {
  const box = page.locator('.monaco-dialog-box');
  await box.locator('.monaco-button', { hasText: button }).first().click();
  await box.waitFor({ state: 'hidden' });
}

/** Types a path into the dialog with that title, and takes it. A folder's path ends with a slash. */
export async function choosePath({ page }: Workbench, title: string, path: string): Promise<void> {
  const dialog = page.locator('.quick-input-widget', { hasText: title });
  const input = dialog.locator('input.input');
  await input.waitFor();
  // The dialog writes a folder of its own into the field once it has looked at it.
  let steady = 0;
  while (steady < 3) {
    if ((await input.inputValue()) === path) steady++;
    else {
      steady = 0;
      await input.fill(path);
    }
    await page.waitForTimeout(200);
  }
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}
