/** Opens a document that lists what a fine-tuning would read, and what it would leave out. */
import type { FineTuning } from '../fineTuning/fineTuning.ts';
import { surveyDocument } from '../fineTuning/surveyDocument.ts';
import { surveyWithNotification } from '../fineTuning/surveying.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { WorkspaceToLearn } from '../workspace/workspaceToLearn.ts';
import type { Command } from './command.ts';

export const corpusDocumentName = 'What Fine-tuning Reads.md';

export function showCorpusCommand(
  fineTuning: FineTuning,
  workspace: WorkspaceToLearn,
  documents: VirtualDocuments,
): Command {
  return {
    id: 'undercurrent.showCorpus',
    run: async () => {
      workspace.atHand();
      const survey = fineTuning.learning ?? (await surveyWithNotification(fineTuning, workspace.plan));
      if (!fineTuning.isRunning) fineTuning.release();
      if (survey !== undefined) await documents.show(corpusDocumentName, surveyDocument(survey));
    },
  };
}
