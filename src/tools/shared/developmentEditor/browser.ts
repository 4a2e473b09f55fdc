/**
 * The browser that opens code-server: Chromium or Chrome of this machine. It is never downloaded as a binary. If there
 * is none, Debian's package is installed where that needs no password. Otherwise an error says what to install.
 */
import { UserError } from '../../../base/userError.ts';
import { findOnPath, firstExecutable, runQuietly } from '../programs.ts';

const commands = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome.exe', 'msedge.exe'];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

async function findBrowser(): Promise<string | undefined> {
  return (await findOnPath(...commands)) ?? (await firstExecutable(fixedPlaces));
}

/** Path of a Chromium. @throws UserError where there is none and none may be installed. */
export async function setUpBrowser(log: (message: string) => void): Promise<string> {
  const found = await findBrowser();
  if (found !== undefined) return found;
  const mayInstall = process.getuid?.() === 0 && (await findOnPath('apt-get')) !== undefined;
  if (mayInstall) {
    log('Installing chromium with apt-get …');
    const advice = 'Most often the package archive could not be reached: try again when it can.';
    await runQuietly('apt-get', ['update'], advice);
    await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], advice);
    const installed = await findBrowser();
    if (installed !== undefined) return installed;
  }
  throw new UserError(
    'The tests in a real window need Chromium or Chrome, and none was found.',
    'Install it (on Debian and Ubuntu: sudo apt-get install chromium) and run this again.',
  );
}
