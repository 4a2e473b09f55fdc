/** The sentences of notifications about fine-tuning. */
import { progressText, resultText } from './fineTuneView.ts';
import type { FineTuningState } from './fineTuningState.ts';

/** While it runs. */
export function noticeText({ progress, restarted }: Extract<FineTuningState, { kind: 'running' }>): string {
  return restarted ? 'Its process ended unexpectedly; it goes on where it was saved.' : progressText(progress);
}

/** At the end; `undefined` when there is nothing to be told, as to somebody who has just cancelled it. */
export function endMessage(state: FineTuningState): { readonly text: string; readonly isError: boolean } | undefined {
  if (state.kind === 'done' && state.byUser)
    return { text: `Fine-tuning is done. ${resultText(state.report)}`, isError: false };
  if (state.kind === 'stopped' && state.byUser && !state.wasCancelled)
    return { text: `${state.message} ${state.action}`, isError: true };
  return undefined;
}

/** `Fine-tuning was interrupted at 43 %. Go on?` */
export function offerText(fraction: number): string {
  return `Fine-tuning was interrupted at ${Math.floor(fraction * 100)} %. Go on?`;
}
