/**
 * `npm run pictures`: packs the extension and takes the pictures of README and walkthrough anew, in a real window with
 * the model that ships. Look at the pictures before you commit them.
 */
import { packExtension } from '../shared/developmentEditor/packExtension.ts';
import { runScript } from '../shared/programs.ts';

export async function main(): Promise<number> {
  const vsix = await packExtension();
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/pictures/vitest.config.mts'];
  return await runScript(args, { env: { ...process.env, UNDERCURRENT_VSIX: vsix } });
}
