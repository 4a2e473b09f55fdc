/** Stand-ins for the completion client and its state. */
import type { ClientState } from '../../../src/processes/completionClient.ts';

/** The object with `request` and `notify`, which both are the object itself. */
export function clientStub<T extends object>(own: T): T & { readonly request: T; readonly notify: T } {
  return Object.assign(own, { request: own, notify: own });
}

export const readyState: Extract<ClientState, { kind: 'ready' }> = {
  kind: 'ready',
  processId: 1,
  modelFolder: '/base',
  problem: undefined,
  model: { modelName: 'base', parameterCount: 3_456_789, bitsPerCharacter: 1.5 },
};
