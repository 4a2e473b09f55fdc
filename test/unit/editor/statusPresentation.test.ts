import { describe, expect, it } from 'vitest';
import type { ClientState } from '../../../src/processes/completionClient.ts';
import type { FineTuningState } from '../../../src/editor/fineTuning/fineTuningState.ts';
import { nothingYet } from '../../../src/editor/fineTuning/fineTuningState.ts';
import type { StatusInput } from '../../../src/editor/statusPresentation.ts';
import { presentStatus as present } from '../../../src/editor/statusPresentation.ts';
import { readyState as ready } from '../../support/editor/clientStub.ts';

type Input = Pick<StatusInput, 'client'> & Partial<StatusInput>;
const presentStatus = (input: Input) =>
  present({
    fineTuning: { kind: 'idle' },
    adaptedFolder: '/storage',
    refusal: undefined,
    languageName: 'go',
    snoozedUntil: undefined,
    onRequest: false,
    newRelease: undefined,
    ...input,
  });
const commandsOf = (input: Input) => presentStatus(input).commands.map(({ command }) => command);

describe('presentStatus', () => {
  it('says ready, and with which model', () => {
    const shown = presentStatus({ client: ready });
    expect(shown).toMatchObject({ kind: 'ready', summary: 'ready' });
    expect(shown.detail).toContain('3.5 million');
  });

  it('is ready without an editor too', () => {
    expect(presentStatus({ client: ready, refusal: 'unsupported', languageName: '' }).kind).toBe('ready');
  });

  it.each<[ClientState['kind'], ClientState]>([
    ['stopped', { kind: 'stopped' }],
    ['starting', { kind: 'starting' }],
  ])('loads while the client is %s', (_kind, client) => {
    expect(presentStatus({ client }).kind).toBe('loading');
  });

  it('offers commands for a failure', () => {
    const input = {
      client: { kind: 'failed', message: 'The model is damaged: its weights have changed.', action: 'Reinstall it.' },
    } as const;
    expect(presentStatus(input)).toMatchObject({
      kind: 'failed',
      brief: 'The model is damaged',
      detail: 'The model is damaged: its weights have changed. Reinstall it.',
    });
    expect(commandsOf(input)).toEqual(['undercurrent.restart', 'undercurrent.showLog']);
  });

  it('says until when completions are snoozed, and ends the snooze', () => {
    const shown = presentStatus({ client: ready, snoozedUntil: '14:35', onRequest: true });
    expect(shown).toMatchObject({ kind: 'snoozed', summary: 'snoozed until 14:35', icon: '$(bell-slash)' });
    expect(shown.commands[0]?.command).toBe('undercurrent.endSnooze');
    expect(presentStatus({ client: { kind: 'starting' }, snoozedUntil: '14:35' }).kind).toBe('loading');
  });

  it('says that completions come on request only', () => {
    const shown = presentStatus({ client: ready, onRequest: true });
    expect(shown).toMatchObject({ kind: 'ready', summary: 'ready, on request only' });
    expect(shown.commands[0]?.command).toBe('undercurrent.changeEagerness');
  });

  it('tells of an update beside everything but a failure', () => {
    const shown = presentStatus({ client: ready, newRelease: '0.3' });
    expect(shown).toMatchObject({ summary: 'ready', icon: '$(pulse) $(gift)' });
    expect(shown.commands.at(-1)).toEqual({ command: 'undercurrent.showWhatsNew', title: 'What’s New in 0.3' });
    const failed = { kind: 'failed', message: 'It is broken.', action: 'Mend it.' } as const;
    expect(commandsOf({ client: failed, newRelease: '0.3' })).not.toContain('undercurrent.showWhatsNew');
  });

  it('says off before anything else', () => {
    const input = { client: { kind: 'failed', message: '', action: '' }, refusal: 'paused' } as const;
    expect(presentStatus(input).kind).toBe('paused');
    expect(commandsOf(input)).toEqual(['undercurrent.toggle']);
  });

  it('says why a document is not read', () => {
    const off = (why: 'language' | 'excluded' | 'secret') =>
      presentStatus({ client: ready, refusal: why, languageName: 'markdown' });
    expect(off('language')).toMatchObject({ kind: 'off', summary: 'off for markdown' });
    expect(off('excluded').detail).toContain('undercurrent.exclude');
    expect(off('secret').detail).toContain('secrets');
  });

  it('says that the model has learnt the workspace', () => {
    const client = { ...ready, modelFolder: '/storage' };
    const input = { client };
    expect(presentStatus(input)).toMatchObject({ kind: 'ready', severity: 'information', icon: '$(pulse)' });
    expect(presentStatus(input).detail).toContain('learned this workspace');
    expect(commandsOf(input)).toContain('undercurrent.showModelReport');
  });

  it('warns, but stays ready, when the model of the workspace could not be loaded', () => {
    const problem = { message: 'The model is damaged.', action: 'Fine-tune anew.' };
    const shown = presentStatus({ client: { ...ready, problem } });
    expect(shown).toMatchObject({ kind: 'ready', severity: 'warning' });
    expect(shown.detail).toContain('The model is damaged. Fine-tune anew.');
  });

  describe('while a fine-tuning goes on', () => {
    const running = (paused: boolean): FineTuningState => {
      const progress = { ...nothingYet, phase: 'training', fraction: 0.437, remainingSeconds: 180, paused } as const;
      return { kind: 'running', progress, byUser: true, restarted: false };
    };

    it('shows the progress, and keeps its kind', () => {
      const input = { client: ready, fineTuning: running(false) };
      expect(presentStatus(input)).toMatchObject({
        kind: 'ready',
        icon: '$(sync~spin) 43%',
        summary: 'fine-tuning, 43%',
      });
      expect(presentStatus(input).detail).toContain('3 min left');
      expect(commandsOf(input)).toEqual([
        'undercurrent.showFineTuning',
        'undercurrent.pauseFineTuning',
        'undercurrent.cancelFineTuning',
      ]);
    });

    it('says that it is paused', () => {
      const shown = presentStatus({ client: ready, fineTuning: running(true) });
      expect(shown.summary).toBe('fine-tuning paused, 43%');
      expect(shown.commands[1]?.title).toBe('Resume Fine-tuning');
    });

    it('does not hide a failure', () => {
      const client = { kind: 'failed', message: 'It failed.', action: 'Restart.' } as const;
      expect(presentStatus({ client, fineTuning: running(false) }).kind).toBe('failed');
    });
  });
});
