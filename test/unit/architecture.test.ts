/**
 * ARCHITECTURE.md says which room may import which, what is absent where, and what each file is for. This is the tool
 * that holds it to its word: the table of arrows there is compared with every import in src/, with the references
 * between the TypeScript projects and with what ESLint really complains about.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';
import { build } from 'esbuild';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const architecture = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');

/** Room → rooms it may import, as the table in ARCHITECTURE.md has it. */
const arrows = new Map(
  [...architecture.matchAll(/^\| `(\w+)\/` +\| ([^|]*)\|/gm)].map(
    ([, room = '', imports = '']) => [room, [...imports.matchAll(/`(\w+)\/`/g)].map(([, name = '']) => name)] as const,
  ),
);
const rooms = readdirSync(path.join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface SourceFile {
  /** From the root of the repository, forward slashes. */
  readonly file: string;
  /** `undefined` for src/extension.ts. */
  readonly room: string | undefined;
  /** Module names as they are written, types and dynamic imports included. */
  readonly imports: readonly string[];
  readonly text: string;
}

const sources: readonly SourceFile[] = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((file) => /\.(ts|mjs)$/.test(file))
  .map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    return { file, room: /^src\/(\w+)\//.exec(file)?.[1], imports, text };
  });

/** The room that an import leads to; `undefined` for a package, and for the file's own room. */
function roomOfImport({ file, room }: SourceFile, imported: string): string | undefined {
  if (!imported.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(file), imported);
  const found = /^src\/(\w+)\//.exec(target)?.[1];
  return found === room ? undefined : found;
}

const filesThatImport = (name: string): string[] =>
  sources.filter(({ imports }) => imports.includes(name)).map(({ file }) => file);

describe('the arrows between rooms', () => {
  it('are drawn for every room and for no other', () => {
    expect([...arrows.keys()].sort()).toEqual([...rooms].sort());
  });

  it.each([...arrows])('%s/ imports what the table allows', (room, allowed) => {
    const found = sources.filter((source) => source.room === room);
    const others = found.flatMap((source) =>
      source.imports.flatMap((imported) => {
        const target = roomOfImport(source, imported);
        return target === undefined || allowed.includes(target) ? [] : [`${source.file} → ${imported}`];
      }),
    );
    expect(others).toEqual([]);
  });

  it.each([...arrows])('%s/ refers to the same rooms in its tsconfig.json', (room, allowed) => {
    const text = readFileSync(path.join(root, 'src', room, 'tsconfig.json'), 'utf8');
    const { references = [] } = JSON.parse(text) as { references?: readonly { path: string }[] };
    expect(references.map((reference) => path.posix.basename(reference.path)).sort()).toEqual([...allowed].sort());
  });

  it('lead inside completion/ from writing/ to choosing/ and reading/, and not back', () => {
    const back = sources.flatMap(({ file, imports }) => {
      const folder = /^src\/completion\/(reading|choosing)\//.exec(file)?.[1];
      const above = folder === 'reading' ? /\.\.\/(writing|choosing)\// : /\.\.\/(writing|reading)\//;
      return folder === undefined ? [] : imports.filter((name) => above.test(name)).map((name) => `${file} → ${name}`);
    });
    expect(back).toEqual([]);
  });

  it('lead from editor/ to the contracts and the clients of processes/ alone, and to the protocols of webview/', () => {
    const reached = sources
      .filter(({ room }) => room === 'editor')
      .flatMap(({ imports }) => imports.filter((imported) => /\/(processes|webview)\//.test(imported)));
    const seen = /\/(processes\/(contracts|\w*[cC]lient)|webview\/\w+\/\w*[pP]rotocol)\.ts$/;
    expect(reached.filter((imported) => !seen.test(imported))).toEqual([]);
  });
});

describe('invariants', () => {
  it('1: only editor/ and extension.ts import vscode', () => {
    const others = filesThatImport('vscode').filter((file) => !/^src\/(editor\/|extension\.ts$)/.test(file));
    expect(others).toEqual([]);
  });

  it('2: only runtime/ imports onnxruntime', () => {
    const importers = sources.filter(({ imports }) => imports.some((name) => name.startsWith('onnxruntime')));
    expect(importers.map(({ file }) => file).filter((file) => !file.startsWith('src/runtime/'))).toEqual([]);
  });

  it('3: graph/, model/, completion/ and replay/ import nothing of Node', () => {
    const nodeModules = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
    const importers = sources.filter(
      ({ room, imports }) =>
        /^(graph|model|completion|replay)$/.test(room ?? '') && imports.some((name) => nodeModules.has(name)),
    );
    expect(importers.map(({ file }) => file)).toEqual([]);
  });

  it('4: no module that could open a connection is imported, in the tools either', () => {
    const network = /^(node:)?(net|tls|http|https|http2|dgram|dns|inspector)(\/|$)/;
    const importers = sources.filter(({ imports }) => imports.some((name) => network.test(name)));
    expect(importers.map(({ file }) => file)).toEqual([]);
  });

  it('no folder of src/ holds more than 20 files', () => {
    const counts = new Map<string, number>();
    for (const { file } of sources) {
      const folder = path.posix.dirname(file);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > 20)).toEqual([]);
  });

  it('no file of src/ is longer than 400 lines', () => {
    const long = sources.filter(({ file, text }) => !file.endsWith('_pb.ts') && text.split('\n').length > 401);
    expect(long.map(({ file }) => file)).toEqual([]);
  });
});

describe('what is shipped', () => {
  let outputs: Metafile['outputs'];
  let inputs: Metafile['inputs'];

  beforeAll(async () => {
    const bundler = new URL('../../src/tools/release/bundle.mjs', import.meta.url).href;
    const { bundleOptions } = (await import(bundler)) as {
      bundleOptions: (options: { production: boolean }) => BuildOptions;
    };
    const result = await build({ ...bundleOptions({ production: false }), metafile: true, write: false });
    ({ inputs, outputs } = result.metafile);
  });

  const inputsOf = (output: string): string[] => Object.keys(outputs[output]?.inputs ?? {});
  const importersOf = (pattern: RegExp): string[] =>
    Object.entries(inputs)
      .filter(([file, { imports }]) => file.startsWith('src/') && imports.some((found) => pattern.test(found.path)))
      .map(([file]) => file);

  it('dist/extension.js holds only rooms without mathematics', () => {
    const found = new Set(inputsOf('dist/extension.js').flatMap((file) => /^src\/(\w+)\//.exec(file)?.[1] ?? []));
    expect(found.has('editor')).toBe(true);
    for (const room of ['graph', 'model', 'runtime', 'completion', 'training', 'replay', 'tools'])
      expect(found).not.toContain(room);
    expect(inputsOf('dist/extension.js').filter((file) => file.includes('onnx'))).toEqual([]);
  });

  it('reads and writes files in few places', () => {
    const places = [
      // Opens a file for reading, and no pipe.
      'src/base/ordinaryFile.ts',
      // Lists a folder of the workspace in pieces; reads nothing.
      'src/editor/workspace/hostFileSystem.ts',
      // Models, read and written.
      'src/runtime/checkpointFiles.ts',
      'src/runtime/baseModelFiles.ts',
      // The text that ships beside the model, only read.
      'src/fineTuning/replaySet.ts',
      // The corpus of the tools, only read; nothing that is shipped calls it.
      'src/training/corpus.ts',
      // A workspace's storage: what a fine-tuning needs to go on, who is at it, and its report.
      'src/training/trainingState.ts',
      'src/fineTuning/storageLock.ts',
      'src/fineTuning/savedTraining.ts',
      'src/fineTuning/fineTuneWorkspace.ts',
      'src/fineTuning/fineTuneResult.ts',
      // Says whether there is a model in it; only read.
      'src/fineTuning/inspectStorage.ts',
    ];
    expect(importersOf(/^(node:)?fs(\/|$)/).filter((file) => !places.includes(file))).toEqual([]);
  });

  it('starts processes in one place, where server and trainer are forked', () => {
    expect(importersOf(/^(node:)?(child_process|worker_threads|cluster)$/)).toEqual(['src/processes/forkProgram.ts']);
  });
});

describe('ESLint', () => {
  const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

  /** Rules that complain about `text` if it stood in `file`. */
  async function complaints(file: string, text: string): Promise<string[]> {
    const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
    return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
  }

  it.each([
    ['src/base/imagined.ts', "import * as vscode from 'vscode';\nvscode.window;\n", 'no-restricted-imports'],
    [
      'src/processes/imagined.ts',
      "import type { Uri } from 'vscode';\nexport type A = Uri;\n",
      'no-restricted-imports',
    ],
    ['src/tools/imagined.ts', "export { InferenceSession } from 'onnxruntime-node';\n", 'no-restricted-imports'],
    ['src/model/imagined.ts', "export const a = import('onnxruntime-node');\n", 'no-restricted-syntax'],
    ['src/completion/imagined.ts', "export { readFile } from 'node:fs/promises';\n", 'no-restricted-imports'],
    ['src/completion/imagined.ts', 'export const now = Date.now();\n', 'no-restricted-properties'],
    ['src/completion/imagined.ts', 'export const now = new Date();\n', 'no-restricted-globals'],
    ['src/replay/imagined.ts', 'export const now = performance.now();\n', 'no-restricted-properties'],
    ['src/model/imagined.ts', 'export const a = Math.random();\n', 'no-restricted-properties'],
    ['src/graph/cells/imagined.ts', 'console.log(1);\n', 'no-restricted-globals'],
    ['src/editor/imagined.ts', "export const a = fetch('');\n", 'no-restricted-globals'],
    ['src/editor/imagined.ts', "export { connect } from 'node:net';\n", 'no-restricted-imports'],
    ['src/processes/imagined.ts', "export const a = import('node:https');\n", 'no-restricted-syntax'],
    ['src/training/imagined.ts', "export const a = require('http');\n", 'no-restricted-syntax'],
    ['src/editor/imagined.ts', 'export default 1;\n', 'no-restricted-exports'],
    ['src/base/imagined.ts', "export * from '../graph/value.ts';\n", 'no-restricted-imports'],
    ['src/model/cells/imagined.ts', "export { a } from '../../runtime/session.ts';\n", 'no-restricted-imports'],
    ['src/completion/imagined.ts', "export { a } from '../training/trainer.ts';\n", 'no-restricted-imports'],
    ['src/training/imagined.ts', "export { a } from '../completion/decoder.ts';\n", 'no-restricted-imports'],
    ['src/completion/imagined.ts', "export { a } from '../replay/measures.ts';\n", 'no-restricted-imports'],
    ['src/completion/reading/imagined.ts', "export { a } from '../writing/beam.ts';\n", 'no-restricted-imports'],
    ['src/completion/choosing/imagined.ts', "export { a } from '../reading/reader.ts';\n", 'no-restricted-imports'],
    [
      'src/completion/choosing/imagined.ts',
      "export { a } from '../../training/trainer.ts';\n",
      'no-restricted-imports',
    ],
    ['src/editor/commands/imagined.ts', "export { a } from '../../model/vocabulary.ts';\n", 'no-restricted-imports'],
    ['src/editor/imagined.ts', "export { a } from '../processes/serverProcess.ts';\n", 'no-restricted-imports'],
    ['src/editor/imagined.ts', "export { a } from '../webview/fineTuning/chart.ts';\n", 'no-restricted-imports'],
    ['src/tools/replay/imagined.ts', "export { a } from '../../editor/gate.ts';\n", 'no-restricted-imports'],
  ])('complains in %s about %j', async (file, text, rule) => {
    expect(await complaints(file, text)).toContain(rule);
  });

  it.each([
    ['src/editor/imagined.ts', "import * as vscode from 'vscode';\nexport const a = vscode.window;\n"],
    ['src/editor/imagined.ts', "export { a } from '../processes/completionClient.ts';\n"],
    ['src/editor/imagined.ts', "export { a } from '../processes/contracts.ts';\n"],
    ['src/editor/imagined.ts', "export { a } from '../webview/fineTuning/protocol.ts';\n"],
    ['src/runtime/imagined.ts', "export { InferenceSession } from 'onnxruntime-node';\n"],
    ['src/model/cells/imagined.ts', "export { a } from '../../graph/value.ts';\n"],
    ['src/training/imagined.ts', "export { readFile } from 'node:fs/promises';\n"],
  ])('has nothing against %s: %j', async (file, text) => {
    expect(await complaints(file, text)).toEqual([]);
  });
});

describe('the code map', () => {
  const named = [...architecture.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name);
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').slice(0, -1);

  it('names every room, and every folder directly in it', () => {
    const folders = new Set(sources.flatMap(({ file }) => /^src\/(\w+\/(?:\w+\/)?)/.exec(file)?.[1] ?? []));
    expect([...folders].filter((folder) => !named.includes(folder))).toEqual([]);
  });

  it('names no file that is not there', () => {
    const files = named.filter((name) => /^[\w./-]+\.(ts|mts|mjs|md|json|svg|png|proto)$/.test(name));
    const folders = new Set(sources.map(({ file }) => `${path.posix.dirname(file)}/`));
    const places = ['', 'src/', 'test/', ...folders];
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !places.some((place) => existsSync(path.join(root, place, file))))).toEqual([]);
  });

  it('has a place for every file at the top', () => {
    const allowed = new Set([
      ...['src', 'test', 'media', 'models', '.ci', '.github'],
      ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'package.json', 'package-lock.json'],
      ...[
        '.editorconfig',
        '.gitattributes',
        '.gitignore',
        '.npmrc',
        '.prettierignore',
        '.prettierrc.json',
        '.vscodeignore',
      ],
      ...['buf.gen.yaml', 'eslint.config.mjs', 'knip.json', 'tsconfig.base.json', 'tsconfig.json'],
    ]);
    const top = new Set(tracked.map((file) => file.split('/')[0] ?? ''));
    expect([...top].filter((name) => !allowed.has(name) && !/^package\.nls(\.[a-z-]+)?\.json$/.test(name))).toEqual([]);
  });

  it('keeps data out of src/ and source out of media/ and models/', () => {
    const misplaced = tracked.filter(
      (file) =>
        (/^(media|models)\//.test(file) && /\.[cm]?[jt]sx?$/.test(file)) ||
        (file.startsWith('src/') && !/\.(ts|mjs|json|proto|txt)$/.test(file)),
    );
    expect(misplaced).toEqual([]);
  });
});
