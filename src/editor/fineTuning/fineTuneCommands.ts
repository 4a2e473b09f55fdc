/**
 * The commands of fine-tuning. "Fine-tune" first reads the workspace; then the user sees how much that is, may look
 * closer or change time, cores and globs, and starts or leaves. The choices are remembered for the workspace.
 */
import { plainText } from '../../base/shownText.ts';
import { UserError } from '../../base/userError.ts';
import type { SurveySummary } from '../../processes/contracts.ts';
import type { Command } from '../commands.ts';
import type { StoredModel } from '../model/storedModel.ts';
import { askForText, choose } from '../shown.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { OpenWorkspace } from '../workspace/openWorkspace.ts';
import { surveyDocument } from './fineTuneDocuments.ts';
import { surveyWithProgress } from './fineTuneNotices.ts';
import {
  type Choice,
  type ChoiceId,
  choicesOf,
  choicesTitle,
  coresChoices,
  type FineTunePlan,
  globsOfText,
  type Memory,
  minutesChoices,
  minutesOf,
  minutesProblem,
  rememberChoice,
} from './fineTunePlan.ts';
import type { FineTuning } from './fineTuning.ts';
import { localized } from '../localized.ts';

export interface FineTuneCommandParts {
  readonly fineTuning: FineTuning;
  readonly stored: StoredModel;
  readonly workspace: OpenWorkspace;
  readonly documents: VirtualDocuments;
  readonly memory: Memory;
  readonly showPanel: () => void;
}

const corpusDocumentName = `${localized`Training Files`}.md`;

export function fineTuneCommands(parts: FineTuneCommandParts): readonly Command[] {
  const { fineTuning, showPanel } = parts;
  return [
    {
      id: 'undercurrent.fineTune',
      run: async () => {
        if (fineTuning.isRunning) {
          showPanel();
          return;
        }
        try {
          await askAndStart(parts);
        } finally {
          // Without a start, the process that has read the workspace ends.
          fineTuning.release();
        }
      },
    },
    { id: 'undercurrent.showCorpus', run: () => showCorpus(parts) },
    {
      id: 'undercurrent.pauseFineTuning',
      run: () => {
        const { state } = fineTuning;
        if (state.kind !== 'running') throw nothingRuns();
        fineTuning.setPaused(!state.progress.paused);
      },
    },
    {
      id: 'undercurrent.cancelFineTuning',
      run: async () => {
        if (!fineTuning.isRunning) throw nothingRuns();
        await fineTuning.cancel();
      },
    },
    { id: 'undercurrent.showFineTuning', run: showPanel },
  ];
}

function nothingRuns(): UserError {
  return new UserError(localized`Fine-tuning isn’t running.`, localized`Start it first.`);
}

async function showCorpus({ fineTuning, workspace, documents }: FineTuneCommandParts): Promise<void> {
  workspace.learnable();
  const survey = fineTuning.learning ?? (await surveyWithProgress(fineTuning, workspace.plan));
  if (!fineTuning.isRunning) fineTuning.release();
  if (survey !== undefined) await documents.show(corpusDocumentName, surveyDocument(survey));
}

async function askAndStart({ fineTuning, stored, workspace, documents, memory }: FineTuneCommandParts): Promise<void> {
  workspace.learnable();
  await stored.refuseWhileLocked();
  let survey = await surveyWithProgress(fineTuning, workspace.plan);
  while (survey !== undefined) {
    const { plan } = workspace;
    const choice = await chooseNext(survey, plan, workspace.cores);
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
    if (changed.exclude !== undefined) survey = await surveyWithProgress(fineTuning, workspace.plan);
  }
}

async function chooseNext(survey: SurveySummary, plan: FineTunePlan, cores: number): Promise<ChoiceId | undefined> {
  const title = choicesTitle(survey, plan);
  return (await pick(title, choicesOf(survey, plan, cores)))?.id;
}

/** The changed part of the plan; `undefined` when the user left. */
async function change(choice: ChoiceId, plan: FineTunePlan, cores: number): Promise<Partial<FineTunePlan> | undefined> {
  if (choice === 'minutes') {
    const chosen = await pick(localized`Time Budget`, minutesChoices(plan));
    const minutes = chosen?.id === 'own' ? await askMinutes(plan) : chosen?.id;
    return minutes === undefined ? undefined : { minutes };
  }
  if (choice === 'cores') {
    const chosen = await pick(localized`Processor Cores`, coresChoices(plan, cores));
    return chosen === undefined ? undefined : { cores: chosen.id };
  }
  if (choice === 'exclude') {
    const typed = await askForText({
      title: localized`Additional Files to Exclude`,
      prompt: localized`Glob patterns relative to the workspace folder, separated by commas, such as ${'**/fixtures/**, docs/old/**'}`,
      value: plan.exclude.join(', '),
      ignoreFocusOut: true,
    });
    return typed === undefined ? undefined : { exclude: globsOfText(typed) };
  }
  return undefined;
}

async function askMinutes(plan: FineTunePlan): Promise<number | undefined> {
  const typed = await askForText({
    title: localized`Time Budget`,
    prompt: localized`Minutes for measuring, training and measuring again`,
    value: `${plan.minutes}`,
    validateInput: minutesProblem,
  });
  return typed === undefined ? undefined : minutesOf(typed);
}

/** Stays open while the user looks at a document. */
function pick<Id>(title: string, choices: readonly Choice<Id>[]): Promise<Choice<Id> | undefined> {
  return choose(choices, { title: plainText(title), ignoreFocusOut: true });
}
