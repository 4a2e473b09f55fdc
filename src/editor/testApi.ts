/** What `activate` returns, for tests and the bench only. It may change with any version. */
import type { TextDocument } from 'vscode';
import type { CompletionClient } from '../processes/completionClient.ts';
import type { DetectedLanguages } from './language/detectedLanguages.ts';
import type { FineTuning } from './fineTuning/fineTuning.ts';
import type { FineTuningState } from './fineTuning/fineTuningState.ts';
import type { Status } from './status.ts';
import type { StatusKind } from './statusPresentation.ts';

/** When this module was loaded. It is imported before all others, so that loading them counts as activation. */
export const loadStart = performance.now();

export interface TestApi {
  /** Milliseconds of the extension host's time from the first line of the extension to the end of `activate`. */
  readonly activationMilliseconds: number;
  /** Process id of the completion server while it is ready. */
  serverPid(): number | undefined;
  /** Resolves when the model is loaded; rejects when that failed, with the sentence the user sees. */
  whenReady(): Promise<void>;
  status(): StatusKind;
  /** How far a fine-tuning is, with its report at the end. */
  fineTuning(): FineTuningState;
  /** Process id of the trainer while there is one. */
  trainerPid(): number | undefined;
  /** Folder of the model in use. */
  modelFolder(): string | undefined;
  /** The language the model is told of a document. */
  modelLanguageOf(document: TextDocument): string;
}

export function testApi(
  client: CompletionClient,
  status: Status,
  fineTuning: FineTuning,
  languages: DetectedLanguages,
  activationMilliseconds: number,
): TestApi {
  return {
    activationMilliseconds,
    serverPid: () => (client.state.kind === 'ready' ? client.state.processId : undefined),
    whenReady: () => whenReady(client),
    status: () => status.kind,
    fineTuning: () => fineTuning.state,
    trainerPid: () => fineTuning.trainerPid,
    modelFolder: () => (client.state.kind === 'ready' ? client.state.modelFolder : undefined),
    modelLanguageOf: (document) => languages.modelLanguageOf(document),
  };
}

function whenReady(client: CompletionClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { state } = client;
      if (state.kind === 'failed') reject(new Error(state.message));
      else if (state.kind === 'ready') resolve();
      else return false;
      return true;
    };
    if (look()) return;
    const subscription = client.onStateChange(() => {
      if (look()) subscription.dispose();
    });
  });
}
