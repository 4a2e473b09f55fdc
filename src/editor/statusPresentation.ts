/**
 * What the status items say, as a function of everything they depend on. Whatever is wrong comes with a way out, and every
 * state has a label that a screen reader can read.
 */
import type { ClientState } from '../processes/completionClient.ts';

export type StatusKind = 'loading' | 'ready' | 'paused' | 'off' | 'failed';

export interface StatusInput {
  readonly client: ClientState;
  readonly enabled: boolean;
  /** The document in the active editor, if it is one that could be completed. */
  readonly document:
    { readonly languageId: string; readonly off: 'language' | 'excluded' | 'secret' | undefined } | undefined;
}

export interface StatusCommand {
  readonly command: string;
  readonly title: string;
  readonly arguments?: readonly string[];
}

export interface StatusPresentation {
  readonly kind: StatusKind;
  /** An icon in VS Code's `$(name)` notation. */
  readonly icon: string;
  /** A word or two: `ready`. */
  readonly summary: string;
  /** A clause for where there is little room. */
  readonly brief: string;
  /** A sentence or two. */
  readonly detail: string;
  /** What can be done about it, the likeliest first. */
  readonly commands: readonly StatusCommand[];
}

const pause: StatusCommand = { command: 'undercurrent.toggle', title: 'Pause' };
const resume: StatusCommand = { command: 'undercurrent.toggle', title: 'Resume' };
const restart: StatusCommand = { command: 'undercurrent.restart', title: 'Restart' };
const showLog: StatusCommand = { command: 'undercurrent.showLog', title: 'Show Log' };

export function presentStatus({ client, enabled, document }: StatusInput): StatusPresentation {
  if (!enabled) {
    const detail = 'Completions are paused and nothing runs.';
    return {
      kind: 'paused',
      icon: '$(debug-pause)',
      summary: 'paused',
      brief: 'nothing runs',
      detail,
      commands: [resume],
    };
  }
  if (client.kind === 'failed') {
    return {
      kind: 'failed',
      icon: '$(warning)',
      summary: 'failed',
      brief: client.message.split(/[:,.]/u)[0] ?? '',
      detail: `${client.message} ${client.action}`,
      commands: [restart, showLog],
    };
  }
  if (client.kind !== 'ready') {
    const detail = 'The model is being loaded.';
    return {
      kind: 'loading',
      icon: '$(loading~spin)',
      summary: 'loading',
      brief: 'the model',
      detail,
      commands: [showLog],
    };
  }
  if (document?.off !== undefined) return presentOff(document.languageId, document.off);
  const { modelName, parameterCount } = client.model;
  const brief = `${modelName}, ${(parameterCount / 1e6).toFixed(1)} million parameters`;
  const detail = `${brief}, on this machine.`;
  return { kind: 'ready', icon: '$(pulse)', summary: 'ready', brief, detail, commands: [pause, showLog] };
}

function presentOff(languageId: string, why: 'language' | 'excluded' | 'secret'): StatusPresentation {
  const off = { kind: 'off', icon: '$(circle-slash)' } as const;
  if (why === 'secret') {
    const detail = 'Files that may hold secrets are never read.';
    return { ...off, summary: 'off for this file', brief: 'it may hold secrets', detail, commands: [] };
  }
  if (why === 'excluded') {
    const openSettings: StatusCommand = {
      command: 'workbench.action.openSettings',
      title: 'Open Setting',
      arguments: ['undercurrent.exclude'],
    };
    const detail = 'The setting undercurrent.exclude leaves this file out.';
    return { ...off, summary: 'off for this file', brief: 'it is excluded', detail, commands: [openSettings] };
  }
  return {
    ...off,
    summary: `off for ${languageId}`,
    brief: 'by your settings',
    detail: `Completions are off for ${languageId}.`,
    commands: [{ command: 'undercurrent.toggleLanguage', title: `Turn On for ${languageId}` }],
  };
}
