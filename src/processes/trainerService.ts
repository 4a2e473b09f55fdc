/** The trainer without its process. Tests run it over an in-memory connection. */
import { setImmediate } from 'node:timers/promises';
import type { MessageConnection } from 'vscode-jsonrpc';
import { Pace } from '../base/pace.ts';
import { copyModel } from '../fineTuning/copyModel.ts';
import { fineTuneWorkspace } from '../fineTuning/fineTuneWorkspace.ts';
import { inspectStorage } from '../fineTuning/inspectStorage.ts';
import { PauseSwitch } from '../fineTuning/pauseSwitch.ts';
import { collectWorkspace } from '../workspace/workspaceCorpus.ts';
import { summaryOf, type WorkspaceCorpus, type WorkspaceFileSystem } from '../workspace/workspaceSurvey.ts';
import type { TrainerServer } from './contracts.ts';
import { remote, serve } from './jsonRpc.ts';

/** Files between two calls of `onFiles`. */
const filesPerMessage = 20;
/** Milliseconds of reading before a message is looked at. */
const longestWork = 50;

/** Answers on `connection` until it is closed. */
export function serveTraining(connection: MessageConnection): void {
  const fileSystem = remote<WorkspaceFileSystem>(connection).request;
  const pause = new PauseSwitch();
  let corpus: WorkspaceCorpus | undefined;
  const log = (message: string): void => {
    console.log(message);
  };

  const trainer: TrainerServer = {
    heartbeat: () => Promise.resolve(),
    async survey(request, signal, onFiles) {
      corpus = await collectWorkspace(fileSystem, request, {
        signal,
        pace: new Pace(
          () => performance.now(),
          () => setImmediate(),
          longestWork,
        ),
        onFiles: (files) => {
          if (files % filesPerMessage === 0) onFiles(files);
        },
      });
      return summaryOf(corpus.survey);
    },
    async fineTune(parameters, signal, onProgress) {
      if (corpus === undefined) throw new Error('A survey has to come before the training.');
      return await fineTuneWorkspace(corpus, parameters, {
        now: () => performance.now(),
        today: () => new Date(),
        yieldToEventLoop: () => setImmediate(),
        signal,
        whilePaused: () => pause.wait(signal),
        onProgress,
        log,
      });
    },
    setPaused(paused) {
      pause.set(paused);
    },
    inspect: (parameters) => inspectStorage(parameters, log),
    transfer: ({ from, to }) => copyModel(from, to, log),
  };
  serve<TrainerServer>(connection, () => trainer);
  connection.listen();
}
