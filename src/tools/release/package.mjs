/**
 * `npm run package`: a VSIX for this platform, at dist/undercurrent-TARGET-VERSION.vsix. Its contents are checked
 * against a list of what has to be there and of what may, and its size against the limit. A package that fails is
 * deleted.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { openPromise } from 'yauzl';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const maximumMegabytes = 25;

/** What has to be in the package. vsce lowers the case of some names and adds an extension to LICENSE. */
const required = [
  /^extension\/package\.json$/,
  /^extension\/readme\.md$/i,
  /^extension\/changelog\.md$/i,
  /^extension\/license(\.txt)?$/i,
  /^extension\/dist\/extension\.js$/,
  /^extension\/dist\/completionServer\.js$/,
  /^extension\/dist\/explorePanel\.js$/,
  /^extension\/dist\/fineTunePanel\.js$/,
  /^extension\/dist\/trainer\.js$/,
  /^extension\/dist\/ThirdPartyNotices\.txt$/,
  /^extension\/dist\/native\/onnxruntime_binding\.node$/,
  /^extension\/dist\/native\/(libonnxruntime\.[\w.]+|onnxruntime\.dll)$/,
  /^extension\/media\/icon\.png$/,
  /^extension\/media\/explore\.css$/,
  /^extension\/media\/fineTune\.css$/,
  /^extension\/media\/page\.css$/,
  /^extension\/models\/MODEL_CARD\.md$/,
  /^extension\/models\/MEASUREMENTS\.md$/,
  /^extension\/models\/EXPERIMENTS\.md$/,
  /^extension\/models\/base\/model\.json$/,
  /^extension\/models\/base\/languages\.json$/,
  /^extension\/models\/base\/mixture\.json$/,
  /^extension\/models\/base\/replay\.jsonl\.gz$/,
  /^extension\/models\/base\/replay-licences\.txt$/,
];

/** What may be there beside it. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/media\/[\w./-]+\.(png|svg|md)$/,
  /^extension\/models\/base\/[\w.-]+$/,
];

function packagingError(message, action) {
  return Object.assign(new Error(message), { action });
}

/** Names of the files in a ZIP archive, with forward slashes. */
async function zipEntries(file) {
  const archive = await openPromise(file);
  const names = [];
  for await (const { fileName } of archive.eachEntry()) names.push(fileName);
  return names.filter((name) => !name.endsWith('/'));
}

/** VS Code's name of this platform, since the native library is this platform's. */
const target = `${process.platform}-${process.arch}`;

function runVsce(output) {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const options = [
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--target',
    target,
    '--out',
    output,
  ];
  const result = spawnSync(process.execPath, [vsce, 'package', ...options], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw packagingError('vsce could not make the package.', 'Its output above says why.');
}

/** Complains about anything in the package that is missing, unexpected, or too large. */
export function checkPackage(names, bytes) {
  const missing = required.filter((pattern) => !names.some((name) => pattern.test(name)));
  if (missing.length > 0)
    throw packagingError(`The package lacks ${missing.join(', ')}.`, 'Add it, or see .vscodeignore.');
  const unexpected = names.filter((name) => ![...required, ...allowed].some((pattern) => pattern.test(name)));
  if (unexpected.length > 0)
    throw packagingError(`The package holds what it should not: ${unexpected.join(', ')}.`, 'See .vscodeignore.');
  const megabytes = bytes / 1e6;
  if (megabytes > maximumMegabytes) {
    throw packagingError(
      `The package has ${megabytes.toFixed(1)} MB, more than ${maximumMegabytes}.`,
      'Smaller weights, or something in it that should not be.',
    );
  }
}

/** Makes the package and returns its path. */
export async function packageExtension() {
  const { name, version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  if (!existsSync(path.join(root, 'models/base/model.json')))
    throw packagingError('There is no model in models/base.', 'Train one: npm run corpus, then npm run pretrain.');
  await bundle({ production: true });
  const output = path.join(root, 'dist', `${name}-${target}-${version}.vsix`);
  await rm(output, { force: true });
  runVsce(output);
  const { size } = await stat(output);
  try {
    checkPackage(await zipEntries(output), size);
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
  console.log(`${path.relative(root, output)}: ${(size / 1e6).toFixed(1)} MB`);
  return output;
}

export async function main() {
  await packageExtension();
}
