/**
 * `npm run pictures`: packs the extension and takes the pictures of README and walkthrough anew, in a real window with
 * the model that is shipped. What is offered there is what the model offers; look at the pictures before you commit
 * them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { packExtension } from '../shared/developmentEditor/packExtension.ts';

export async function main(): Promise<number> {
  const vsix = await packExtension();
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/pictures/vitest.config.mts'],
    { stdio: 'inherit', env: { ...process.env, UNDERCURRENT_VSIX: vsix } },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
