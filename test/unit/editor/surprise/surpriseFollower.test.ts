import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { DocumentAccess } from '../../../../src/editor/access.ts';
import { Settings } from '../../../../src/editor/settings.ts';
import { SurpriseFollower, type SurpriseParts } from '../../../../src/editor/surprise/surpriseFollower.ts';
import type { SurpriseRequest, SurpriseResult } from '../../../../src/processes/contracts.ts';
import { clientStub } from '../../../support/editor/clientStub.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { editorOf } from '../../../support/editor/shimTypes.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const settle = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  shim.reset();
  shim.activeTextEditor = editorOf(Uri.file('/project/a.ts'), 'typescript', 'one\ntwo‸');
});

function setUp() {
  const scheduler = new ManualScheduler();
  const stateChanges = new Emitter<{ kind: string }>();
  const asked: { parameters: SurpriseRequest; signal: AbortSignal }[] = [];
  const results = [0.5, 1];
  const client = clientStub({
    state: { kind: 'ready' },
    onStateChange: stateChanges.event,
    surprise: (parameters: SurpriseRequest, signal: AbortSignal) => {
      asked.push({ parameters, signal });
      const scored = results.shift() ?? 1;
      return Promise.resolve({ places: [], lines: [], scored, isComplete: scored === 1 } as unknown as SurpriseResult);
    },
    hideSurprise: vi.fn(),
  });
  const settings = new Settings();
  const languages = { onDidChange: new Emitter<string>().event, modelLanguageOf: () => 'typescript' };
  const parts = { client, settings, access: new DocumentAccess(settings), languages, scheduler };
  const follower = new SurpriseFollower(parts as unknown as SurpriseParts);
  const rest = async (milliseconds = 120) => {
    scheduler.advance(milliseconds);
    await settle();
  };
  return { asked, client, follower, rest, stateChanges };
}

describe('the surprise of the active editor', () => {
  it('is asked for until all of the text is scored', async () => {
    const { asked, follower, rest } = setUp();
    const complete = follower.whenComplete();
    await rest(0);
    const document = { documentId: 'file:///project/a.ts', languageId: 'typescript', path: 'project/a.ts' };
    expect(asked[0]?.parameters).toEqual({ ...document, text: 'one\ntwo', budgetMilliseconds: 200 });
    expect(asked).toHaveLength(2);
    expect(await complete).toBe(follower.scored);
    expect(follower.scored?.result.isComplete).toBe(true);
  });

  it('is asked for anew after an edit, 120 ms after the last one', async () => {
    const { asked, follower, rest } = setUp();
    await rest(0);
    const document = shim.activeTextEditor!.document;
    for (const text of ['one\ntwo ', 'one\ntwo t']) {
      document.edit(text);
      shim.fire('onDidChangeTextDocument', { document, contentChanges: [{}] });
      await rest(100);
    }
    expect(follower.scored?.isCurrent).toBe(false);
    expect(asked).toHaveLength(2);
    await rest(20);
    expect(asked.at(-1)?.parameters.text).toBe('one\ntwo t');
    expect(follower.scored?.isCurrent).toBe(true);
  });

  it.each<[string, string, unknown]>([
    ['its language is turned off', 'languages', { typescript: false }],
    ['it is excluded', 'exclude', ['/project/*.ts']],
    ['completions are paused', 'enabled', false],
  ])('is not asked for, and no longer shown, when %s', async (_what, name, value) => {
    const { asked, follower, rest } = setUp();
    await rest(0);
    shim.settings.set(`undercurrent.${name}`, value);
    shim.fire('onDidChangeConfiguration', { affectsConfiguration: () => true });
    await rest();
    expect(asked).toHaveLength(2);
    expect([follower.scored, follower.isPossible]).toEqual([undefined, false]);
    expect(await follower.whenComplete()).toBeUndefined();
  });

  it('goes with the server, and comes back with it', async () => {
    const { asked, follower, rest, stateChanges } = setUp();
    await rest(0);
    stateChanges.fire({ kind: 'stopped' });
    expect(follower.scored).toBeUndefined();
    stateChanges.fire({ kind: 'ready' });
    await rest();
    expect(asked).toHaveLength(3);
  });

  it('is forgotten here and in the server when it is hidden', async () => {
    const { asked, client, follower, rest } = setUp();
    follower.dispose();
    await rest();
    expect(asked).toEqual([]);
    expect(client.hideSurprise).toHaveBeenCalledOnce();
    // That of the settings, which stay.
    expect(shim.listeners()).toEqual({ onDidChangeConfiguration: 1 });
  });
});
