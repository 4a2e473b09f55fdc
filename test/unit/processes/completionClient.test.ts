import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/logger.ts';
import { UserError } from '../../../src/base/userError.ts';
import type { ClientState } from '../../../src/processes/completionClient.ts';
import { CompletionClient } from '../../../src/processes/completionClient.ts';
import type { CompletionSource, LoadSource } from '../../../src/processes/completionService.ts';
import { serveCompletions } from '../../../src/processes/completionService.ts';
import type {
  CompletionHost,
  CompletionRequest,
  DocumentEdit,
  LanguageRequest,
  DocumentPosition,
  ExplainRequest,
  Exploration,
  ExploreRequest,
  ModelFolders,
  PathInFolder,
  SurpriseRequest,
  SurveyRequest,
  TextCacheParameters,
  WorkspaceFileSystem,
} from '../../../src/processes/contracts.ts';
import { connectServer, type ServerProcess } from '../../../src/processes/serverProcess.ts';
import { connectionPair } from '../../support/connectionPair.ts';
import { listOf } from '../../support/listing.ts';
import { MemoryFileSystem } from '../../support/memoryFileSystem.ts';
import { ManualScheduler } from '../../support/manualScheduler.ts';

const description = { modelName: 'test', parameterCount: 12, bitsPerCharacter: 2 };

const parameters: CompletionRequest = {
  documentId: 'file:///a.ts',
  languageId: 'typescript',
  path: 'a.ts',
  prefix: 'const a',
  prefixStart: 0,
  suffix: '',
  eagerness: 'balanced',
  maximumLength: 100,
  explicit: false,
  budgetMilliseconds: 25,
};

const exploration: Exploration = {
  columns: [{ text: 'a', tokens: 2 }],
  cursor: 1,
  layers: 1,
  units: 3,
  states: 'AQID',
  largest: 1,
  alternatives: [{ choice: { kind: 'character', text: 'b' }, alone: 0.25 }],
  entropy: { alone: 2 },
};

/** Answers according to the text of the request: never, with an error, or with `answer`. */
function answerFor<T>(text: string, answer: T): Promise<T> {
  if (text === 'defect') return Promise.reject(new Error('defect'));
  return text === 'for ever' ? new Promise<never>(() => undefined) : Promise.resolve(answer);
}

class EchoSource implements CompletionSource {
  readonly read: { position: DocumentPosition; signal: AbortSignal }[] = [];
  readonly closed: string[] = [];
  readonly asked: AbortSignal[] = [];
  hiddenSurprise = 0;

  complete({ prefix }: CompletionRequest, signal: AbortSignal) {
    this.asked.push(signal);
    return answerFor(prefix, { offers: [{ text: `${prefix}!`, probability: 0.5 }] });
  }

  readAhead(position: DocumentPosition, signal: AbortSignal) {
    this.read.push({ position, signal });
    return Promise.resolve();
  }

  closeDocument(documentId: string) {
    this.closed.push(documentId);
  }

  detectLanguage({ text }: LanguageRequest, signal: AbortSignal) {
    this.asked.push(signal);
    return answerFor(text, { languages: [{ languageId: text, probability: 1 }] });
  }

  surprise({ text }: SurpriseRequest, signal: AbortSignal) {
    this.asked.push(signal);
    return answerFor(text, { places: [], lines: [{ line: 0, bitsPerCharacter: 4 }], isComplete: true, scored: 1 });
  }

  explain({ text, line, character }: ExplainRequest) {
    const word = { line, character, length: 1 };
    const explanation = { word, wordBits: 9, characterText: 'x', character: word, characterBits: 8, expected: [] };
    return answerFor(text, text === 'unknown' ? undefined : explanation);
  }

  hideSurprise() {
    this.hiddenSurprise++;
  }

  hiddenExploration = 0;

  explore({ prefix }: ExploreRequest, signal: AbortSignal) {
    this.asked.push(signal);
    return answerFor(prefix, prefix === 'overtaken' ? undefined : exploration);
  }

  hideExploration() {
    this.hiddenExploration++;
  }

  readonly textCaches: { parameters: TextCacheParameters; fileSystem: WorkspaceFileSystem }[] = [];
  readonly changed: PathInFolder[] = [];
  readonly edits: (DocumentEdit | 'forgotten')[] = [];

  edited(edit: DocumentEdit) {
    this.edits.push(edit);
  }

  forgetEdits() {
    this.edits.push('forgotten');
  }

  useTextCache(parameters: TextCacheParameters, fileSystem: WorkspaceFileSystem) {
    this.textCaches.push({ parameters, fileSystem });
  }

  readonly liveLearning: boolean[] = [];

  useLiveLearning(enabled: boolean) {
    this.liveLearning.push(enabled);
  }

  filesChanged(files: readonly PathInFolder[]) {
    this.changed.push(...files);
  }
}

interface FakeServer extends ServerProcess {
  readonly wasKilled: () => boolean;
  readonly crash: () => void;
  /** From now on nothing arrives there any more. */
  readonly stop: () => void;
}

function fakeServer(load: LoadSource, processId: number, host: CompletionHost): FakeServer {
  const [client, server] = connectionPair();
  let exit: (how: string) => void = () => undefined;
  let killed = false;
  serveCompletions(server, load);
  return {
    ...connectServer(client, host),
    processId,
    onExit(listener) {
      exit = listener;
    },
    kill() {
      killed = true;
      exit('signal SIGKILL');
    },
    wasKilled: () => killed,
    crash() {
      exit('signal SIGSEGV');
    },
    stop() {
      server.dispose();
    },
  };
}

function setUp(load?: LoadSource) {
  const source = new EchoSource();
  const offerReady: ((documentId: string) => void)[] = [];
  const servers: FakeServer[] = [];
  const scheduler = new ManualScheduler();
  const client = new CompletionClient({
    modelFolders: () => Promise.resolve(['/models/base']),
    logger: silentLogger,
    scheduler,
    startServer: (host) => {
      const server = fakeServer(
        load ??
          ((_folder, ready) => {
            offerReady.push(ready);
            return Promise.resolve({ source, description });
          }),
        servers.length + 1,
        host,
      );
      servers.push(server);
      return Promise.resolve(server);
    },
  });
  clients.push(client);
  return { client, source, servers, scheduler, offerReady };
}

const clients: CompletionClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

function whenState(client: CompletionClient, kind: ClientState['kind']): Promise<ClientState> {
  if (client.state.kind === kind) return Promise.resolve(client.state);
  return new Promise((resolve) => {
    const subscription = client.onStateChange((state) => {
      if (state.kind !== kind) return;
      subscription.dispose();
      resolve(state);
    });
  });
}

const never = new AbortController().signal;

/** Resolves when all messages on the in-memory connection have arrived. */
async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('CompletionClient', () => {
  it('answers nothing before the server is ready and offers after', async () => {
    const { client } = setUp();
    expect(await client.request.complete(parameters, never)).toBeUndefined();
    client.start();
    expect(client.state.kind).toBe('starting');
    expect(await client.request.complete(parameters, never)).toBeUndefined();
    expect(await whenState(client, 'ready')).toMatchObject({ model: description, processId: 1 });
    expect((await client.request.complete(parameters, never))?.offers[0]?.text).toBe('const a!');
  });

  it('starts one server for several calls of start', async () => {
    const { client, servers } = setUp();
    client.start();
    client.start();
    await whenState(client, 'ready');
    client.start();
    expect(servers).toHaveLength(1);
  });

  it('answers nothing after a defect in the server and goes on', async () => {
    const { client } = setUp();
    client.start();
    await whenState(client, 'ready');
    expect(await client.request.complete({ ...parameters, prefix: 'defect' }, never)).toBeUndefined();
    expect((await client.request.complete(parameters, never))?.offers).toHaveLength(1);
  });

  it('cancels in the server and does not wait for it', async () => {
    const { client, source } = setUp();
    client.start();
    await whenState(client, 'ready');
    const controller = new AbortController();
    const answer = client.request.complete({ ...parameters, prefix: 'for ever' }, controller.signal);
    await settled();
    expect(source.asked[0]?.aborted).toBe(false);
    controller.abort();
    expect(await answer).toBeUndefined();
    await settled();
    expect(source.asked[0]?.aborted).toBe(true);
    expect(await client.request.complete(parameters, AbortSignal.abort())).toBeUndefined();
    expect(source.asked).toHaveLength(1);
  });

  it('passes on late offers, reading ahead and closed documents', async () => {
    const { client, source, offerReady } = setUp();
    const late: string[] = [];
    client.onLateOffer(({ documentId }) => late.push(documentId));
    client.notify.readAhead(parameters);
    client.start();
    await whenState(client, 'ready');
    offerReady[0]?.('file:///a.ts');
    client.notify.readAhead(parameters);
    client.notify.closeDocument('file:///b.ts');
    await settled();
    expect(late).toEqual(['file:///a.ts']);
    expect(source.read).toHaveLength(1);
    expect(source.closed).toEqual(['file:///b.ts']);
    expect(source.read[0]?.signal.aborted).toBe(false);
    client.notify.readAhead({ ...parameters, documentId: 'file:///b.ts' });
    await settled();
    expect(source.read.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('fails with a message and an action when the model cannot be loaded, and loads again on restart', async () => {
    let damaged = true;
    const source = new EchoSource();
    const { client, servers, scheduler } = setUp(() =>
      damaged
        ? Promise.reject(new UserError('The model is damaged.', 'Reinstall it.'))
        : Promise.resolve({ source, description }),
    );
    client.start();
    expect(await whenState(client, 'failed')).toEqual({
      kind: 'failed',
      message: 'The model is damaged.',
      action: 'Reinstall it.',
    });
    expect(servers[0]?.wasKilled()).toBe(true);
    expect(scheduler.waiting).toBe(0);
    client.start();
    expect(client.state.kind).toBe('failed');
    damaged = false;
    client.restart();
    await whenState(client, 'ready');
    expect(servers).toHaveLength(2);
  });

  it('also reports an unexpected error of loading', async () => {
    const { client } = setUp(() => Promise.reject(new Error('no such file')));
    client.start();
    expect(await whenState(client, 'failed')).toMatchObject({
      message: expect.stringContaining('no such file') as string,
    });
  });

  it('restarts three times with growing pauses, then fails until restart is called', async () => {
    const { client, servers, scheduler } = setUp();
    client.start();
    for (const [index, pause] of [250, 1_000, 4_000].entries()) {
      await whenState(client, 'ready');
      servers[index]?.crash();
      expect(client.state.kind).toBe('starting');
      scheduler.advance(pause - 1);
      expect(servers).toHaveLength(index + 1);
      scheduler.advance(1);
      await settled();
      expect(servers).toHaveLength(index + 2);
    }
    await whenState(client, 'ready');
    servers[3]?.crash();
    expect(client.state).toMatchObject({ kind: 'failed', message: expect.stringContaining('4 times') as string });
    expect(scheduler.waiting).toBe(0);
    client.restart();
    await whenState(client, 'ready');
  });

  it('replaces a server that gives no sign of life, and says so meanwhile', async () => {
    const { client, servers, scheduler } = setUp();
    client.start();
    await whenState(client, 'ready');
    servers[0]?.stop();
    const asked = client.request.complete(parameters, never);
    for (let interval = 0; interval < 6; interval++) {
      expect(client.state.kind).toBe('ready');
      scheduler.advance(3_000);
      await settled();
    }
    expect(servers[0]?.wasKilled()).toBe(true);
    expect(await asked).toBeUndefined();
    expect(client.state).toEqual({
      kind: 'starting',
      because: 'The completion server did not answer for 15 seconds and was ended.',
    });
    scheduler.advance(250);
    expect(client.state).toMatchObject({ kind: 'starting', because: expect.any(String) as string });
    expect(await whenState(client, 'ready')).toMatchObject({ processId: 2 });
    expect((await client.request.complete(parameters, never))?.offers).toHaveLength(1);
    client.restart();
    expect(client.state).toEqual({ kind: 'starting' });
  });

  it('resets the number of restarts after a server ran long enough', async () => {
    const { client, servers, scheduler } = setUp();
    client.start();
    for (let crash = 0; crash < 6; crash += 1) {
      await whenState(client, 'ready');
      scheduler.advance(180_000);
      servers[crash]?.crash();
      scheduler.advance(250);
    }
    await whenState(client, 'ready');
  });

  it('answers pending requests with nothing when the server dies', async () => {
    const { client, servers } = setUp();
    client.start();
    await whenState(client, 'ready');
    const answer = client.request.complete({ ...parameters, prefix: 'for ever' }, never);
    await settled();
    servers[0]?.crash();
    expect(await answer).toBeUndefined();
  });

  it('ends its server when stopped and when disposed, and does not treat that as a crash', async () => {
    const { client, servers, scheduler } = setUp();
    client.start();
    await whenState(client, 'ready');
    client.stop();
    expect(servers[0]?.wasKilled()).toBe(true);
    expect(client.state.kind).toBe('stopped');
    client.start();
    await whenState(client, 'ready');
    client.dispose();
    expect(servers[1]?.wasKilled()).toBe(true);
    client.start();
    expect(servers).toHaveLength(2);
    expect(scheduler.waiting).toBe(0);
  });

  it('does not restart after it was stopped during a pause', async () => {
    const { client, servers, scheduler } = setUp();
    client.start();
    await whenState(client, 'ready');
    servers[0]?.crash();
    client.stop();
    scheduler.advance(10_000);
    await settled();
    expect(servers).toHaveLength(1);
  });

  it('ends a server whose start is outdated', async () => {
    const { client, servers } = setUp();
    client.start();
    client.restart();
    client.stop();
    await settled();
    expect(servers.map((server) => server.wasKilled())).toEqual([true, true]);
    expect(client.state.kind).toBe('stopped');
  });

  it('fails when the process cannot even be started', async () => {
    const client = new CompletionClient({
      modelFolders: () => Promise.resolve(['/models/base']),
      logger: silentLogger,
      scheduler: new ManualScheduler(),
      startServer: () => Promise.reject(new Error('spawn failed')),
    });
    client.start();
    expect((await whenState(client, 'failed')).kind).toBe('failed');
  });
});

describe('detecting a language', () => {
  const detect = (client: CompletionClient, text: string, signal = never) =>
    client.request.detectLanguage({ documentId: 'untitled:1', text }, signal);

  it('is answered by the server', async () => {
    const { client } = setUp();
    client.start();
    await whenState(client, 'ready');
    expect(await detect(client, 'go')).toEqual({ languages: [{ languageId: 'go', probability: 1 }] });
  });

  it('answers nothing without a server, after a defect, and at once when cancelled', async () => {
    const { client, source } = setUp();
    expect(await detect(client, 'go')).toBeUndefined();
    client.start();
    await whenState(client, 'ready');
    expect(await detect(client, 'defect')).toBeUndefined();
    const controller = new AbortController();
    const asked = detect(client, 'for ever', controller.signal);
    await settled();
    controller.abort();
    expect(await asked).toBeUndefined();
    await settled();
    expect(source.asked.at(-1)?.aborted).toBe(true);
  });

  it('tells the server where the base model is, whichever is loaded', async () => {
    const loaded: ModelFolders[] = [];
    const scheduler = new ManualScheduler();
    const client = new CompletionClient({
      modelFolders: () => Promise.resolve(['/storage', '/models/base']),
      logger: silentLogger,
      scheduler,
      startServer: (host) => {
        const load: LoadSource = (folders) => {
          loaded.push(folders);
          return Promise.resolve({ source: new EchoSource(), description });
        };
        return Promise.resolve(fakeServer(load, 1, host));
      },
    });
    clients.push(client);
    client.start();
    await whenState(client, 'ready');
    expect(loaded).toEqual([{ modelFolder: '/storage', baseFolder: '/models/base' }]);
  });
});

describe('exploring', () => {
  const explore = (client: CompletionClient, prefix: string, signal = never) => {
    const { documentId, languageId, path } = parameters;
    return client.request.explore({ documentId, languageId, path, prefix, prefixStart: 0, restOfLine: '' }, signal);
  };

  it('is answered by the server, which is also told when the view is hidden', async () => {
    const { client, source } = setUp();
    client.start();
    await whenState(client, 'ready');
    expect(await explore(client, 'a')).toEqual(exploration);
    expect(await explore(client, 'overtaken')).toBeUndefined();
    client.notify.hideExploration();
    await settled();
    expect(source.hiddenExploration).toBe(1);
  });

  it('answers nothing without a server, after a defect, and at once when cancelled', async () => {
    const { client, source } = setUp();
    client.notify.hideExploration();
    expect(await explore(client, 'a')).toBeUndefined();
    client.start();
    await whenState(client, 'ready');
    expect(await explore(client, 'defect')).toBeUndefined();
    const controller = new AbortController();
    const asked = explore(client, 'for ever', controller.signal);
    controller.abort();
    expect(await asked).toBeUndefined();
    expect(source.hiddenExploration).toBe(0);
  });
});

describe('surprise', () => {
  const document = (text: string) => ({ documentId: 'file:///a.ts', languageId: 'typescript', path: 'a.ts', text });
  const score = (client: CompletionClient, text: string, signal = never) =>
    client.request.surprise({ ...document(text), budgetMilliseconds: 100 }, signal);
  const explain = (client: CompletionClient, text: string) =>
    client.request.explain({ ...document(text), line: 3, character: 4 }, never);

  it('is answered by the server, which is also told when the view is hidden', async () => {
    const { client, source } = setUp();
    client.start();
    await whenState(client, 'ready');
    expect(await score(client, 'a')).toMatchObject({ lines: [{ line: 0, bitsPerCharacter: 4 }], isComplete: true });
    expect(await explain(client, 'a')).toMatchObject({ word: { line: 3, character: 4 }, wordBits: 9 });
    expect(await explain(client, 'unknown')).toBeUndefined();
    client.notify.hideSurprise();
    await settled();
    expect(source.hiddenSurprise).toBe(1);
  });

  it('answers nothing without a server, after a defect, and at once when cancelled', async () => {
    const { client, source } = setUp();
    client.notify.hideSurprise();
    expect([await score(client, 'a'), await explain(client, 'a')]).toEqual([undefined, undefined]);
    client.start();
    await whenState(client, 'ready');
    expect([await score(client, 'defect'), await explain(client, 'defect')]).toEqual([undefined, undefined]);
    const controller = new AbortController();
    const asked = score(client, 'for ever', controller.signal);
    await settled();
    controller.abort();
    expect(await asked).toBeUndefined();
    await settled();
    expect(source.asked.at(-1)?.aborted).toBe(true);
  });
});

describe('loading another model', () => {
  /** Each server answers with its number. A folder in `damaged` cannot be loaded. `holdLoads` delays loading. */
  function setUpModels() {
    const damaged = new Set<string>();
    const servers: FakeServer[] = [];
    let folders: readonly string[] = ['/models/base'];
    let beforeLoad: Promise<void> = Promise.resolve();
    const scheduler = new ManualScheduler();
    const client = new CompletionClient({
      modelFolders: () => Promise.resolve(folders),
      logger: silentLogger,
      scheduler,
      startServer: (host) => {
        const number = servers.length + 1;
        const load: LoadSource = async ({ modelFolder: folder }) => {
          await beforeLoad;
          if (damaged.has(folder)) throw new UserError(`${folder} is damaged.`, 'Fine-tune again.');
          const source = new EchoSource();
          source.complete = ({ prefix }) =>
            Promise.resolve({ offers: [{ text: `${prefix} by ${number}`, probability: 0.5 }] });
          return { source, description: { ...description, modelName: folder } };
        };
        const server = fakeServer(load, number, host);
        servers.push(server);
        return Promise.resolve(server);
      },
    });
    clients.push(client);
    const answer = async () => (await client.request.complete({ ...parameters, prefix: 'a' }, never))?.offers[0]?.text;
    return {
      client,
      servers,
      damaged,
      answer,
      scheduler,
      setFolders: (now: readonly string[]) => (folders = now),
      holdLoads: () => {
        let release: () => void = () => undefined;
        beforeLoad = new Promise((resolve) => (release = resolve));
        return () => {
          release();
        };
      },
    };
  }

  it('lets the old server answer until the new one is ready, then ends the old one', async () => {
    const { client, servers, answer, setFolders, holdLoads } = setUpModels();
    client.start();
    await whenState(client, 'ready');
    const states: string[] = [];
    client.onStateChange(({ kind }) => states.push(kind));
    setFolders(['/storage', '/models/base']);
    const release = holdLoads();
    const reload = client.reloadModel();
    await settled();
    expect(servers).toHaveLength(2);
    expect(await answer()).toBe('a by 1');
    expect(servers[0]?.wasKilled()).toBe(false);
    release();
    await reload;
    expect(servers[0]?.wasKilled()).toBe(true);
    expect(servers[1]?.wasKilled()).toBe(false);
    expect(await answer()).toBe('a by 2');
    // The state was always ready.
    expect(states).toEqual(['ready']);
    expect(client.state).toMatchObject({ modelFolder: '/storage', processId: 2, problem: undefined });
  });

  it('keeps the old server when no model can be loaded', async () => {
    const { client, servers, damaged, answer } = setUpModels();
    client.start();
    await whenState(client, 'ready');
    damaged.add('/models/base');
    await expect(client.reloadModel()).rejects.toThrow('/models/base is damaged.');
    expect(servers.map((server) => server.wasKilled())).toEqual([false, true]);
    expect(client.state).toMatchObject({ kind: 'ready', processId: 1 });
    expect(await answer()).toBe('a by 1');
    // The next attempt succeeds.
    damaged.clear();
    await client.reloadModel();
    expect(await answer()).toBe('a by 3');
  });

  it('skips a folder that cannot be loaded, and says why', async () => {
    const { client, damaged, setFolders } = setUpModels();
    damaged.add('/storage');
    setFolders(['/storage', '/models/base']);
    client.start();
    const problem = { message: '/storage is damaged.', action: 'Fine-tune again.' };
    expect(await whenState(client, 'ready')).toMatchObject({ modelFolder: '/models/base', problem });
    damaged.clear();
    await client.reloadModel();
    expect(client.state).toMatchObject({ modelFolder: '/storage', problem: undefined });
    damaged.add('/storage');
    await client.reloadModel();
    expect(client.state).toMatchObject({ modelFolder: '/models/base', problem });
  });

  it('does nothing when no server runs, and one swap at a time', async () => {
    const { client, servers, answer } = setUpModels();
    await client.reloadModel();
    expect(servers).toHaveLength(0);
    client.start();
    await whenState(client, 'ready');
    await Promise.all([client.reloadModel(), client.reloadModel()]);
    expect(servers.map((server) => server.wasKilled())).toEqual([true, true, false]);
    expect(await answer()).toBe('a by 3');
  });

  it.each(['stopped', 'dead', 'disposed of'])('is rejected when the old server is %s meanwhile', async (what) => {
    const { client, servers, holdLoads, scheduler } = setUpModels();
    client.start();
    await whenState(client, 'ready');
    const release = holdLoads();
    const reload = client.reloadModel();
    await settled();
    if (what === 'stopped') client.stop();
    if (what === 'dead') servers[0]?.crash();
    if (what === 'disposed of') client.dispose();
    release();
    await expect(reload).rejects.toThrow('The completion server was restarted meanwhile.');
    expect(servers[1]?.wasKilled()).toBe(true);
    scheduler.advance(250);
    await settled();
    expect(servers).toHaveLength(what === 'dead' ? 3 : 2);
    if (what === 'dead') await whenState(client, 'ready');
  });

  it('restarts the new server after a crash', async () => {
    const { client, servers, scheduler, answer } = setUpModels();
    client.start();
    await whenState(client, 'ready');
    await client.reloadModel();
    servers[1]?.crash();
    expect(client.state.kind).toBe('starting');
    scheduler.advance(250);
    await settled();
    await whenState(client, 'ready');
    expect(await answer()).toBe('a by 3');
  });
});

describe('live learning', () => {
  it('is off at first, and its setting is sent to every server', async () => {
    const { client, source, servers, scheduler } = setUp();
    client.start();
    await expect.poll(() => source.liveLearning).toEqual([false]);
    client.useLiveLearning(true);
    await expect.poll(() => source.liveLearning).toEqual([false, true]);
    servers[0]?.crash();
    scheduler.advance(10_000);
    await expect.poll(() => source.liveLearning).toEqual([false, true, true]);
    client.useLiveLearning(false);
    await expect.poll(() => source.liveLearning).toEqual([false, true, true, false]);
    client.dispose();
  });
});

describe('text cache', () => {
  const workspace: SurveyRequest = { folders: [{ name: 'a', exclude: [] }], recent: [], commitMessages: [] };

  it('is configured in every server, also in a later one', async () => {
    const { client, source, servers, scheduler } = setUp();
    client.useTextCache({ enabled: true, workspace }, new MemoryFileSystem({ 'a.ts': 'text' }));
    client.start();
    await expect.poll(() => source.textCaches.length).toBe(1);
    expect(source.textCaches[0]?.parameters).toEqual({ enabled: true, workspace });
    servers[0]?.crash();
    scheduler.advance(10_000);
    await expect.poll(() => source.textCaches.length).toBe(2);
    expect(source.textCaches[1]?.parameters).toEqual({ enabled: true, workspace });
    client.useTextCache({ enabled: false });
    await expect.poll(() => source.textCaches.length).toBe(3);
    expect(source.textCaches[2]?.parameters).toEqual({ enabled: false });
    client.dispose();
  });

  it('reads through the current file system of the host', async () => {
    const { client, source } = setUp();
    client.useTextCache({ enabled: true, workspace }, new MemoryFileSystem({ 'a.ts': 'first' }));
    client.start();
    await expect.poll(() => source.textCaches.length).toBe(1);
    const read = () => source.textCaches[0]?.fileSystem.read(0, 'a.ts');
    expect(await read()).toEqual({ kind: 'text', text: 'first' });
    expect(await listOf(source.textCaches[0]!.fileSystem, 0, '')).toHaveLength(1);
    expect(await source.textCaches[0]?.fileSystem.entry(0, 'a.ts')).toMatchObject({ name: 'a.ts', kind: 'file' });
    client.useTextCache({ enabled: true, workspace }, new MemoryFileSystem({ 'a.ts': 'second' }));
    expect(await read()).toEqual({ kind: 'text', text: 'second' });
    client.useTextCache({ enabled: true });
    expect(await read()).toEqual({ kind: 'gone' });
    client.dispose();
  });

  it('is told of changed files', async () => {
    const { client, source } = setUp();
    client.start();
    await expect.poll(() => client.state.kind).toBe('ready');
    client.notify.filesChanged([{ folder: 0, path: 'src/a.ts' }]);
    await expect.poll(() => source.changed).toEqual([{ folder: 0, path: 'src/a.ts' }]);
    client.dispose();
  });
});
