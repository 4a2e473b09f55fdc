/**
 * All scripts of package.json run `node src/tools/launch.mjs NAME [arguments]`. It installs the locked dependencies
 * when they are absent or stale. Then it runs the program NAME in this process: an `.mjs` file from one of the folders
 * beside this one, or a `.ts` file, which it bundles first. The dependencies may be absent, so only Node's own modules
 * are imported at the top.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where programs are, below src/tools. */
const programFolders = ['corpus', 'train', 'measure', 'release'];

/** No telemetry from the native library, no download after its installation. */
process.env.ORT_DISABLE_TELEMETRY = '1';
process.env.ONNXRUNTIME_NODE_INSTALL = 'skip';

/** The packages of a lock file by folder, or `undefined` where there is no readable file. */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds what package-lock.json asks for, by npm's own record of its last installation. */
function dependenciesAreInstalled() {
  const wanted = lockedPackages('package-lock.json');
  const installed = lockedPackages(path.join('node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true;
    const present = installed[folder];
    if (present === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return present.version === entry.version;
  });
}

function installDependencies() {
  console.log('Installing the dependencies in package-lock.json …');
  const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    throw Object.assign(new Error('The dependencies could not be installed.'), {
      action: 'Read what npm printed above; most often the package registry could not be reached.',
    });
  }
}

/** Bundles a program to dist/tools/NAME.cjs and loads it. */
async function loadTypeScriptProgram(name, file) {
  const esbuild = await import('esbuild');
  const outfile = path.join(root, 'dist', 'tools', `${name}.cjs`);
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [file],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['onnxruntime-node'],
      sourcemap: true,
      logLevel: 'warning',
    });
  } finally {
    await esbuild.stop();
  }
  process.setSourceMapsEnabled(true);
  return createRequire(import.meta.url)(outfile);
}

/** The `main` of program NAME: takes its arguments, answers its exit code. */
async function loadProgram(name) {
  if (name === 'build') {
    const { bundle } = await import('./release/bundle.mjs');
    return (args) => bundle({ production: args.includes('--production') });
  }
  for (const folder of /^[a-z][A-Za-z]*$/.test(name) ? programFolders : []) {
    const file = path.join(root, 'src', 'tools', folder, name);
    if (existsSync(`${file}.mjs`)) return (await import(pathToFileURL(`${file}.mjs`).href)).main;
    if (existsSync(`${file}.ts`)) return (await loadTypeScriptProgram(name, `${file}.ts`)).main;
  }
  throw Object.assign(new Error(`There is no program ${name} in src/tools.`), {
    action: 'See "scripts" in package.json.',
  });
}

const [name = '', ...args] = process.argv.slice(2);
try {
  if (!dependenciesAreInstalled()) installDependencies();
  const main = await loadProgram(name);
  process.argv = [process.argv[0], path.join(root, 'src', 'tools', name), ...args];
  const code = await main(args);
  process.exitCode = typeof code === 'number' ? code : 0;
} catch (error) {
  // A UserError carries what to do about it; anything else is a defect and shows its stack.
  if (typeof error?.action === 'string') console.error(`${error.message}\n${error.action}`);
  else console.error(error);
  process.exitCode = 1;
}
