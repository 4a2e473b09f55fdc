/**
 * The licences of all packages in the bundle, found from esbuild's metafile, so that none can be missing. A package
 * without a licence file needs its text in licences/. The build fails until it is there.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Texts for packages that come without one. Both parts of onnxruntime are under the licence of its repository. */
const suppliedTexts = {
  'onnxruntime-common': 'onnxruntime-1.23.2-licence.txt',
  'onnxruntime-node': 'onnxruntime-1.23.2-licence.txt',
  '@bufbuild/protobuf': 'bufbuild-protobuf-2.17.0-licence.txt',
};

/** What the native library of onnxruntime is made of, as published with it. */
const nativeNotices = 'onnxruntime-1.23.2-notices.txt';

/** `node_modules/@scope/name` or `node_modules/name` at the end of the longest package path in a metafile's input. */
const packageFolder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

async function licenceText(root, folder, name) {
  const files = await readdir(path.join(root, folder));
  const own = files.find((file) => /^licen[cs]e(?:-mit)?(?:\.(?:txt|md))?$/i.test(file));
  if (own !== undefined) return await readFile(path.join(root, folder, own), 'utf8');
  const supplied = suppliedTexts[name];
  if (supplied === undefined)
    throw new Error(`${name} is bundled but comes without a licence text: add it to src/tools/release/licences.`);
  return await readFile(path.join(root, 'src/tools/release/licences', supplied), 'utf8');
}

/** The text of ThirdPartyNotices.txt for a bundle. */
export async function thirdPartyNotices(root, metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = [...new Set(inputs.map((input) => packageFolder.exec(input)?.[1]).filter(Boolean))].sort();
  const sections = await Promise.all(
    folders.map(async (folder) => {
      const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
      return `${name} ${version}, ${license}\n\n${(await licenceText(root, folder, name)).trim()}\n`;
    }),
  );
  const native = await readFile(path.join(root, 'src/tools/release/licences', nativeNotices), 'utf8');
  const rule = `\n${'='.repeat(100)}\n\n`;
  const introduction = 'Undercurrent contains the following software by others.\n';
  const nativePart = `The native library of onnxruntime contains the following.\n\n${native.trim()}\n`;
  return [introduction, ...sections, nativePart].join(rule);
}
