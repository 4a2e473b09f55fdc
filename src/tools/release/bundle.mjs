/**
 * esbuild bundles what runs in the product into dist/: the extension, the completion server and the trainer with the
 * native library of this platform, the pages of webviews, and the licence notices. No node_modules ship.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nativeFilesOf, thisTarget } from './targets.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/**
 * onnxruntime-node picks its native module by a path built at run time. In a bundle it lies in native/ beside the
 * program.
 */
const nativeBinding = {
  name: 'native-binding',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const bundled = source.replace(/require\(`[^`]*\.node`\)/, "require('./native/onnxruntime_binding.node')");
      if (bundled === source) return { errors: [{ text: 'The require of the native module was not found.' }] };
      return { contents: bundled, loader: 'js' };
    });
    onResolve({ filter: /^\.\/native\/.*\.node$/ }, ({ path: file }) => ({ path: file, external: true }));
  },
};

/**
 * vscode-jsonrpc can also speak over sockets. Nothing here does, and so that nothing can, `net` is not in the bundle.
 */
const noSockets = {
  name: 'no-sockets',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^net$/ }, () => ({ path: 'net', namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Puts the native library of `target` where the programs load it from, in place of any other. */
export async function copyNativeFiles(target) {
  const folder = path.join(root, 'dist', 'native');
  const files = await nativeFilesOf(root, target);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all(files.map((file) => copyFile(file, path.join(folder, path.basename(file)))));
}

/** How the product is bundled: minified for production, with source maps otherwise. */
export function bundleOptions({ production }) {
  return {
    absWorkingDir: root,
    entryPoints: {
      extension: 'src/extension.ts',
      completionServer: 'src/processes/completionServer.ts',
      trainer: 'src/processes/trainer.ts',
    },
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    // Its main file calls `require` under another name, which esbuild cannot follow.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    plugins: [nativeBinding, noSockets],
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
}

/** The pages of webviews, which run in a browser and can load nothing. */
export function webviewBundleOptions({ production }) {
  return {
    absWorkingDir: root,
    entryPoints: {
      fineTunePanel: 'src/webview/fineTuning/fineTunePanel.ts',
      explorePanel: 'src/webview/explore/explorePanel.ts',
      statisticsPanel: 'src/webview/statistics/statisticsPanel.ts',
    },
    outdir: 'dist',
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: production,
    // A page's policy lets it load no map from a file; within the script it is there.
    sourcemap: production ? false : 'inline',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
}

/** Builds dist/. esbuild's account of it goes to dist/meta.json. */
export async function bundle({ production }) {
  const results = await Promise.all([
    build(bundleOptions({ production })),
    build(webviewBundleOptions({ production })),
  ]);
  const metafile = {
    inputs: Object.assign({}, ...results.map((result) => result.metafile.inputs)),
    outputs: Object.assign({}, ...results.map((result) => result.metafile.outputs)),
  };
  if (production) await removeSourceMaps();
  await copyNativeFiles(thisTarget);
  await writeFile(path.join(root, 'dist', 'meta.json'), JSON.stringify(metafile));
  await writeFile(path.join(root, 'dist', 'ThirdPartyNotices.txt'), await thirdPartyNotices(root, metafile));
}

/** Maps of an earlier build would describe a program that is no longer there. */
async function removeSourceMaps() {
  for (const name of ['extension.js.map', 'completionServer.js.map', 'trainer.js.map']) {
    await rm(path.join(root, 'dist', name), { force: true });
  }
}
