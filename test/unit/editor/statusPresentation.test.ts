import { describe, expect, it } from 'vitest';
import type { ClientState } from '../../../src/processes/completionClient.ts';
import { presentStatus } from '../../../src/editor/statusPresentation.ts';

const ready: ClientState = {
  kind: 'ready',
  processId: 1,
  model: { modelName: 'base', parameterCount: 3_456_789, bitsPerCharacter: 1.5 },
};
const commandsOf = (input: Parameters<typeof presentStatus>[0]) =>
  presentStatus(input).commands.map(({ command }) => command);

describe('presentStatus', () => {
  it('says that it is ready, and with what', () => {
    const shown = presentStatus({ client: ready, enabled: true, document: { languageId: 'go', off: undefined } });
    expect(shown).toMatchObject({ kind: 'ready', summary: 'ready' });
    expect(shown.detail).toContain('3.5 million');
  });

  it('is ready without an editor too', () => {
    expect(presentStatus({ client: ready, enabled: true, document: undefined }).kind).toBe('ready');
  });

  it.each<[ClientState['kind'], ClientState]>([
    ['stopped', { kind: 'stopped' }],
    ['starting', { kind: 'starting' }],
  ])('loads while the client is %s', (_kind, client) => {
    expect(presentStatus({ client, enabled: true, document: undefined }).kind).toBe('loading');
  });

  it('offers a way out of a failure', () => {
    const input = {
      client: { kind: 'failed', message: 'The model is damaged: its weights have changed.', action: 'Reinstall it.' },
      enabled: true,
      document: undefined,
    } as const;
    expect(presentStatus(input)).toMatchObject({
      kind: 'failed',
      brief: 'The model is damaged',
      detail: 'The model is damaged: its weights have changed. Reinstall it.',
    });
    expect(commandsOf(input)).toEqual(['undercurrent.restart', 'undercurrent.showLog']);
  });

  it('says paused before anything else', () => {
    const input = { client: { kind: 'failed', message: '', action: '' }, enabled: false, document: undefined } as const;
    expect(presentStatus(input).kind).toBe('paused');
    expect(commandsOf(input)).toEqual(['undercurrent.toggle']);
  });

  it('tells why a document is left out', () => {
    const off = (why: 'language' | 'excluded' | 'secret') =>
      presentStatus({ client: ready, enabled: true, document: { languageId: 'markdown', off: why } });
    expect(off('language')).toMatchObject({ kind: 'off', summary: 'off for markdown' });
    expect(off('excluded').detail).toContain('undercurrent.exclude');
    expect(off('secret').detail).toContain('secrets');
  });
});
