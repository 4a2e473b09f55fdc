/**
 * Nothing leaves the machine and nothing is written where it does not belong: the programs run under a trace of their
 * system calls, so that it holds for the native library in them too. Documents' text does not reach the log.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Logger } from '../../../src/base/logger.ts';
import { systemScheduler } from '../../../src/base/scheduler.ts';
import { CompletionClient } from '../../../src/processes/completionClient.ts';
import type { CompletionRequest, DocumentEdit } from '../../../src/processes/contracts.ts';
import { programEnvironment } from '../../../src/processes/forkProgram.ts';
import { forkServer } from '../../../src/processes/serverProcess.ts';
import { forkTrainer } from '../../../src/processes/trainerProcess.ts';
import { writeCheckpoint } from '../../../src/runtime/checkpointFiles.ts';
import { nodeFileSystem } from '../../../src/tools/shared/nodeFileSystem.ts';
import { MemoryFileSystem } from '../../support/memoryFileSystem.ts';
import { offences, tracing, whyNotTraceable, writeTracedNode } from '../../support/systemCalls.ts';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.ts';
import { madeUpCode, never, parametersOf, surveyRequestOfStage, writeBase } from '../../support/trainerStage.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const nativeFolder = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', process.platform, process.arch);
const isLinux = process.platform === 'linux';
if (!isLinux) console.log('Not run: system calls can be traced on Linux only.');

/** Newer versions of the native library wait some seconds before they call home. */
const idleMilliseconds = 6_000;

/** Stands in the documents and must stand nowhere else. */
const marker = 'Zq7vWexGardenPartyXk29';

let folder: string;

beforeAll(async () => {
  if (!isLinux) return;
  expect(whyNotTraceable()).toBeUndefined();
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'undercurrent-')));
  const bundler = new URL('../../../src/tools/release/bundle.mjs', import.meta.url).href;
  const { bundleOptions } = (await import(bundler)) as {
    bundleOptions: (options: { production: boolean }) => BuildOptions;
  };
  const entryPoints = {
    completionServer: path.join(root, 'src/processes/completionServer.ts'),
    pretrain: path.join(root, 'src/tools/train/pretrain.ts'),
    trainer: path.join(root, 'src/processes/trainer.ts'),
  };
  await build({ ...bundleOptions({ production: true }), entryPoints, outdir: folder });
  await symlink(nativeFolder, path.join(folder, 'native'), 'junction');
}, 300_000);

afterAll(async () => {
  if (isLinux) await rm(folder, { recursive: true });
});

/** Keeps what may be pasted into a bug report: everything but `trace`. */
function recordingLogger(lines: string[]): Logger {
  const record = (message: string, ...details: unknown[]) => {
    const shown = details.map((detail) =>
      detail instanceof Error ? `${detail.stack ?? ''} ${JSON.stringify(detail)}` : JSON.stringify(detail),
    );
    lines.push([message, ...shown].join(' '));
  };
  return { trace: () => undefined, debug: record, info: record, warn: record, error: record };
}

function requestIn(documentId: string, changes: Partial<CompletionRequest>): CompletionRequest {
  return {
    documentId,
    languageId: 'typescript',
    path: 'src/party.ts',
    prefix: '',
    prefixStart: 0,
    suffix: '',
    eagerness: 'eager',
    maximumLength: 40,
    explicit: false,
    budgetMilliseconds: 500,
    ...changes,
  };
}

/** Types into some documents, as an editor would report it, and makes a request that cannot be answered. */
async function typeInto(client: CompletionClient): Promise<void> {
  const { signal } = new AbortController();
  const languages = ['typescript', 'python', 'markdown', 'unheard-of'];
  for (const languageId of languages) {
    const documentId = `file:///${languageId}`;
    const text = `const ${marker} = 1;\nfunction f() {\n  return ${marker.slice(0, -1)}`;
    client.notify.readAhead({ documentId, languageId, path: `src/${marker}`, prefix: text, prefixStart: 0 });
    const around = { left: `${marker} = `, right: `; // ${marker}` };
    const change = { offset: 20, removed: `${marker}One`, inserted: `${marker}Two`, ...around };
    client.notify.edited({ documentId, change });
    client.notify.edited({ documentId, change: { ...change, offset: 400 } });
    for (let length = text.length - 3; length <= text.length; length++) {
      await client.request.complete(requestIn(documentId, { languageId, prefix: text.slice(0, length) }), signal);
    }
    await client.request.complete(
      requestIn(documentId, { languageId, prefix: text, suffix: marker, explicit: true }),
      signal,
    );
    client.notify.closeDocument(documentId);
  }
  const broken = { prefix: marker, prefixStart: marker, languageId: { marker }, suffix: [marker] };
  client.notify.edited({ documentId: marker, change: { offset: marker } } as unknown as DocumentEdit);
  client.notify.forgetEdits();
  await client.request.complete(requestIn('file:///broken', broken as unknown as Partial<CompletionRequest>), signal);
}

describe.runIf(isLinux)('privacy', () => {
  it('the completion server opens no socket, writes no file, starts no program and logs no text', async () => {
    const log = path.join(folder, 'server.trace');
    const tracedNode = path.join(folder, 'traced-node');
    await writeTracedNode(tracedNode, log);
    const shipped = path.join(root, 'models/base');
    const modelFolder = existsSync(path.join(shipped, 'model.json')) ? shipped : path.join(folder, 'model');
    if (modelFolder !== shipped) await writeCheckpoint(modelFolder, tinyCheckpoint());

    const lines: string[] = [];
    const logger = recordingLogger(lines);
    const node = process.execPath;
    const client = new CompletionClient({
      modelFolders: () => Promise.resolve([modelFolder]),
      // Forked by the very function the extension uses, only with another Node.
      startServer: (host) => {
        process.execPath = tracedNode;
        try {
          return Promise.resolve(forkServer(path.join(folder, 'completionServer.js'), host, logger));
        } finally {
          process.execPath = node;
        }
      },
      logger,
      scheduler: systemScheduler,
    });
    try {
      client.start();
      await expect.poll(() => client.state.kind, { timeout: 60_000 }).toBe('ready');
      const workspace = { folders: [{ name: 'party', exclude: [] }], recent: [], commitMessages: [] };
      const text = `export function ${marker}(first, second) {\n  return first + second;\n}\n`;
      const files = new MemoryFileSystem({ 'src/party.ts': text, 'src/guests.ts': text });
      client.useTextCache({ enabled: true, workspace }, files);
      client.notify.filesChanged([
        { folder: 0, path: 'src/guests.ts' },
        { folder: 0, path: 'src/nobody.ts' },
      ]);
      await expect.poll(() => files.texts.filter((path) => path === '0:src/guests.ts').length).toBe(2);
      await typeInto(client);
      await setTimeout(idleMilliseconds);
      expect(client.state.kind).toBe('ready');
    } finally {
      client.dispose();
    }
    const trace = await readFile(log, 'utf8');
    expect(trace).toContain('onnxruntime');
    expect(trace).toContain(path.join(modelFolder, 'model.json'));
    expect(offences(trace, [])).toEqual([]);
    expect(lines.filter((line) => line.includes(marker.slice(0, -1)))).toEqual([]);
  }, 180_000);

  it('training opens no socket, starts no program and writes only into the folder it was given', async () => {
    const documents = Array.from({ length: 6 }, (_, index) => ({
      package: `package${index % 3}`,
      path: `src/file${index}.ts`,
      language: 'typescript',
      text: `export const value${index} = '${marker}';\n`.repeat(20),
    }));
    const corpus = path.join(folder, 'corpus.jsonl');
    await writeFile(corpus, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
    const out = path.join(folder, 'out');
    await mkdir(out);
    const log = path.join(folder, 'training.trace');
    const shape = { cell: 'gru', layers: 2, hidden: 32, embedding: 32, batch: 2, steps: 16, characters: 3_200 };
    const options = { ...shape, corpus, 'held-out': corpus, out, publish: path.join(out, 'model'), threads: 1 };
    const program = `require(${JSON.stringify(path.join(folder, 'pretrain.js'))}).main(process.argv.slice(1))`;
    const [command = '', ...traceArguments] = tracing(log);
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const run = spawnSync(command, [...traceArguments, process.execPath, '-e', program, '--', ...words], {
      encoding: 'utf8',
      env: programEnvironment(process.env),
      cwd: folder,
    });
    expect(run.stderr).toBe('');
    expect(existsSync(path.join(out, 'model', 'model.json'))).toBe(true);
    expect(run.stdout).not.toContain(marker);
    const trace = await readFile(log, 'utf8');
    expect(offences(trace, [out], folder)).toEqual([]);
    // What it does write is seen.
    expect(offences(trace, [], folder).map(({ kind }) => kind)).toContain('file');
  }, 180_000);

  it('the trainer opens no socket, reads the workspace through its host alone, writes into its storage alone and logs no text', async () => {
    const log = path.join(folder, 'trainer.trace');
    const tracedNode = path.join(folder, 'traced-node-of-trainer');
    await writeTracedNode(tracedNode, log);
    const places = { workspace: path.join(folder, 'workspace'), baseFolder: path.join(folder, 'trained-base') };
    const storageFolder = path.join(folder, 'storage');
    await writeBase(places.baseFolder, 1);
    await mkdir(places.workspace);
    for (let index = 0; index < 40; index++) {
      const text = `export const gardenPartyOfZebras${index} = 1;\n${madeUpCode(index, 1_000)}`;
      await writeFile(path.join(places.workspace, `zebras${index}.ts`), text);
    }

    const lines: string[] = [];
    const node = process.execPath;
    process.execPath = tracedNode;
    const trainer = forkTrainer(
      path.join(folder, 'trainer.js'),
      nodeFileSystem([places.workspace]),
      recordingLogger(lines),
      systemScheduler,
    );
    process.execPath = node;
    try {
      const survey = await trainer.request.survey(surveyRequestOfStage, never, () => undefined);
      expect(survey.files).toHaveLength(40);
      await trainer.request.fineTune(parametersOf(places, storageFolder, { minutes: 0.1 }), never, () => undefined);
      // And once more, from a saved training that is none.
      await writeFile(path.join(storageFolder, 'training.state'), marker);
      await trainer.request.fineTune(parametersOf(places, storageFolder), never, () => undefined);
      await setTimeout(idleMilliseconds);
    } finally {
      trainer.dispose();
    }
    const trace = await readFile(log, 'utf8');
    expect(trace).toContain('onnxruntime');
    expect(trace).toContain(path.join(places.baseFolder, 'model.json'));
    expect(trace).toContain(path.join(storageFolder, 'report.json'));
    expect(offences(trace, [storageFolder])).toEqual([]);
    expect(offences(trace, []).map(({ kind }) => kind)).toContain('file');
    expect(trace).not.toContain(places.workspace);
    expect(lines.join('\n')).toContain('It begins anew.');
    expect(lines.filter((line) => /zebras/i.test(line) || line.includes(marker))).toEqual([]);
  }, 180_000);

  it('what these tests forbid would be seen', async () => {
    const log = path.join(folder, 'control.trace');
    const program = `
      const fs = require('node:fs'), net = require('node:net'), { spawnSync } = require('node:child_process');
      fs.writeFileSync('relative', '${marker}');
      fs.renameSync('relative', '${path.join(folder, 'renamed')}');
      fs.mkdirSync('${path.join(folder, 'made')}');
      fs.unlinkSync('${path.join(folder, 'renamed')}');
      fs.writeFileSync('/dev/null', '');
      spawnSync('true');
      require('node:dns').lookup('localhost', () => {
        const socket = net.connect(9, '127.0.0.1');
        socket.on('error', () => {});
      });`;
    const [command = '', ...traceArguments] = tracing(log);
    spawnSync(command, [...traceArguments, process.execPath, '-e', program], { cwd: folder });
    const trace = await readFile(log, 'utf8');
    const seen = offences(trace, [], folder);
    const callsOf = (kind: string) => seen.filter((offence) => offence.kind === kind).map(({ call }) => call);
    for (const call of [/^openat?\(.*"relative"/, /^rename/, /^mkdir/, /^unlink/]) {
      expect(callsOf('file')).toContainEqual(expect.stringMatching(call));
    }
    expect(callsOf('network')).toContainEqual(expect.stringMatching(/^socket\(AF_INET/));
    expect(callsOf('network')).toContainEqual(expect.stringMatching(/^connect\(/));
    expect(callsOf('program')).toContainEqual(expect.stringMatching(/^execve\(.*"true"/));
    expect(seen.some(({ call }) => call.includes('/dev/null'))).toBe(false);
    // Inside a folder that is named, files may be written; a folder beside it that begins alike is another one.
    expect(offences(trace, [folder], folder).filter(({ kind }) => kind === 'file')).toEqual([]);
    expect(offences(trace, [folder.slice(0, -1)], folder).filter(({ kind }) => kind === 'file')).not.toEqual([]);
  });
});
