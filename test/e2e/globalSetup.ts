/** Editor and browser are installed once, before the first window: two windows run side by side. */
import { setUpBrowser } from '../../src/tools/shared/developmentEditor/browser.ts';
import { setUpEditor } from '../../src/tools/shared/developmentEditor/setUp.ts';

export default async function globalSetup(): Promise<void> {
  await setUpEditor(console.log);
  await setUpBrowser(console.log);
}
