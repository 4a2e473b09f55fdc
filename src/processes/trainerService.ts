/**
 * The trainer's half of its protocol: turns requests on a connection into work in this process. Knows neither what process that is nor
 * how it ends, so tests run it over an in-memory connection.
 */
import { setImmediate } from 'node:timers/promises';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import { abortSignalOf } from '../base/cancellation.ts';
import { UserError } from '../base/userError.ts';
import { readCheckpoint, writeCheckpoint } from '../runtime/checkpointFiles.ts';
import { collectWorkspace } from '../workspace/workspaceCorpus.ts';
import type { WorkspaceCorpus } from '../workspace/workspaceSurvey.ts';
import { PauseSwitch } from '../fineTuning/pauseSwitch.ts';
import { remoteFileSystem } from './remoteFileSystem.ts';
import { summaryOf } from '../workspace/workspaceSurvey.ts';
import type { FineTuneParameters, TrainerFailure } from './trainerProtocol.ts';
import {
  fineTuneRequest,
  inspectRequest,
  pauseNotification,
  progressNotification,
  surveyProgressNotification,
  surveyRequest,
  transferRequest,
} from './trainerProtocol.ts';
import { fineTuneWorkspace } from '../fineTuning/fineTuneWorkspace.ts';
import { inspectStorage } from '../fineTuning/inspectStorage.ts';

/** Files between two messages about how many were read. */
const filesPerMessage = 20;

/** Answers on `connection` until it is closed. */
export function serveTraining(connection: MessageConnection): void {
  let corpus: WorkspaceCorpus | undefined;
  const pause = new PauseSwitch();

  connection.onRequest(surveyRequest, (request, token) =>
    orFailure(async () => {
      corpus = await collectWorkspace(remoteFileSystem(connection), request, {
        signal: abortSignalOf(token),
        onFiles: (files) => {
          if (files % filesPerMessage === 0) void connection.sendNotification(surveyProgressNotification, { files });
        },
      });
      return summaryOf(corpus.survey);
    }),
  );
  connection.onRequest(fineTuneRequest, (parameters, token) =>
    orFailure(() => {
      if (corpus === undefined) throw new Error('A survey has to come before the training.');
      return tune(connection, corpus, parameters, token, pause);
    }),
  );
  connection.onRequest(inspectRequest, (parameters) => orFailure(() => inspectStorage(parameters)));
  connection.onRequest(transferRequest, ({ from, to }) =>
    orFailure(async () => {
      const checkpoint = await readCheckpoint(from);
      await writeCheckpoint(to, checkpoint);
      return { name: checkpoint.manifest.name };
    }),
  );
  connection.onNotification(pauseNotification, ({ paused }) => {
    pause.set(paused);
  });
  connection.listen();
}

function tune(
  connection: MessageConnection,
  corpus: WorkspaceCorpus,
  parameters: FineTuneParameters,
  token: CancellationToken,
  pause: PauseSwitch,
) {
  const signal = abortSignalOf(token);
  return fineTuneWorkspace(corpus, parameters, {
    now: () => performance.now(),
    today: () => new Date(),
    yieldToEventLoop: () => setImmediate(),
    signal,
    whilePaused: () => pause.wait(signal),
    onProgress: (progress) => {
      void connection.sendNotification(progressNotification, progress);
    },
    log: (message) => {
      console.log(message);
    },
  });
}

/** What concerns the user crosses the boundary as two sentences, a defect as what it is. */
async function orFailure<R>(work: () => Promise<R>): Promise<R | ResponseError<TrainerFailure>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) {
      return new ResponseError(ErrorCodes.InternalError, error.message, { action: error.action });
    }
    throw error;
  }
}
