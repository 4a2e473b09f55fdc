/**
 * A program run by VS Code itself inside the extension host of a real window, with the extension as it lies in dist/.
 * The program is a file that exports `run`; what it has to say it writes beside the workspace folder, and from there it
 * is read.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { RealWindow, repositoryRoot, type RealWindowOptions } from './realWindow.ts';

export interface HostProgram {
  /** Relative to the repository. */
  readonly entryPoint: string;
  /** File beside the workspace folder. */
  readonly resultFile: string;
  readonly patienceMilliseconds: number;
}

export interface HostProgramEnd {
  /** What was written; empty when nothing was. */
  readonly written: string;
  readonly inTime: boolean;
  /** What window and server printed. */
  readonly log: string;
}

export async function runInExtensionHost(
  program: HostProgram,
  options: Omit<RealWindowOptions, 'packedExtension' | 'extraArguments'>,
): Promise<HostProgramEnd> {
  const bundle = await bundled(program.entryPoint);
  const window = await RealWindow.create({
    ...options,
    packedExtension: false,
    // Without it the two paths below are ignored.
    extraArguments: ['--vscode-option', 'enable-smoke-test-driver'],
  });
  try {
    const { workbench, server, folder } = window;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    await workbench.page.exposeFunction('codeAutomationExit', () => {
      finish();
    });
    await workbench.page.exposeFunction('codeAutomationLog', (type: string, values: unknown[]) => {
      workbench.console.push(`[host ${type}] ${values.map(String).join(' ')}`);
    });
    const remote = (file: string): string => `vscode-remote://${server.authority}${file}`;
    await workbench.open({
      folder,
      payload: [
        ['extensionDevelopmentPath', remote(repositoryRoot)],
        ['extensionTestsPath', remote(bundle)],
      ],
    });
    const tooLate = new Promise<'late'>((resolve) => {
      setTimeout(resolve, program.patienceMilliseconds, 'late').unref();
    });
    const end = await Promise.race([finished, tooLate]);
    const written = await readFile(path.join(folder, '..', program.resultFile), 'utf8').catch(() => '');
    return { written, inTime: end !== 'late', log: window.log() };
  } finally {
    await window.dispose();
  }
}

async function bundled(entryPoint: string): Promise<string> {
  const name = path.basename(path.dirname(path.dirname(entryPoint)));
  const outfile = path.join(repositoryRoot, 'dist', 'test', `${name}.js`);
  await build({
    absWorkingDir: repositoryRoot,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
