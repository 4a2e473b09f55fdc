/** The host's side of a trainer, over an in-memory connection to the real service or to a fake. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc';
import { silentLogger } from '../../../src/base/logger.ts';
import { UserError } from '../../../src/base/userError.ts';
import { serve as serveContract } from '../../../src/processes/jsonRpc.ts';
import type { TrainerClient } from '../../../src/processes/trainerClient.ts';
import { connectTrainer } from '../../../src/processes/trainerProcess.ts';
import type { FineTuneParameters, FineTuneProgress, TrainerServer } from '../../../src/processes/contracts.ts';
import { serveTraining } from '../../../src/processes/trainerService.ts';
import type { WorkspaceFileSystem } from '../../../src/workspace/workspaceSurvey.ts';
import { connectionPair } from '../../support/connectionPair.ts';
import { ManualScheduler } from '../../support/manualScheduler.ts';
import { type MemoryFile, MemoryFileSystem } from '../../support/memoryFileSystem.ts';
import { madeUpCode, never, surveyRequestOfStage } from '../../support/trainerStage.ts';

const parameters: FineTuneParameters = {
  baseFolder: '/base',
  storageFolder: '/storage',
  minutes: 1,
  threads: 1,
  seed: 1,
  resume: false,
};

const clients: TrainerClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

function setUp(fileSystem: WorkspaceFileSystem, serve: (connection: MessageConnection) => void = serveTraining) {
  const [host, trainer] = connectionPair();
  const scheduler = new ManualScheduler();
  let exit: (how: string) => void = () => undefined;
  let kills = 0;
  serve(trainer);
  const child = {
    processId: 12,
    onExit(listener: (how: string) => void) {
      exit = listener;
    },
    kill() {
      kills++;
      exit('signal SIGKILL');
    },
  };
  const client = connectTrainer(host, child, fileSystem, silentLogger, scheduler);
  clients.push(client);
  return { client, scheduler, kills: () => kills, crash: () => { exit('signal SIGSEGV'); } }; // prettier-ignore
}

/** A trainer that works until it is cancelled, or for ever when it does not listen. */
function endless(listens: boolean) {
  const seen: { signal?: AbortSignal; paused: boolean[]; send: (progress: Partial<FineTuneProgress>) => void } = {
    paused: [],
    send: () => undefined,
  };
  const trainer: Partial<TrainerServer> = {
    fineTune(_, signal, onProgress) {
      seen.signal = signal;
      seen.send = (progress) => {
        onProgress(progress as FineTuneProgress);
      };
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          if (listens) reject(new Error('cancelled'));
        });
      });
    },
    setPaused(paused) {
      seen.paused.push(paused);
    },
  };
  const serve = (connection: MessageConnection): void => {
    serveContract<TrainerServer>(connection, () => trainer);
    connection.listen();
  };
  return { seen, serve };
}

const nothing = new MemoryFileSystem({});
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing was wrong',
    (error: unknown) => error,
  );

describe('the client of a trainer', () => {
  it('lets the trainer read the workspace through the host, and receives the number of files', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 45 }, (_, index): [string, MemoryFile] => [
        `src/file${index}.ts`,
        { text: madeUpCode(index, 600) },
      ]),
    );
    const fileSystem = new MemoryFileSystem({ ...files, 'image.png': { kind: 'binary', size: 500 } });
    fileSystem.repositories.set(0, { path: 'part', ignoreFiles: [{ folder: '', text: '/part/src/file7.ts\n' }] });
    const { client } = setUp(fileSystem);
    const counts: number[] = [];
    const survey = await client.request.survey(surveyRequestOfStage, never, (count) => counts.push(count));
    expect(survey.files).toHaveLength(44);
    expect(survey.leftOut).toContainEqual({ path: 'src/file7.ts', reason: 'ignored' });
    expect(fileSystem.texts).toContain('0:src/file8.ts');
    expect(fileSystem.texts).not.toContain('0:src/file7.ts');
    expect(counts.length).toBeGreaterThan(1);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(client.processId).toBe(12);
  });

  it('rejects with the reason of the signal when cancelled, before or during the request', async () => {
    const slow: WorkspaceFileSystem = {
      list: () => new Promise(() => undefined),
      entry: () => new Promise(() => undefined),
      read: () => new Promise(() => undefined),
      repositoryAbove: () => new Promise(() => undefined),
    };
    const { client } = setUp(slow);
    const reason = new Error('enough');
    expect(
      await rejection(client.request.survey(surveyRequestOfStage, AbortSignal.abort(reason), () => undefined)),
    ).toBe(reason);

    const { seen, serve } = endless(true);
    const other = setUp(nothing, serve);
    const controller = new AbortController();
    const result = rejection(other.client.request.fineTune(parameters, controller.signal, () => undefined));
    await expect.poll(() => seen.signal).toBeDefined();
    controller.abort(reason);
    expect(await result).toBe(reason);
    expect(seen.signal?.aborted).toBe(true);
    expect(other.kills()).toBe(0);
    // No timer is left but that of the signs of life.
    expect(other.scheduler.waiting).toBe(1);
  });

  it('kills a trainer that does not end within a second and a half of being cancelled', async () => {
    const { seen, serve } = endless(false);
    const { client, scheduler, kills } = setUp(nothing, serve);
    const controller = new AbortController();
    const result = rejection(client.request.fineTune(parameters, controller.signal, () => undefined));
    await expect.poll(() => seen.signal).toBeDefined();
    controller.abort();
    scheduler.advance(1_499);
    expect(kills()).toBe(0);
    scheduler.advance(1);
    expect(kills()).toBe(1);
    expect(await result).toBe(controller.signal.reason);
    expect(client.hasEnded).toBe(true);
  });

  it('rejects current and later requests with a message when the process exits', async () => {
    const { seen, serve } = endless(false);
    const { client, crash } = setUp(nothing, serve);
    const result = rejection(client.request.fineTune(parameters, never, () => undefined));
    await expect.poll(() => seen.signal).toBeDefined();
    expect(client.hasEnded).toBe(false);
    crash();
    const sentence = 'The process that fine-tunes ended unexpectedly (signal SIGSEGV).';
    const error = await result;
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: sentence });
    expect(client.hasEnded).toBe(true);
    expect(await rejection(client.request.inspect({ baseFolder: '/base', storageFolder: '/storage' }))).toMatchObject({
      message: sentence,
    });
    client.notify.setPaused(true);
  });

  it('passes on progress and pauses', async () => {
    const { seen, serve } = endless(true);
    const { client } = setUp(nothing, serve);
    const told: FineTuneProgress[] = [];
    const controller = new AbortController();
    const result = rejection(client.request.fineTune(parameters, controller.signal, (progress) => told.push(progress)));
    await expect.poll(() => seen.signal).toBeDefined();
    seen.send({ fraction: 0.25 });
    await expect.poll(() => told).toEqual([{ fraction: 0.25 }]);
    client.notify.setPaused(true);
    client.notify.setPaused(false);
    await expect.poll(() => seen.paused).toEqual([true, false]);
    controller.abort();
    await result;
  });

  it('rejects with a UserError of the trainer as such, and with a defect as another error', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'client-'));
    const { client } = setUp(new MemoryFileSystem({ 'a.ts': 'const a = 1;\n'.repeat(9) }));
    const early = await rejection(client.request.fineTune(parameters, never, () => undefined));
    expect(early).toBeInstanceOf(Error);
    expect(early).not.toBeInstanceOf(UserError);
    expect(early).toMatchObject({ message: expect.stringContaining('survey has to come before') as string });
    await client.request.survey(surveyRequestOfStage, never, () => undefined);
    const little = await rejection(
      client.request.fineTune({ ...parameters, storageFolder: folder }, never, () => undefined),
    );
    expect(little).toBeInstanceOf(UserError);
    expect(little).toMatchObject({ message: expect.stringMatching(/^There is too little text/) as string });
    expect((little as UserError).action).toMatch(/^Open a folder/);
    await rm(folder, { recursive: true });
  });

  it('rejects with a defect when the survey fails', async () => {
    const { client } = setUp(nothing, (connection) => {
      serveContract<TrainerServer>(connection, () => ({ survey: () => Promise.reject(new Error('defect')) }));
      connection.listen();
    });
    const error = await rejection(client.request.survey(surveyRequestOfStage, never, () => undefined));
    expect(error).not.toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringContaining('defect') as string });
  });

  it('ends its process when disposed of', () => {
    const { client, kills } = setUp(nothing);
    client.dispose();
    expect(kills()).toBe(1);
    expect(client.hasEnded).toBe(true);
  });

  it('ends a trainer that gives no sign of life, and says so', async () => {
    const stopped = (connection: MessageConnection): void => {
      serveContract<TrainerServer>(connection, () => ({
        heartbeat: () => new Promise(() => undefined),
        inspect: () => new Promise(() => undefined),
      }));
      connection.listen();
    };
    const { client, scheduler, kills } = setUp(nothing, stopped);
    const asked = rejection(client.request.inspect({ baseFolder: '/base', storageFolder: '/storage' }));
    for (let interval = 0; interval < 13; interval++) {
      expect(kills()).toBe(0);
      scheduler.advance(5_000);
      await setImmediate();
    }
    expect(kills()).toBe(1);
    expect(await asked).toMatchObject({
      message: 'The process that fine-tunes did not answer for 60 seconds and was ended.',
    });
    expect(client.hasEnded).toBe(true);
  });

  it('lets a trainer work as long as it answers', async () => {
    const { client, scheduler, kills } = setUp(nothing);
    for (let interval = 0; interval < 30; interval++) {
      scheduler.advance(5_000);
      await setImmediate();
    }
    expect(kills()).toBe(0);
    expect(client.hasEnded).toBe(false);
  });
});
