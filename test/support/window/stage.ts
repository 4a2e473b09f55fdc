/**
 * Ties a real window to a vitest file: made before its first test, ended after its last, and photographed when a test
 * fails, with what window and server printed. One window serves all tests of a file, for starting one takes many
 * seconds.
 */
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { RealWindow, type RealWindowOptions, screenshotFolder } from './realWindow.ts';

/**
 * Ends by way of `exit`, whose listeners end the editor's process group, when vitest stops its workers or dies itself.
 */
function endOrderly(): void {
  for (const event of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const)
    process.once(event, () => process.exit(1));
}

/**
 * @param prepare what happens between the installation and the first test, such as opening the window
 * @returns a function that answers the window, for use inside tests
 */
export function useRealWindow(
  options: RealWindowOptions,
  prepare: (window: RealWindow) => Promise<void>,
): () => RealWindow {
  let window: RealWindow | undefined;

  beforeAll(async () => {
    endOrderly();
    window = await RealWindow.create(options);
    try {
      await prepare(window);
    } catch (error) {
      await window.workbench
        .screenshot(path.join(screenshotFolder, 'failed', 'preparation.png'))
        .catch(() => undefined);
      console.error(window.log());
      throw error;
    }
  });

  afterEach(async (context) => {
    if (context.task.result?.state !== 'fail' || window === undefined) return;
    const name = context.task.name.replaceAll(/[^\w]+/g, '-');
    await window.workbench.screenshot(path.join(screenshotFolder, 'failed', `${name}.png`)).catch(() => undefined);
    console.error(window.log());
  });

  afterAll(async () => {
    await window?.dispose();
  });

  return () => {
    if (window === undefined) throw new Error('The window is not there yet.');
    return window;
  };
}
