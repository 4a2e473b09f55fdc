/**
 * The completion server as it ships: bundled and forked, with the native library beside it and a tiny model on disk.
 */
import { fork } from 'node:child_process';
import { cp, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/logger.ts';
import { type Scheduler, systemScheduler } from '../../../src/base/scheduler.ts';
import type { ClientState } from '../../../src/processes/completionClient.ts';
import { CompletionClient } from '../../../src/processes/completionClient.ts';
import type { CompletionRequest } from '../../../src/processes/contracts.ts';
import { programEnvironment } from '../../../src/processes/forkProgram.ts';
import { forkServer } from '../../../src/processes/serverProcess.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { writeLanguageHead } from '../../../src/runtime/baseModelFiles.ts';
import { MemoryFileSystem } from '../../support/memoryFileSystem.ts';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const nativeFolder = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', process.platform, process.arch);

let folder: string;
let program: string;
let modelFolder: string;
let client: CompletionClient;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undercurrent-'));
  const bundler = new URL('../../../src/tools/release/bundle.mjs', import.meta.url).href;
  const { bundleOptions } = (await import(bundler)) as {
    bundleOptions: (options: { production: boolean }) => BuildOptions;
  };
  await build({ ...bundleOptions({ production: true }), outdir: folder });
  program = path.join(folder, 'completionServer.js');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  modelFolder = await mkdtemp(path.join(folder, 'model-'));
  await writeCheckpoint(modelFolder, tinyCheckpoint());
  await symlink(nativeFolder, path.join(folder, 'native'), 'junction');
  client = new CompletionClient({
    modelFolders: () => Promise.resolve([modelFolder]),
    startServer: (host) => Promise.resolve(forkServer(program, host, silentLogger)),
    logger: silentLogger,
    scheduler: systemScheduler,
  });
});

afterEach(async () => {
  client.dispose();
  await rm(path.join(folder, 'native'), { force: true });
});

function whenState<K extends ClientState['kind']>(kind: K): Promise<Extract<ClientState, { kind: K }>> {
  return new Promise((resolve) => {
    const subscription = client.onStateChange((state) => {
      if (state.kind !== kind) return;
      subscription.dispose();
      resolve(state as Extract<ClientState, { kind: K }>);
    });
  });
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

const parameters: CompletionRequest = {
  documentId: 'untitled:1',
  languageId: 'go',
  path: '',
  prefix: 'package main\n\nfunc ',
  prefixStart: 0,
  suffix: '',
  eagerness: 'eager',
  maximumLength: 40,
  explicit: true,
  budgetMilliseconds: 2_000,
};

describe('completion server', () => {
  it('loads a model and answers', async () => {
    const ready = whenState('ready');
    client.start();
    expect((await ready).model).toMatchObject({ modelName: 'tiny', bitsPerCharacter: 8.3 });
    const result = await client.request.complete(parameters, new AbortController().signal);
    expect(Array.isArray(result?.offers)).toBe(true);
  });

  it('scores the surprise of a text and explains it', async () => {
    const ready = whenState('ready');
    client.start();
    await ready;
    const { signal } = new AbortController();
    const text = 'package main\n\nfunc main() {\n\tprintln("hello")\n}\n'.repeat(4);
    const document = { documentId: 'untitled:1', languageId: 'go', path: '', text };
    expect(await client.request.explain({ ...document, line: 0, character: 0 }, signal)).toBeUndefined();
    const result = await client.request.surprise({ ...document, budgetMilliseconds: 30_000 }, signal);
    expect(result).toMatchObject({ isComplete: true, scored: 1 });
    const explanation = await client.request.explain({ ...document, line: 2, character: 6 }, signal);
    expect(explanation).toMatchObject({ word: { line: 2, character: 5, length: 4 } });
    // To a model of random weights all tokens are equally improbable.
    expect(explanation?.wordBits).toBeGreaterThan(20);
    client.notify.hideSurprise();
    await expect.poll(() => client.request.explain({ ...document, line: 2, character: 6 }, signal)).toBeUndefined();
  });

  it('explores a place of a text', async () => {
    const ready = whenState('ready');
    client.start();
    await ready;
    const document = { documentId: 'untitled:2', languageId: 'go', path: '', prefixStart: 0 };
    const place = { ...document, prefix: 'package main\n\nfunc ma', restOfLine: 'in() {\n' };
    const result = await client.request.explore(place, new AbortController().signal);
    expect(result?.columns.map(({ text }) => text).join('')).toBe('func main() {\n');
    expect(result).toMatchObject({ cursor: 7, layers: 2, units: 32, largest: 1, actual: { choice: { text: 'i' } } });
    expect(Buffer.from(result?.states ?? '', 'base64')).toHaveLength(14 * 2 * 32);
    // To a model of random weights all 320 tokens are equally likely: 8.3 bits.
    expect(result?.entropy.alone).toBeGreaterThan(7);
    expect(result?.entropy.alone).toBeLessThan(8.33);
    client.notify.hideExploration();
  });

  it.each(['its own', 'its base’s', 'another model’s', 'damaged', 'missing'])(
    'detects languages with a head that is %s, and completes in any case',
    async (what) => {
      const base = 'a'.repeat(64);
      await writeCheckpoint(modelFolder, tinyCheckpoint(1, { provenance: { base: { sha256: base } } }));
      const { sha256, manifest } = await readCheckpoint(modelFolder);
      const languages = ['go', 'rust'];
      const stateSize = manifest.config.layers * manifest.config.hiddenSize;
      const weights = new Float32Array(languages.length * (stateSize + 1)).fill(1, 0, stateSize + 1);
      const belongs = what === 'its own' || what === 'its base’s';
      const model = what === 'its own' ? sha256 : belongs ? base : 'b'.repeat(64);
      if (what !== 'missing') await writeLanguageHead(modelFolder, { model, languages, stateSize, weights });
      if (what === 'damaged') await writeFile(path.join(modelFolder, 'languages.json'), '{');
      const ready = whenState('ready');
      client.start();
      await ready;
      const { signal } = new AbortController();
      const result = await client.request.detectLanguage({ documentId: 'untitled:1', text: 'package main\n' }, signal);
      const found = result?.languages.map(({ languageId }) => languageId).sort();
      expect(found).toEqual(belongs ? languages : []);
      expect(Array.isArray((await client.request.complete(parameters, signal))?.offers)).toBe(true);
    },
  );

  it.each(['shipped', 'damaged', 'missing'])(
    'completes from the files of the workspace with a mixture that is %s, and completes in any case',
    async (what) => {
      const mixture = path.join(modelFolder, 'mixture.json');
      if (what !== 'missing') await cp(path.join(root, 'models/base/mixture.json'), mixture);
      if (what === 'damaged') await writeFile(mixture, '{');
      const ready = whenState('ready');
      client.start();
      await ready;
      const line = 'quuxifyFrobnicator(widget, gadget);\n';
      const files = new MemoryFileSystem({ 'a.txt': line.repeat(20), 'b.txt': `again ${line}`.repeat(20) });
      const workspace = { folders: [{ name: 'project', exclude: [] }], recent: [], commitMessages: [] };
      const offered = async (): Promise<string> => {
        const position = { ...parameters, documentId: `untitled:${performance.now()}`, prefix: 'quuxifyF' };
        const result = await client.request.complete({ ...position, explicit: false }, new AbortController().signal);
        return result?.offers[0]?.text ?? '';
      };
      client.useTextCache({ enabled: true, workspace }, files);
      if (what === 'shipped') {
        await expect.poll(offered, { timeout: 10_000 }).toMatch(/^robnicator/);
        client.useTextCache({ enabled: false });
        await expect.poll(offered, { timeout: 10_000 }).not.toMatch(/^robnicator/);
      } else {
        await expect.poll(() => files.texts.length).toBeGreaterThan(1);
        expect(await offered()).not.toMatch(/^robnicator/);
      }
    },
  );

  it('is restarted after it was killed', async () => {
    const ready = whenState('ready');
    client.start();
    const { processId } = await ready;
    const again = whenState('ready');
    process.kill(processId ?? 0, 'SIGKILL');
    expect((await again).processId).not.toBe(processId);
  });

  it('ends with its client', async () => {
    const ready = whenState('ready');
    client.start();
    const { processId } = await ready;
    client.dispose();
    await expect.poll(() => isAlive(processId ?? 0)).toBe(false);
  });

  it('ends when its host disconnects', async () => {
    const child = fork(program, [], { env: programEnvironment(process.env) });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.once('spawn', () => {
      child.disconnect();
    });
    await ended;
  });

  it.each(['missing', 'damaged', 'newer'])('says that a model is %s', async (what) => {
    const names = await readdir(modelFolder);
    const weights = names.find((name) => name.endsWith('.bin')) ?? '';
    if (what === 'missing') await rm(path.join(modelFolder, 'model.json'));
    if (what === 'damaged') await writeFile(path.join(modelFolder, weights), Buffer.alloc(1_000, 1));
    if (what === 'newer') await writeFile(path.join(modelFolder, 'model.json'), '{"formatVersion": 99}');
    const failed = whenState('failed');
    client.start();
    const { message, action } = await failed;
    expect(message).toMatch(/model/);
    expect(action).toMatch(/\.$/);
  });

  it('says that the native library does not load', async () => {
    await rename(path.join(folder, 'native'), path.join(folder, 'elsewhere'));
    const failed = whenState('failed');
    client.start();
    expect((await failed).message).toMatch(/native library/);
    await rm(path.join(folder, 'elsewhere'));
  });
});

/** Lets timers run ten times as fast: signs of life are seconds apart. */
const hurried: Scheduler = {
  now: () => 10 * systemScheduler.now(),
  after: (milliseconds, callback) => systemScheduler.after(milliseconds / 10, callback),
};

describe.skipIf(process.platform === 'win32')('a server that is stopped', () => {
  it('is ended and replaced, and the state says so', async () => {
    client.dispose();
    client = new CompletionClient({
      modelFolders: () => Promise.resolve([modelFolder]),
      startServer: (host) => Promise.resolve(forkServer(program, host, silentLogger)),
      logger: silentLogger,
      scheduler: hurried,
    });
    const ready = whenState('ready');
    client.start();
    const { processId } = await ready;
    if (processId === undefined) throw new Error('no process');
    const starting = whenState('starting');
    process.kill(processId, 'SIGSTOP');
    expect((await starting).because).toContain('did not answer for 15 seconds');
    const again = await whenState('ready');
    expect(again.processId).not.toBe(processId);
    await expect.poll(() => isAlive(processId)).toBe(false);
    const result = await client.request.complete(parameters, new AbortController().signal);
    expect(Array.isArray(result?.offers)).toBe(true);
  });
});
