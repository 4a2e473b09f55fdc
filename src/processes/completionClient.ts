/**
 * The extension host's side of the completion server. It starts the process, and restarts it when it exits: three
 * times, with growing pauses. Requests never reject, because a missing completion is no error to the user.
 */
import type { Disposable } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { Scheduler } from '../base/scheduler.ts';
import { UserError } from '../base/userError.ts';
import type {
  CompletionHost,
  CompletionServer,
  ModelDescription,
  TextCacheParameters,
  WorkspaceFileSystem,
} from './contracts.ts';
import { Heartbeat } from './heartbeat.ts';
import { methodOf, methods, type Notifications, type Requests } from './rpc.ts';
import type { ServerProcess } from './serverProcess.ts';

export type ClientState =
  | { readonly kind: 'stopped' }
  /** `because`: a sentence about why the last server had to be replaced. */
  | { readonly kind: 'starting'; readonly because?: string }
  | {
      readonly kind: 'ready';
      readonly model: ModelDescription;
      readonly modelFolder: string;
      readonly processId: number | undefined;
      /** Why a preferred model is not in use. */
      readonly problem: { readonly message: string; readonly action: string } | undefined;
    }
  /** `message` says what happened, `action` what the user can do. Both are sentences. */
  | { readonly kind: 'failed'; readonly message: string; readonly action: string };

type LoadedModel = Pick<Extract<ClientState, { kind: 'ready' }>, 'model' | 'modelFolder' | 'problem'>;

export interface CompletionClientOptions {
  /**
   * Folders with models, the preferred first, the base last. One that does not load is skipped. Called at each start.
   */
  readonly modelFolders: () => Promise<readonly string[]>;
  /** Starts a process; rejects when that is impossible. */
  readonly startServer: (host: CompletionHost) => Promise<ServerProcess>;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
}

type Answered<F> = F extends (...args: infer A) => Promise<infer R> ? (...args: A) => Promise<R | undefined> : never;

/** The server's requests, answered with `undefined` without a server, when cancelled, and after a failure. */
export type AnsweredRequests = {
  readonly [K in Exclude<keyof Requests<CompletionServer>, 'initialize' | 'heartbeat'>]: Answered<CompletionServer[K]>;
};

/** Settings that the client keeps and sends to every new server. */
type Remembered = 'useTextCache' | 'useLiveLearning';

/** Pauses before the first, second and third restart, in milliseconds. */
const restartPauses: readonly number[] = [250, 1_000, 4_000];

/** Milliseconds between two signs of life of a server, and how many may be missing. */
const heartbeat = { interval: 3_000, patience: 5 };

/** After running this long, in milliseconds, a server may be restarted three times again. */
const healthyAfter = 120_000;

export class CompletionClient implements Disposable {
  readonly #stateChanges = new Emitter<ClientState>();
  readonly #lateOffers = new Emitter<{ readonly documentId: string }>();
  #state: ClientState = { kind: 'stopped' };
  #server: ServerProcess | undefined;
  #heart: Heartbeat | undefined;
  #serverStarted = 0;
  #restarts = 0;
  #pendingRestart: Disposable | undefined;
  /** A sentence, from the end of a server until the next one is ready. */
  #because: string | undefined;
  /** Counts launches and ends, so that an outdated start is noticed. */
  #generation = 0;
  #isDisposed = false;
  #textCache: { readonly parameters: TextCacheParameters; readonly fileSystem: WorkspaceFileSystem | undefined } = {
    parameters: { enabled: false },
    fileSystem: undefined,
  };
  #liveLearning = false;
  /** The last reload. The next one waits for it. */
  #reload: Promise<void> = Promise.resolve();

  readonly request = methods<AnsweredRequests>((method, args) => this.#ask(method, args));
  /** Notifications are dropped while no server is ready. */
  readonly notify = methods<Omit<Notifications<CompletionServer>, Remembered>>((method, args) => {
    if (this.#state.kind !== 'ready' || this.#server === undefined) return;
    methodOf(this.#server.notify, method)?.(...args);
  });

  constructor(private readonly options: CompletionClientOptions) {}

  get state(): ClientState {
    return this.#state;
  }

  get onStateChange(): Event<ClientState> {
    return this.#stateChanges.event;
  }

  /** An offer was decoded after an empty answer. */
  get onLateOffer(): Event<{ readonly documentId: string }> {
    return this.#lateOffers.event;
  }

  /** Starts the server if it is stopped. After a failure only `restart` starts it. */
  start(): void {
    if (this.#isDisposed || this.#state.kind !== 'stopped') return;
    this.#restarts = 0;
    void this.#launch();
  }

  /** Ends the server and resets its failures. */
  stop(): void {
    this.#abandonServer();
    this.#because = undefined;
    this.#setState({ kind: 'stopped' });
  }

  /** Starts a new server in any state. */
  restart(): void {
    this.stop();
    this.start();
  }

  /**
   * Loads the current models in a second server, which then replaces the first. The first answers until then. Does
   * nothing when no server is ready. @throws UserError when no model can be loaded; then the first server stays.
   */
  reloadModel(): Promise<void> {
    const reload = this.#reload.then(() => this.#swap());
    this.#reload = reload.catch(() => undefined);
    return reload;
  }

  /** Turns the text cache on or off. The server reads the workspace through `fileSystem`. */
  useTextCache(parameters: TextCacheParameters, fileSystem?: WorkspaceFileSystem): void {
    this.#textCache = { parameters, fileSystem };
    if (this.#state.kind === 'ready') this.#server?.notify.useTextCache(parameters);
  }

  /** Turns learning from open documents on or off. */
  useLiveLearning(enabled: boolean): void {
    this.#liveLearning = enabled;
    if (this.#state.kind === 'ready') this.#server?.notify.useLiveLearning(enabled);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#abandonServer();
    this.#stateChanges.dispose();
    this.#lateOffers.dispose();
  }

  async #ask(method: string, args: readonly unknown[]): Promise<unknown> {
    const server = this.#server;
    const signal = args.find((arg) => arg instanceof AbortSignal);
    if (server === undefined || this.#state.kind !== 'ready' || signal?.aborted === true) return undefined;
    let cancel = (): void => undefined;
    // The answer does not wait until the server has noticed the cancellation.
    const cancelled = new Promise<undefined>((resolve) => {
      cancel = () => {
        resolve(undefined);
      };
    });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await Promise.race([methodOf(server.request, method)?.(...args), cancelled]);
    } catch (error) {
      if (this.#server === server) this.options.logger.error(`The completion server failed (${method}).`, error);
      return undefined;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Starts a process. Offers of a replaced server are dropped. */
  async #start(): Promise<ServerProcess> {
    const server: ServerProcess = await this.options.startServer({
      list: async (folder, path, take) => (await this.#textCache.fileSystem?.list(folder, path, take)) ?? false,
      entry: async (folder, path) => await this.#textCache.fileSystem?.entry(folder, path),
      read: (folder, path) => this.#textCache.fileSystem?.read(folder, path) ?? Promise.resolve({ kind: 'gone' }),
      repositoryAbove: async (folder) => await this.#textCache.fileSystem?.repositoryAbove(folder),
      offerReady: (documentId) => {
        if (this.#server === server) this.#lateOffers.fire({ documentId });
      },
    });
    return server;
  }

  #watch(server: ServerProcess): Heartbeat {
    return new Heartbeat({
      ...heartbeat,
      scheduler: this.options.scheduler,
      beat: () => server.request.heartbeat(),
      onSilence: (seconds) => {
        this.#silent(server, seconds);
      },
    });
  }

  /** A server does not answer any more: it was stopped, or something keeps it busy. Only its end helps. */
  #silent(server: ServerProcess, seconds: number): void {
    const how = `no answer for ${seconds} seconds`;
    if (this.#server === server) {
      this.#serverLost(`The completion server did not answer for ${seconds} seconds and was ended.`, how);
      return;
    }
    this.options.logger.warn(`A new completion server was ended: ${how}.`);
    server.close();
    server.kill();
  }

  async #launch(): Promise<void> {
    const { logger } = this.options;
    this.#setStarting();
    const generation = ++this.#generation;
    try {
      const server = await this.#start();
      if (generation === this.#generation) await this.#initialize(server);
      else server.kill();
    } catch (error) {
      logger.error('The completion server could not be started.', error);
      if (generation !== this.#generation) return;
      this.#fail('The completion server could not be started.', 'Reinstall Undercurrent, or see its log.');
    }
  }

  async #initialize(server: ServerProcess): Promise<void> {
    const { logger } = this.options;
    this.#adopt(server, this.#watch(server));
    try {
      const loaded = await this.#loadModel(server);
      if (this.#server === server) this.#setReady(server, loaded);
    } catch (error) {
      if (this.#server !== server) return;
      logger.error('The model could not be loaded.', error);
      // Any other error means that the connection broke. Then the exit of the process starts a new one.
      if (!(error instanceof UserError)) return;
      this.#abandonServer();
      this.#fail(error.message, error.action);
    }
  }

  async #swap(): Promise<void> {
    const old = this.#server;
    if (old === undefined || this.#state.kind !== 'ready') return;
    const server = await this.#start();
    const heart = this.#watch(server);
    let loaded: LoadedModel;
    try {
      loaded = await this.#loadModel(server);
      // If the old server ended meanwhile, its successor has already asked for the folders.
      if (this.#server !== old) throw new UserError('The completion server was restarted meanwhile.', 'Try it again.');
    } catch (error) {
      heart.dispose();
      server.close();
      server.kill();
      throw error;
    }
    this.#abandonServer();
    this.#adopt(server, heart);
    this.#setReady(server, loaded);
  }

  /** Loads the first model that can be loaded. @throws UserError of the last one when none can. */
  async #loadModel(server: ServerProcess): Promise<LoadedModel> {
    const folders = await this.options.modelFolders();
    const baseFolder = folders.at(-1) ?? '';
    let problem: LoadedModel['problem'];
    for (const [index, modelFolder] of folders.entries()) {
      try {
        return { model: await server.request.initialize({ modelFolder, baseFolder }), modelFolder, problem };
      } catch (error) {
        if (!(error instanceof UserError) || index === folders.length - 1) throw error;
        this.options.logger.warn('A model could not be loaded; the next one is tried.', error);
        problem = { message: error.message, action: error.action };
      }
    }
    throw new UserError('There is no model.', 'Reinstall Undercurrent.');
  }

  #adopt(server: ServerProcess, heart: Heartbeat): void {
    const { logger, scheduler } = this.options;
    this.#server = server;
    this.#heart = heart;
    this.#serverStarted = scheduler.now();
    logger.debug(`Completion server started, process ${server.processId ?? 'unknown'}.`);
    server.onExit((how) => {
      if (this.#server === server) this.#serverLost(`The completion server ended unexpectedly (${how}).`, how);
    });
  }

  #setReady(server: ServerProcess, loaded: LoadedModel): void {
    const { processId } = server;
    server.notify.useTextCache(this.#textCache.parameters);
    server.notify.useLiveLearning(this.#liveLearning);
    const { modelName, parameterCount } = loaded.model;
    this.options.logger.info(`Ready: ${modelName}, ${parameterCount} parameters, process ${processId ?? 'unknown'}.`);
    this.#because = undefined;
    this.#setState({ kind: 'ready', ...loaded, processId });
  }

  #serverLost(because: string, how: string): void {
    const { logger, scheduler } = this.options;
    logger.warn(because);
    this.#because = because;
    const lived = scheduler.now() - this.#serverStarted;
    this.#abandonServer();
    if (lived >= healthyAfter) this.#restarts = 0;
    const pause = restartPauses[this.#restarts];
    if (pause === undefined) {
      this.#fail(
        `The completion server ended ${this.#restarts + 1} times, the last time with ${how}.`,
        'Restart Undercurrent, or see its log.',
      );
      return;
    }
    this.#restarts += 1;
    this.#setStarting();
    this.#pendingRestart = scheduler.after(pause, () => {
      this.#pendingRestart = undefined;
      void this.#launch();
    });
  }

  #setStarting(): void {
    this.#setState({ kind: 'starting', ...(this.#because === undefined ? {} : { because: this.#because }) });
  }

  #fail(message: string, action: string): void {
    this.#setState({ kind: 'failed', message, action });
  }

  /** Clears `#server` before it ends the process, so that the exit is not treated as a crash. */
  #abandonServer(): void {
    this.#generation += 1;
    this.#pendingRestart?.dispose();
    this.#pendingRestart = undefined;
    this.#heart?.dispose();
    this.#heart = undefined;
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.close();
    server.kill();
  }

  #setState(state: ClientState): void {
    this.#state = state;
    this.#stateChanges.fire(state);
  }
}
