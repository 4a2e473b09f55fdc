/**
 * What the status items say, as a function of everything they depend on. A problem comes with commands that help, and
 * every state has a label for screen readers.
 */
import { type PlainText, plain, withIcon } from '../base/shownText.ts';
import type { ClientState } from '../processes/completionClient.ts';
import { progressText } from './fineTuning/fineTuneView.ts';
import type { ReadRefusal } from './access.ts';
import type { FineTuningState } from './fineTuning/fineTuningState.ts';
import { localized } from './localized.ts';

export type StatusKind = 'loading' | 'ready' | 'paused' | 'snoozed' | 'off' | 'failed';

export interface StatusInput {
  readonly client: ClientState;
  readonly fineTuning: FineTuningState;
  /** Folder of the model of this workspace, if there may be one. */
  readonly adaptedFolder: string | undefined;
  /** Why the document in the active editor is not read. */
  readonly refusal: ReadRefusal | undefined;
  /** VS Code's id of the language of this document; empty without one. */
  readonly languageId: string;
  /** When the snooze ends, as a local time. */
  readonly snoozedUntil: string | undefined;
  /** Completions come only when the user asks for one. */
  readonly onRequest: boolean;
  /** A release whose change log the user has not seen yet: `0.3`. */
  readonly newRelease: string | undefined;
}

export interface StatusCommand {
  readonly command: string;
  readonly title: string;
  readonly arguments?: readonly string[];
}

export interface StatusPresentation {
  readonly kind: StatusKind;
  readonly severity: 'information' | 'warning' | 'error';
  /** An icon in VS Code's `$(name)` notation, with progress while there is some. */
  readonly icon: PlainText;
  /** A word or two: `ready`. */
  readonly summary: string;
  /** A clause, where space is short. */
  readonly brief: string;
  /** A sentence or two. */
  readonly detail: string;
  /** What the user can do, the likeliest first. */
  readonly commands: readonly StatusCommand[];
}

const turnOff: StatusCommand = { command: 'undercurrent.toggle', title: localized`Turn Off` };
const turnOn: StatusCommand = { command: 'undercurrent.toggle', title: localized`Turn On` };
const snooze: StatusCommand = { command: 'undercurrent.snooze', title: localized`Snooze` };
const endSnooze: StatusCommand = { command: 'undercurrent.endSnooze', title: localized`End Snooze` };
const restart: StatusCommand = { command: 'undercurrent.restart', title: localized`Restart` };
const showFineTuning: StatusCommand = { command: 'undercurrent.showFineTuning', title: localized`Show Panel` };
const cancelFineTuning: StatusCommand = { command: 'undercurrent.cancelFineTuning', title: localized`Cancel` };
const showReport: StatusCommand = { command: 'undercurrent.showModelReport', title: localized`Model Report` };
const showLog: StatusCommand = { command: 'undercurrent.showLog', title: localized`Show Log` };

/** A running fine-tuning hides everything but a failure. */
export function presentStatus(input: StatusInput): StatusPresentation {
  const shown = withNews(presentCompletions(input), input.newRelease);
  const { fineTuning } = input;
  return fineTuning.kind === 'running' && shown.kind !== 'failed' ? presentFineTuning(fineTuning, shown) : shown;
}

function withNews(shown: StatusPresentation, release: string | undefined): StatusPresentation {
  if (release === undefined || shown.kind === 'failed') return shown;
  const news: StatusCommand = { command: 'undercurrent.showWhatsNew', title: localized`What’s New in ${release}` };
  return {
    ...shown,
    icon: withIcon(shown.icon, plain`$(gift)`),
    detail: `${shown.detail} ${localized`Undercurrent was updated.`}`,
    commands: [...shown.commands, news],
  };
}

function presentFineTuning(
  { progress }: Extract<FineTuningState, { kind: 'running' }>,
  behind: StatusPresentation,
): StatusPresentation {
  const percent = `${Math.floor(progress.fraction * 100)}%`;
  const title = progress.paused ? localized`Resume Fine-tuning` : localized`Pause Fine-tuning`;
  return {
    ...behind,
    icon: progress.paused ? plain`$(debug-pause) ${percent}` : plain`$(sync~spin) ${percent}`,
    summary: progress.paused ? localized`fine-tuning paused, ${percent}` : localized`fine-tuning, ${percent}`,
    brief: progress.paused ? localized`paused` : progressText(progress),
    detail: `${progressText(progress)}. ${behind.detail}`,
    commands: [showFineTuning, { command: 'undercurrent.pauseFineTuning', title }, cancelFineTuning],
  };
}

function presentCompletions(input: StatusInput): StatusPresentation {
  const { client, refusal, languageId, adaptedFolder, snoozedUntil, onRequest } = input;
  const severity = 'information';
  if (refusal === 'paused') {
    const detail = localized`Completions are off in all files. The background process is stopped.`;
    return {
      kind: 'paused',
      severity,
      icon: plain`$(circle-slash)`,
      summary: localized`off`,
      brief: localized`in all files`,
      detail,
      commands: [turnOn],
    };
  }
  if (client.kind === 'failed') {
    return {
      kind: 'failed',
      severity: 'error',
      icon: plain`$(warning)`,
      summary: localized`failed`,
      brief: client.message.split(/[:,.]/u)[0] ?? '',
      detail: `${client.message} ${client.action}`,
      commands: [restart, showLog],
    };
  }
  if (client.kind !== 'ready') {
    const because = client.kind === 'starting' ? client.because : undefined;
    const detail =
      because === undefined
        ? localized`The model is being loaded.`
        : `${because} ${localized`A new one is being started.`}`;
    return {
      kind: 'loading',
      severity,
      icon: plain`$(loading~spin)`,
      summary: because === undefined ? localized`loading` : localized`restarting`,
      brief: because === undefined ? localized`the model` : localized`the last process was lost`,
      detail,
      commands: [showLog],
    };
  }
  if (refusal !== undefined && refusal !== 'unsupported') return presentOff(languageId, refusal);
  const ready = presentReady(client, client.modelFolder === adaptedFolder);
  if (ready.severity !== 'information') return ready;
  if (snoozedUntil !== undefined) return presentSnoozed(ready, snoozedUntil);
  return onRequest ? presentOnRequest(ready) : ready;
}

function presentSnoozed(ready: StatusPresentation, until: string): StatusPresentation {
  const detail = `${localized`VS Code shows no inline suggestions until ${until}.`} ${ready.detail}`;
  return {
    ...ready,
    kind: 'snoozed',
    icon: plain`$(bell-slash)`,
    summary: localized`snoozed until ${until}`,
    detail,
    commands: [endSnooze, turnOff],
  };
}

function presentOnRequest(ready: StatusPresentation): StatusPresentation {
  const completeHere: StatusCommand = { command: 'undercurrent.trigger', title: localized`Complete Here` };
  const eagerness: StatusCommand = { command: 'undercurrent.changeEagerness', title: localized`Change Eagerness` };
  return {
    ...ready,
    summary: localized`ready, on request only`,
    detail: `${localized`Completions are shown only when you ask for one.`} ${ready.detail}`,
    commands: [eagerness, completeHere, turnOff],
  };
}

function presentReady(
  { model, problem }: Extract<ClientState, { kind: 'ready' }>,
  isAdapted: boolean,
): StatusPresentation {
  const { modelName, parameterCount } = model;
  const brief = localized`${modelName}, ${(parameterCount / 1e6).toFixed(1)} million parameters`;
  const ready = { kind: 'ready', summary: localized`ready`, brief } as const;
  if (problem !== undefined) {
    // Completions work, but not with the model of the workspace.
    const detail = [
      localized`The workspace model is not in use.`,
      `${problem.message} ${problem.action}`,
      localized`Until then: ${brief}.`,
    ].join(' ');
    const commands = [showReport, { command: 'undercurrent.fineTune', title: localized`Fine-tune Again` }, showLog];
    return {
      ...ready,
      severity: 'warning',
      icon: plain`$(warning)`,
      brief: localized`without the workspace model`,
      detail,
      commands,
    };
  }
  const here = localized`${brief}, on this machine.`;
  const detail = isAdapted ? `${here} ${localized`It has learned this workspace.`}` : here;
  const commands = [snooze, turnOff, ...(isAdapted ? [showReport] : []), showLog];
  return { ...ready, severity: 'information', icon: plain`$(pulse)`, detail, commands };
}

function presentOff(languageId: string, why: Exclude<ReadRefusal, 'paused' | 'unsupported'>): StatusPresentation {
  const off = { kind: 'off', severity: 'information', icon: plain`$(circle-slash)` } as const;
  if (why === 'secret') {
    const detail = localized`Files that may hold secrets are never read.`;
    return {
      ...off,
      summary: localized`off for this file`,
      brief: localized`it may hold secrets`,
      detail,
      commands: [],
    };
  }
  if (why === 'excluded' || why === 'tooManyGlobs') {
    const openSettings: StatusCommand = {
      command: 'workbench.action.openSettings',
      title: localized`Open Setting`,
      arguments: ['undercurrent.exclude'],
    };
    const isTooLong = why === 'tooManyGlobs';
    const detail = isTooLong
      ? localized`The globs of ${'undercurrent.exclude'} are too many or too long to check, so no file is read.`
      : localized`The setting ${'undercurrent.exclude'} excludes this file.`;
    const brief = isTooLong ? localized`too many globs` : localized`it is excluded`;
    return { ...off, summary: localized`off for this file`, brief, detail, commands: [openSettings] };
  }
  return {
    ...off,
    summary: localized`off for ${languageId}`,
    brief: localized`by your settings`,
    detail: localized`Completions are off for ${languageId}.`,
    commands: [{ command: 'undercurrent.toggleLanguage', title: localized`Turn On for ${languageId}` }],
  };
}
