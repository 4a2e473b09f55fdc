import { describe, expect, it } from 'vitest';
import type { ClientState } from '../../../src/processes/completionClient.ts';
import type { FineTuningState } from '../../../src/editor/fineTuning/fineTuningState.ts';
import { nothingYet } from '../../../src/editor/fineTuning/fineTuningState.ts';
import type { StatusInput } from '../../../src/editor/statusPresentation.ts';
import { presentStatus as present } from '../../../src/editor/statusPresentation.ts';
import { readyState as ready } from '../../support/clientStub.ts';

type Input = Pick<StatusInput, 'client'> & Partial<StatusInput>;
const presentStatus = (input: Input) =>
  present({ fineTuning: { kind: 'idle' }, adaptedFolder: '/storage', refusal: undefined, languageId: 'go', ...input });
const commandsOf = (input: Input) => presentStatus(input).commands.map(({ command }) => command);

describe('presentStatus', () => {
  it('says ready, and with which model', () => {
    const shown = presentStatus({ client: ready });
    expect(shown).toMatchObject({ kind: 'ready', summary: 'ready' });
    expect(shown.detail).toContain('3.5 million');
  });

  it('is ready without an editor too', () => {
    expect(presentStatus({ client: ready, refusal: 'unsupported', languageId: '' }).kind).toBe('ready');
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

  it('says paused before anything else', () => {
    const input = { client: { kind: 'failed', message: '', action: '' }, refusal: 'paused' } as const;
    expect(presentStatus(input).kind).toBe('paused');
    expect(commandsOf(input)).toEqual(['undercurrent.toggle']);
  });

  it('says why a document is not read', () => {
    const off = (why: 'language' | 'excluded' | 'secret') =>
      presentStatus({ client: ready, refusal: why, languageId: 'markdown' });
    expect(off('language')).toMatchObject({ kind: 'off', summary: 'off for markdown' });
    expect(off('excluded').detail).toContain('undercurrent.exclude');
    expect(off('secret').detail).toContain('secrets');
  });

  it('says that the model has learnt the workspace', () => {
    const client = { ...ready, modelFolder: '/storage' };
    const input = { client };
    expect(presentStatus(input)).toMatchObject({ kind: 'ready', severity: 'information', icon: '$(pulse)' });
    expect(presentStatus(input).detail).toContain('learnt this workspace');
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
        icon: '$(sync~spin) 43 %',
        summary: 'fine-tuning, 43 %',
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
      expect(shown.summary).toBe('fine-tuning paused, 43 %');
      expect(shown.commands[1]?.title).toBe('Resume Fine-tuning');
    });

    it('does not hide a failure', () => {
      const client = { kind: 'failed', message: 'It failed.', action: 'Restart.' } as const;
      expect(presentStatus({ client, fineTuning: running(false) }).kind).toBe('failed');
    });
  });
});
