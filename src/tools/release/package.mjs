/**
 * `npm run package`: a VSIX for this platform, at dist/undercurrent-TARGET-VERSION.vsix. `-- --target NAME` packages
 * for another platform, `-- --all` for all of them, with their checksums in dist/SHA256SUMS. A package is checked
 * against a list of what has to be there and of what may, its native files against its target, and its size against the
 * limit. A package that fails is deleted.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPromise } from 'yauzl';
import { bundle, copyNativeFiles } from './bundle.mjs';
import { headerBytes, nativeFilePatterns, targetOfBinary, targets, thisTarget } from './targets.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const maximumMegabytes = 25;

const native = 'extension/dist/native/';

/** What has to be in every package. vsce lowers the case of some names and adds an extension to LICENSE. */
const required = [
  /^extension\.vsixmanifest$/,
  /^extension\/package\.json$/,
  /^extension\/package\.nls\.json$/,
  /^extension\/readme\.md$/i,
  /^extension\/changelog\.md$/i,
  /^extension\/license(\.txt)?$/i,
  /^extension\/dist\/extension\.js$/,
  /^extension\/dist\/completionServer\.js$/,
  /^extension\/dist\/explorePanel\.js$/,
  /^extension\/dist\/fineTunePanel\.js$/,
  /^extension\/dist\/statisticsPanel\.js$/,
  /^extension\/dist\/trainer\.js$/,
  /^extension\/dist\/ThirdPartyNotices\.txt$/,
  /^extension\/media\/icon\.png$/,
  /^extension\/media\/explore\.css$/,
  /^extension\/media\/fineTune\.css$/,
  /^extension\/media\/page\.css$/,
  /^extension\/media\/statistics\.css$/,
  /^extension\/models\/MODEL_CARD\.md$/,
  /^extension\/models\/MEASUREMENTS\.md$/,
  /^extension\/models\/EXPERIMENTS\.md$/,
  /^extension\/models\/base\/model\.json$/,
  /^extension\/models\/base\/languages\.json$/,
  /^extension\/models\/base\/mixture\.json$/,
  /^extension\/models\/base\/replay\.jsonl\.gz$/,
  /^extension\/models\/base\/replay-licences\.txt$/,
];

/** What may be there beside it, and beside the native library. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\/package\.nls\.[\w-]+\.json$/,
  /^extension\/media\/[\w./-]+\.(png|svg|md)$/,
  /^extension\/media\/l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^extension\/models\/base\/[\w.-]+$/,
];

function packagingError(message, action) {
  return Object.assign(new Error(message), { action });
}

/** Whether a version is of the pre-release channel: one with an odd minor number, as VS Code's guide proposes. */
export function isPreRelease(version) {
  return Number(version.split('.')[1]) % 2 === 1;
}

/** What `checkPackage` looks at: names with forward slashes, size, the manifest and the starts of native files. */
async function contentsOf(file, bytes) {
  const archive = await openPromise(file);
  const contents = { names: [], bytes, manifest: '', nativeHeaders: new Map() };
  for await (const entry of archive.eachEntry()) {
    const { fileName } = entry;
    if (fileName.endsWith('/')) continue;
    contents.names.push(fileName);
    if (fileName === 'extension.vsixmanifest')
      contents.manifest = (await firstBytes(archive, entry, 1e6)).toString('utf8');
    if (fileName.startsWith(native))
      contents.nativeHeaders.set(fileName, await firstBytes(archive, entry, headerBytes));
  }
  return contents;
}

async function firstBytes(archive, entry, limit) {
  const stream = await archive.openReadStreamPromise(entry);
  const chunks = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

function runVsce(target, version, output) {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const options = ['--no-dependencies', '--target', target, '--out', output];
  if (isPreRelease(version)) options.push('--pre-release');
  const result = spawnSync(process.execPath, [vsce, 'package', ...options], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw packagingError('vsce could not make the package.', 'Its output above says why.');
}

/** Complains about anything in the package of `target` that is missing, unexpected, of another target or too large. */
export function checkPackage(target, { names, bytes, manifest, nativeHeaders }) {
  const needed = [...required, ...nativeFilePatterns(target).map((pattern) => inNativeFolder(pattern))];
  const missing = needed.filter((pattern) => !names.some((name) => pattern.test(name)));
  if (missing.length > 0)
    throw packagingError(`The package lacks ${missing.join(', ')}.`, 'Add it, or see .vscodeignore.');
  const unexpected = names.filter((name) => ![...needed, ...allowed].some((pattern) => pattern.test(name)));
  if (unexpected.length > 0)
    throw packagingError(`The package holds what it should not: ${unexpected.join(', ')}.`, 'See .vscodeignore.');
  const declared = /\bTargetPlatform="([^"]*)"/.exec(manifest)?.[1];
  if (declared !== target)
    throw packagingError(`The package says that it is for ${declared}, not ${target}.`, 'See its manifest.');
  for (const [name, header] of nativeHeaders) {
    const found = targetOfBinary(header) ?? 'no known system';
    if (found !== target) throw packagingError(`${name} is for ${found}, not ${target}.`, 'See targets.mjs.');
  }
  const megabytes = bytes / 1e6;
  if (megabytes > maximumMegabytes) {
    throw packagingError(
      `The package has ${megabytes.toFixed(1)} MB, more than ${maximumMegabytes}.`,
      'Smaller weights, or something in it that should not be.',
    );
  }
}

function inNativeFolder(pattern) {
  return new RegExp(`^${native}${pattern.source.replace(/^\^/, '')}`);
}

/** Makes one package of what is in dist/. Answers its path and its SHA-256. */
async function packageFor(target, { name, version }) {
  await copyNativeFiles(target);
  const output = path.join(root, 'dist', `${name}-${target}-${version}.vsix`);
  await rm(output, { force: true });
  runVsce(target, version, output);
  const archive = await readFile(output);
  try {
    checkPackage(target, await contentsOf(output, archive.length));
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
  const channel = isPreRelease(version) ? ', pre-release' : '';
  console.log(`${path.relative(root, output)}: ${(archive.length / 1e6).toFixed(1)} MB${channel}, checked`);
  return { output, sha256: createHash('sha256').update(archive).digest('hex') };
}

function chosenTargets(args) {
  const { values } = parseArgs({ args, options: { target: { type: 'string' }, all: { type: 'boolean' } } });
  const target = values.target ?? thisTarget;
  if (!targets.includes(target))
    throw packagingError(`There is no target ${target}.`, `Targets: ${targets.join(', ')}.`);
  // This platform's comes last, because its native library stays in dist/ for what runs there.
  return values.all ? [...targets.filter((other) => other !== thisTarget), thisTarget] : [target];
}

/** Makes the packages that the arguments name. */
export async function main(args) {
  const chosen = chosenTargets(args);
  if (!existsSync(path.join(root, 'models/base/model.json')))
    throw packagingError('There is no model in models/base.', 'Train one: npm run corpus, then npm run pretrain.');
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  await bundle({ production: true });
  const packages = [];
  try {
    for (const target of chosen) packages.push(await packageFor(target, manifest));
  } finally {
    if (chosen.at(-1) !== thisTarget && targets.includes(thisTarget)) await copyNativeFiles(thisTarget);
  }
  if (chosen.length === 1) return;
  const sums = packages.map(({ output, sha256 }) => `${sha256}  ${path.basename(output)}\n`);
  await writeFile(path.join(root, 'dist', 'SHA256SUMS'), sums.join(''));
}
