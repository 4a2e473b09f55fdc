/**
 * Requests as the editor makes them, to a real completion server over IPC, at the end of a 20,000-character document.
 * Each answer may take its time. Keystrokes that follow the text may be answered from what was decoded before.
 * Surprises never are. Text cache and live learning are on, as they ship, or off.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { silentLogger } from '../../../base/logger.ts';
import { systemScheduler } from '../../../base/scheduler.ts';
import { CompletionClient } from '../../../processes/completionClient.ts';
import type { CompletionRequest, WorkspaceFileSystem } from '../../../processes/contracts.ts';
import { forkServer } from '../../../processes/serverProcess.ts';
import { quantile } from '../../../base/statistics.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';
import { sampleDocument } from './readBench.ts';

const documentLength = 20_000;
/** The server says nothing when its text cache is filled; after this long without a question it is. */
const quietMilliseconds = 2_000;
/** Longest completion, in characters. */
const maximumLength = 40;

export interface RequestMeasures {
  readonly p50Milliseconds: number;
  readonly p95Milliseconds: number;
  /** Of keystrokes that nothing was decoded for. */
  readonly p50SurpriseMilliseconds: number;
  readonly p95SurpriseMilliseconds: number;
}

export interface ServerMeasures {
  readonly request: RequestMeasures;
  /** Resident memory of the server after all requests, 10⁶ bytes; absent where there is no /proc. */
  readonly serverMegabytes?: number;
}

export interface RequestBench {
  readonly modelFolder: string;
  readonly serverPath: string;
  readonly keystrokes: number;
  /** Whether text cache and live learning are on. */
  readonly extras: boolean;
}

export async function benchRequests(bench: RequestBench): Promise<ServerMeasures> {
  const { keystrokes } = bench;
  return await withServer(bench, async (client, processId) => {
    const text = await sampleDocument(documentLength + keystrokes);
    const ask = async (prefix: string): Promise<number> => {
      const started = performance.now();
      await client.request.complete(parametersFor(prefix), new AbortController().signal);
      return performance.now() - started;
    };
    // The document is read, and the server warm, before the first keystroke counts.
    for (let warmUp = 20; warmUp >= 0; warmUp--) await ask(text.slice(0, documentLength - warmUp));
    const ordinary: number[] = [];
    const surprises: number[] = [];
    for (let end = documentLength + 1; end <= text.length; end++) {
      ordinary.push(await ask(text.slice(0, end)));
      surprises.push(await ask(text.slice(0, end) + surpriseAfter(text.charAt(end))));
    }
    const serverMegabytes = await residentMegabytes(processId);
    return {
      request: {
        p50Milliseconds: quantile(ordinary, 0.5),
        p95Milliseconds: quantile(ordinary, 0.95),
        p50SurpriseMilliseconds: quantile(surprises, 0.5),
        p95SurpriseMilliseconds: quantile(surprises, 0.95),
      },
      ...(serverMegabytes === undefined ? {} : { serverMegabytes }),
    };
  });
}

/** Runs something with the client of a server that is ready, and ends the server. */
export async function withServer<T>(
  { modelFolder, serverPath, extras }: RequestBench,
  run: (client: CompletionClient, processId: number | undefined) => Promise<T>,
): Promise<T> {
  const client = new CompletionClient({
    modelFolders: () => Promise.resolve([resolve(modelFolder)]),
    startServer: (host) => Promise.resolve(forkServer(resolve(serverPath), host, silentLogger)),
    logger: silentLogger,
    scheduler: systemScheduler,
  });
  try {
    const processId = await readyProcess(client);
    if (extras) await fillTextCache(client);
    client.useLiveLearning(extras);
    return await run(client, processId);
  } finally {
    client.dispose();
  }
}

/** Has the server read our own source into its text cache, as it reads a workspace; resolves when that is done. */
async function fillTextCache(client: CompletionClient): Promise<void> {
  const disk = nodeFileSystem(['src', 'test']);
  let lastRead = performance.now();
  const fileSystem: WorkspaceFileSystem = {
    ...disk,
    read: (folder, path) => {
      lastRead = performance.now();
      return disk.read(folder, path);
    },
  };
  const folders = ['src', 'test'].map((name) => ({ name, exclude: [] }));
  client.useTextCache({ enabled: true, workspace: { folders, recent: [], commitMessages: [] } }, fileSystem);
  while (performance.now() - lastRead < quietMilliseconds) await setTimeout(quietMilliseconds / 10);
}

function parametersFor(prefix: string): CompletionRequest {
  return {
    documentId: 'bench:document',
    languageId: 'typescript',
    path: 'src/document.ts',
    prefix,
    prefixStart: 0,
    suffix: '',
    eagerness: 'balanced',
    maximumLength,
    explicit: false,
    budgetMilliseconds: 60_000,
  };
}

/** A letter that does not come next. */
function surpriseAfter(next: string): string {
  return next === 's' ? 'p' : 's';
}

function readyProcess(client: CompletionClient): Promise<number | undefined> {
  return new Promise((resolveReady, reject) => {
    client.onStateChange((state) => {
      if (state.kind === 'ready') resolveReady(state.processId);
      else if (state.kind === 'failed') reject(new Error(`${state.message} ${state.action}`));
    });
    client.start();
  });
}

/** 10⁶ bytes, now or (`VmHWM`) at the most so far; `undefined` where there is no /proc. */
export async function residentMegabytes(
  processId: number | undefined,
  field: 'VmRSS' | 'VmHWM' = 'VmRSS',
): Promise<number | undefined> {
  const status = await readFile(`/proc/${processId ?? 'none'}/status`, 'utf8').catch(() => '');
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return kibibytes === undefined ? undefined : (Number(kibibytes) * 1024) / 1e6;
}
