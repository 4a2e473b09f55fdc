/** Opens a document about the model: which one is in use, what it was trained on, when, and what that was worth. */
import type { CompletionClient } from '../../processes/completionClient.ts';
import type { ModelInUse } from '../model/modelReportDocument.ts';
import { modelReportDocument } from '../model/modelReportDocument.ts';
import type { StoredModel } from '../model/storedModel.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { Command } from './command.ts';

export function showModelReportCommand(
  client: CompletionClient,
  stored: StoredModel,
  documents: VirtualDocuments,
): Command {
  return {
    id: 'undercurrent.showModelReport',
    run: async () => {
      const [state, report] = stored.hasStorage
        ? await Promise.all([stored.inspect(), stored.report()])
        : [undefined, undefined];
      const text = modelReportDocument({ inUse: modelInUse(client, stored), stored: state, report });
      await documents.show('Model Report.md', text);
    },
  };
}

function modelInUse({ state }: CompletionClient, stored: StoredModel): ModelInUse | undefined {
  if (state.kind !== 'ready') return undefined;
  const { modelName, parameterCount } = state.model;
  return {
    name: modelName,
    parameters: parameterCount,
    isAdapted: stored.isInUse,
    problem: state.problem && `${state.problem.message} ${state.problem.action}`,
  };
}
