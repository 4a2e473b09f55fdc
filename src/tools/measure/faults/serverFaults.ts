/** A completion server that is killed or stopped, that gets nonsense, storms or hostile texts: it answers again. */
import { join, resolve } from 'node:path';
import { silentLogger } from '../../../base/logger.ts';
import type { Rng } from '../../../base/rng.ts';
import { type Scheduler, systemScheduler } from '../../../base/scheduler.ts';
import { type ClientState, CompletionClient } from '../../../processes/completionClient.ts';
import type { CompletionRequest } from '../../../processes/contracts.ts';
import { forkServer } from '../../../processes/serverProcess.ts';
import { nodeFileSystem } from '../../shared/nodeFileSystem.ts';
import { type FaultOutcome, type FaultStage, survived } from './faultKinds.ts';
import { hostileText } from './workspaceFaults.ts';

/** Signs of life come seconds apart. */
const hurried: Scheduler = {
  now: () => 5 * systemScheduler.now(),
  after: (milliseconds, callback) => systemScheduler.after(milliseconds / 5, callback),
};
/** Each request listens to a signal of its own. */
const never = (): AbortSignal => new AbortController().signal;

export async function serverStage(_folder: string, rngOf: (index: number) => Rng): Promise<FaultStage> {
  const client = new CompletionClient({
    modelFolders: () => Promise.resolve([join('models', 'base')]),
    startServer: (host) => Promise.resolve(forkServer(resolve('dist/completionServer.js'), host, silentLogger)),
    logger: silentLogger,
    scheduler: hurried,
  });
  client.useLiveLearning(true);
  client.useTextCache(
    { enabled: true, workspace: { folders: [{ name: 'src', exclude: [] }], recent: [], commitMessages: [] } },
    nodeFileSystem([resolve('src/base')]),
  );
  client.start();
  await whenSettled(client);
  return {
    inject: (index) => injected(client, rngOf(index)),
    dispose: () => {
      client.dispose();
      return Promise.resolve();
    },
  };
}

async function injected(client: CompletionClient, rng: Rng): Promise<FaultOutcome> {
  const names = Object.keys(faults);
  const what = names[rng.integer(names.length)] ?? '';
  await whenSettled(client);
  if (client.state.kind === 'failed') {
    // The user reads why and restarts it.
    if (client.state.message === '') return { result: 'unclear', what: 'failed without a word' };
    client.restart();
    await whenSettled(client);
  }
  await faults[what]?.(client, rng);
  for (let attempt = 0; attempt < 200; attempt++) {
    await whenSettled(client);
    if (client.state.kind === 'failed') return survived(`${what}: ${client.state.message}`);
    const result = await client.request.complete(requestFor('const answer = ', rng), never());
    if (result !== undefined) return survived(what);
    await new Promise((done) => setTimeout(done, 100));
  }
  return { result: 'hung', what };
}

const faults: Readonly<Record<string, (client: CompletionClient, rng: Rng) => Promise<void>>> = {
  killed: async (client) => {
    signalTo(client, 'SIGKILL');
    await change(client);
  },
  stopped: async (client) => {
    signalTo(client, 'SIGSTOP');
    await change(client);
  },
  'killed while it answers': async (client, rng) => {
    const asked = client.request.complete({ ...requestFor(hostileText(rng), rng), budgetMilliseconds: 5_000 }, never());
    await new Promise((done) => setTimeout(done, rng.integer(200)));
    signalTo(client, 'SIGKILL');
    await asked;
  },
  'a storm of requests': async (client, rng) => {
    await Promise.all(
      Array.from({ length: 300 }, () =>
        client.request.complete(requestFor(hostileText(rng).slice(0, 5_000), rng), never()),
      ),
    );
  },
  'a hostile document': async (client, rng) => {
    const text = hostileText(rng);
    for (const prefix of [text, `${text}x`, `${text}x\n`])
      await client.request.complete(requestFor(prefix, rng), never());
  },
  nonsense: async (client, rng) => {
    const odd = [undefined, null, {}, [], 'a', -1, { documentId: 1 }, { prefix: null, suffix: 7 }];
    const value = odd[rng.integer(odd.length)] as never;
    await Promise.all([
      client.request.complete(value, never()),
      client.request.surprise(value, never()),
      client.request.detectLanguage(value, never()),
    ]);
    client.notify.filesChanged([value]);
    client.notify.readAhead(value);
  },
};

function signalTo({ state }: CompletionClient, signal: NodeJS.Signals): void {
  if (state.kind === 'ready' && state.processId !== undefined) process.kill(state.processId, signal);
}

function requestFor(prefix: string, rng: Rng): CompletionRequest {
  return {
    documentId: `file:///${rng.integer(20)}`,
    languageId: 'typescript',
    path: 'a.ts',
    prefix,
    prefixStart: 0,
    suffix: '',
    eagerness: 'eager',
    maximumLength: rng.integer(10) === 0 ? 1e9 : 200,
    explicit: rng.integer(4) === 0,
    budgetMilliseconds: 25,
  };
}

function isSettled({ kind }: ClientState): boolean {
  return kind === 'ready' || kind === 'failed';
}

function whenSettled(client: CompletionClient): Promise<void> {
  return isSettled(client.state) ? Promise.resolve() : change(client, isSettled);
}

/** The next state, or the next of a kind. */
function change(client: CompletionClient, isWanted: (state: ClientState) => boolean = () => true): Promise<void> {
  return new Promise((done) => {
    const subscription = client.onStateChange((state) => {
      if (!isWanted(state)) return;
      subscription.dispose();
      done();
    });
  });
}
