/**
 * Invariants of the shipped programs, read off esbuild's metafile: what each contains and which modules it can load.
 */
import type { BuildOptions, Metafile } from 'esbuild';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const networkModule = /^(?:node:)?(?:net|tls|http|https|http2|dgram|dns)(?:\/.*)?$/;

let outputs: Metafile['outputs'];
let texts: readonly (readonly [path: string, text: string])[];

beforeAll(async () => {
  const program = new URL('../../../../src/tools/release/bundle.mjs', import.meta.url).href;
  const { bundleOptions, webviewBundleOptions } = (await import(program)) as Record<
    'bundleOptions' | 'webviewBundleOptions',
    (options: { production: boolean }) => BuildOptions
  >;
  const built = [bundleOptions, webviewBundleOptions].map((options) =>
    build({ ...options({ production: true }), metafile: true, write: false }),
  );
  const [programs, pages] = await Promise.all(built);
  outputs = { ...programs?.metafile.outputs, ...pages?.metafile.outputs };
  texts = [programs, pages].flatMap((made) => made?.outputFiles ?? []).map(({ path, text }) => [path, text]);
});

function partsOf(output: string) {
  const found = outputs[output];
  if (found === undefined) throw new Error(`${output} was not built.`);
  return { inputs: Object.keys(found.inputs), modules: found.imports.map((imported) => imported.path) };
}

const roomsOf = (inputs: readonly string[]) =>
  new Set(inputs.flatMap((input) => /^src\/(\w+)\//.exec(input)?.[1] ?? []));

describe('dist/extension.js', () => {
  it('contains no onnxruntime and nothing of the rooms that need it', () => {
    const { inputs, modules } = partsOf('dist/extension.js');
    expect([...inputs, ...modules].filter((name) => name.includes('onnx') || name.endsWith('.node'))).toEqual([]);
    expect([...roomsOf(inputs)].sort()).toEqual(['base', 'editor', 'processes', 'webview', 'workspace']);
  });

  it('contains of the pages only the words that are exchanged with them', () => {
    const { inputs } = partsOf('dist/extension.js');
    expect(inputs.filter((name) => name.startsWith('src/webview/'))).toEqual([
      'src/webview/explore/exploreProtocol.ts',
      'src/webview/fineTuning/protocol.ts',
      'src/webview/statistics/statisticsProtocol.ts',
    ]);
  });
});

describe('dist/completionServer.js', () => {
  it('contains nothing of the editor', () => {
    const { inputs, modules } = partsOf('dist/completionServer.js');
    expect(modules).not.toContain('vscode');
    const rooms = roomsOf(inputs);
    for (const room of ['editor', 'webview', 'tools']) expect(rooms).not.toContain(room);
  });

  it('loads the native library from beside itself', () => {
    const { modules } = partsOf('dist/completionServer.js');
    expect(modules.filter((name) => name.endsWith('.node'))).toEqual(['./native/onnxruntime_binding.node']);
  });
});

describe.each(['dist/explorePanel.js', 'dist/fineTunePanel.js', 'dist/statisticsPanel.js'])('%s', (page) => {
  it('contains nothing but its room, and loads nothing', () => {
    const { inputs, modules } = partsOf(page);
    expect([...roomsOf(inputs)].filter((room) => room !== 'base')).toEqual(['webview']);
    expect(inputs.filter((name) => !name.startsWith('src/'))).toEqual([]);
    expect(modules).toEqual([]);
  });
});

describe('every program', () => {
  it.each(['dist/extension.js', 'dist/completionServer.js'])('%s cannot load a network module', (output) => {
    expect(partsOf(output).modules.filter((name) => networkModule.test(name))).toEqual([]);
  });
});

it('no program asks for a module of its own folder, whatever the function is called', () => {
  expect(texts).toHaveLength(6);
  for (const [path, text] of texts) expect(text.match(/\w\(["']\.{1,2}\/[\w/-]+["']\)/g) ?? [], path).toEqual([]);
});
