/** What `activate` returns: enough for tests and the bench to know when to begin and whom to measure. No promise to anybody else. */
import type { CompletionClient } from '../processes/completionClient.ts';
import type { Status } from './status.ts';
import type { StatusKind } from './statusPresentation.ts';

export interface TestApi {
  /** Milliseconds of the extension host's time from the first line of the extension to the end of `activate`. */
  readonly activationMilliseconds: number;
  /** Process id of the completion server while it is ready. */
  serverPid(): number | undefined;
  /** Resolves when the model is loaded; rejects when that failed, with the sentence the user sees. */
  whenReady(): Promise<void>;
  status(): StatusKind;
}

export function testApi(client: CompletionClient, status: Status, activationMilliseconds: number): TestApi {
  return {
    activationMilliseconds,
    serverPid: () => (client.state.kind === 'ready' ? client.state.processId : undefined),
    whenReady: () => whenReady(client),
    status: () => status.kind,
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
