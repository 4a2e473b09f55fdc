/**
 * Fine-tuning on this workspace, from the question to the start: first it is read, then the user sees how much that is and may look closer,
 * change the terms, or leave it. What they choose is remembered for the workspace.
 */
import * as vscode from 'vscode';
import type { SurveySummary } from '../../processes/trainerProtocol.ts';
import type { Choice, ChoiceId } from '../fineTuning/fineTuneChoices.ts';
import {
  choicesOf,
  choicesTitle,
  coresChoices,
  globsOfText,
  minutesChoices,
  minutesOf,
  minutesProblem,
} from '../fineTuning/fineTuneChoices.ts';
import type { FineTunePlan, Memory } from '../fineTuning/fineTunePlan.ts';
import { rememberChoice } from '../fineTuning/fineTunePlan.ts';
import type { FineTuning } from '../fineTuning/fineTuning.ts';
import type { StoredModel } from '../model/storedModel.ts';
import { surveyDocument } from '../fineTuning/surveyDocument.ts';
import { surveyWithNotification } from '../fineTuning/surveying.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { WorkspaceToLearn } from '../workspace/workspaceToLearn.ts';
import type { Command } from './command.ts';
import { corpusDocumentName } from './showCorpus.ts';

export interface FineTuneParts {
  readonly fineTuning: FineTuning;
  readonly stored: StoredModel;
  readonly workspace: WorkspaceToLearn;
  readonly documents: VirtualDocuments;
  readonly memory: Memory;
  readonly showPanel: () => void;
}

export function fineTuneCommand(parts: FineTuneParts): Command {
  const { fineTuning, showPanel } = parts;
  return {
    id: 'undercurrent.fineTune',
    run: async () => {
      if (fineTuning.isRunning) {
        showPanel();
        return;
      }
      try {
        await askAndStart(parts);
      } finally {
        // Whoever leaves needs no process that has read the workspace.
        fineTuning.release();
      }
    },
  };
}

async function askAndStart({ fineTuning, stored, workspace, documents, memory }: FineTuneParts): Promise<void> {
  workspace.atHand();
  await stored.refuseWhileLocked();
  let survey = await surveyWithNotification(fineTuning, workspace.plan);
  while (survey !== undefined) {
    const { plan } = workspace;
    const choice = await choose(survey, plan, workspace.cores);
    if (choice === undefined) return;
    if (choice === 'start') {
      const begun = await fineTuning.record.begun();
      await fineTuning.start({ plan, resume: begun !== undefined, byUser: true });
      return;
    }
    if (choice === 'show') await documents.show(corpusDocumentName, surveyDocument(survey));
    const changed = await change(choice, plan, workspace.cores);
    if (changed === undefined) continue;
    await rememberChoice(memory, changed);
    if (changed.exclude !== undefined) survey = await surveyWithNotification(fineTuning, workspace.plan);
  }
}

async function choose(survey: SurveySummary, plan: FineTunePlan, cores: number): Promise<ChoiceId | undefined> {
  const title = choicesTitle(survey, plan);
  return (await pick(title, choicesOf(survey, plan, cores)))?.id;
}

/** What was chosen; `undefined` when nothing was. */
async function change(choice: ChoiceId, plan: FineTunePlan, cores: number): Promise<Partial<FineTunePlan> | undefined> {
  if (choice === 'minutes') {
    const chosen = await pick('Time budget', minutesChoices(plan));
    const minutes = chosen?.id === 'own' ? await askMinutes(plan) : chosen?.id;
    return minutes === undefined ? undefined : { minutes };
  }
  if (choice === 'cores') {
    const chosen = await pick('Cores', coresChoices(plan, cores));
    return chosen === undefined ? undefined : { cores: chosen.id };
  }
  if (choice === 'exclude') {
    const typed = await vscode.window.showInputBox({
      title: 'Extra globs to leave out',
      prompt: 'Relative to the workspace folder, separated by commas, such as **/fixtures/**, docs/old/**',
      value: plan.exclude.join(', '),
      ignoreFocusOut: true,
    });
    return typed === undefined ? undefined : { exclude: globsOfText(typed) };
  }
  return undefined;
}

async function askMinutes(plan: FineTunePlan): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Time budget',
    prompt: 'Minutes for everything: measuring, training, measuring again',
    value: `${plan.minutes}`,
    validateInput: minutesProblem,
  });
  return typed === undefined ? undefined : minutesOf(typed);
}

/** Stays open while a document is looked at. */
function pick<Id>(title: string, choices: readonly Choice<Id>[]): Thenable<Choice<Id> | undefined> {
  return vscode.window.showQuickPick(choices, { title, ignoreFocusOut: true });
}
