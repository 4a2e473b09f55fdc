/** Reading the workspace for the user to look at before anything is learnt: with a notification that counts and can be cancelled. */
import * as vscode from 'vscode';
import { abortSignalOf } from '../../base/cancellation.ts';
import { UserError } from '../../base/userError.ts';
import type { SurveySummary } from '../../processes/trainerProtocol.ts';
import type { FineTunePlan } from './fineTunePlan.ts';
import type { FineTuning } from './fineTuning.ts';

/** `undefined` when it was cancelled. @throws UserError, when there is nothing to be learnt too */
export async function surveyWithNotification(
  fineTuning: FineTuning,
  plan: FineTunePlan,
): Promise<SurveySummary | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Reading the workspace', cancellable: true };
  const survey = await vscode.window.withProgress(options, async (progress, token) => {
    const signal = abortSignalOf(token);
    const subscription = fineTuning.onDidChange(() => {
      const { state } = fineTuning;
      if (state.kind === 'surveying') progress.report({ message: `${state.files} files` });
    });
    try {
      return await fineTuning.survey(plan, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      subscription.dispose();
    }
  });
  if (survey?.fileCount === 0) {
    fineTuning.release();
    throw new UserError(
      'There is nothing in this workspace to learn from.',
      'Open a folder with text that somebody wrote, or leave out less.',
    );
  }
  return survey;
}
