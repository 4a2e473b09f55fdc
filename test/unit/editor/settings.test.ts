import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Settings } from '../../../src/editor/settings.ts';
import { ConfigurationTarget, shim } from '../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
});

describe('a change of eagerness', () => {
  const { Global, Workspace } = ConfigurationTarget;

  it.each<[string, Record<string, unknown> | undefined, number, boolean]>([
    ['nowhere', undefined, Global, false],
    ['by the user', { globalValue: 'eager' }, Global, false],
    ['by the workspace', { globalValue: 'eager', workspaceValue: 'quiet' }, Workspace, false],
    ['by the user for the language', { globalLanguageValue: 'quiet' }, Global, true],
    ['by the workspace for the language', { workspaceLanguageValue: 'quiet' }, Workspace, true],
    ['by both, where the language counts', { workspaceValue: 'eager', globalLanguageValue: 'quiet' }, Global, true],
  ])('takes effect where it was set %s', async (_where, found, target, ofLanguage) => {
    if (found !== undefined) shim.settingsOfScopes.set('undercurrent.eagerness', found);
    await new Settings().setEagerness(undefined, 'onRequest');
    expect(shim.updates).toEqual([['eagerness', 'onRequest', target, ofLanguage]]);
  });
});

it('an eagerness that is none counts as balanced', () => {
  shim.settings.set('undercurrent.eagerness', 'mad');
  expect(new Settings().eagerness(undefined)).toBe('balanced');
  shim.settings.set('undercurrent.eagerness', 'onRequest');
  expect(new Settings().eagerness(undefined)).toBe('onRequest');
});
