import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { silentLogger } from '../../../../src/base/logger.ts';
import { DocumentAccess } from '../../../../src/editor/access.ts';
import { CompletionProvider } from '../../../../src/editor/completion/completionProvider.ts';
import { DocumentPositions } from '../../../../src/editor/completion/documentPositions.ts';
import { Drafts } from '../../../../src/editor/completion/drafts.ts';
import { LateOffers } from '../../../../src/editor/completion/lateOffers.ts';
import { SnippetPrefixes } from '../../../../src/editor/completion/snippetPrefixes.ts';
import type { DetectedLanguages } from '../../../../src/editor/language/detectedLanguages.ts';
import { Settings } from '../../../../src/editor/settings.ts';
import type { OfferWatch } from '../../../../src/editor/statistics/offerWatch.ts';
import type { ClientState, CompletionClient } from '../../../../src/processes/completionClient.ts';
import type { CompletionRequest, CompletionResult } from '../../../../src/processes/contracts.ts';
import { clientStub } from '../../../support/editor/clientStub.ts';
import { editorOf } from '../../../support/editor/shimTypes.ts';
import { InlineCompletionTriggerKind, Range, shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const trigger = 'editor.action.inlineSuggest.trigger';
const ready = { kind: 'ready' } as ClientState;

beforeEach(() => {
  shim.reset();
  shim.workspaceFolders = [{ uri: Uri.file('/project'), name: 'project', index: 0 }];
});

/** The provider over one document, with a server that offers what `answer` says. */
function setUp(text: string, place = '/project/src/a.ts') {
  const editor = editorOf(Uri.file(place), 'typescript', text);
  shim.activeTextEditor = editor;
  const lateOffer = new Emitter<{ documentId: string }>();
  const asked: { parameters: CompletionRequest; signal: AbortSignal }[] = [];
  const server = { answer: (): Promise<CompletionResult> => Promise.resolve({ offers: [] }) };
  const client = clientStub({
    onLateOffer: lateOffer.event,
    complete: (parameters: CompletionRequest, signal: AbortSignal) => {
      asked.push({ parameters, signal });
      return server.answer();
    },
  }) as unknown as CompletionClient;
  const settings = new Settings();
  const languages = { modelLanguageOf: () => 'typescript' } as unknown as DetectedLanguages;
  const logger = { ...silentLogger, error: vi.fn() };
  const drafts = new Drafts();
  const provider = new CompletionProvider({
    client,
    settings,
    access: new DocumentAccess(settings),
    positions: new DocumentPositions(languages),
    lateOffers: new LateOffers(client, logger),
    offerWatch: { shown: () => undefined } as unknown as OfferWatch,
    drafts,
    snippets: new SnippetPrefixes(logger),
    logger,
  });
  const cancelled = new Emitter<void>();
  const token = { isCancellationRequested: false, onCancellationRequested: cancelled.event };
  const provide = async (explicit = false, selected?: { text: string; range: Range }) => {
    const triggerKind = explicit ? InlineCompletionTriggerKind.Invoke : InlineCompletionTriggerKind.Automatic;
    const context = { triggerKind, selectedCompletionInfo: selected };
    const items = await provider.provideInlineCompletionItems(
      editor.document as unknown as vscode.TextDocument,
      editor.selection.active as unknown as vscode.Position,
      context as unknown as vscode.InlineCompletionContext,
      token,
    );
    return items.map(({ insertText }) => insertText);
  };
  const offers = (...texts: string[]) => {
    server.answer = () => Promise.resolve({ offers: texts.map((offer) => ({ text: offer, probability: 1 })) });
  };
  // VS Code asks again when it is triggered, as if the user had.
  const triggered: (readonly unknown[])[] = [];
  shim.commands.set(trigger, async () => triggered.push(await provide(true)));
  return { asked, cancelled, drafts, editor, lateOffer, logger, offers, provide, server, token, triggered };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a keystroke', () => {
  it('becomes a request with everything that the server needs, and its offers become items', async () => {
    shim.settings.set('undercurrent.eagerness', 'quiet');
    shim.settings.set('undercurrent.maximumLength', 30);
    const { asked, offers, provide } = setUp('const a = 1;\r\nconst b‸\r\nend\r\n');
    offers(' = 2;', ' = 3;');
    expect(await provide()).toEqual([' = 2;', ' = 3;']);
    expect(asked.map(({ parameters }) => parameters)).toEqual([
      {
        documentId: 'file:///project/src/a.ts',
        languageId: 'typescript',
        path: 'src/a.ts',
        prefix: 'const a = 1;\nconst b',
        prefixStart: 0,
        suffix: '\nend\n',
        eagerness: 'quiet',
        maximumLength: 30,
        minimumLength: 2,
        explicit: false,
        draft: false,
        budgetMilliseconds: 25,
      },
    ]);
  });

  it('in a file outside of the workspace tells no more than two segments of its path', async () => {
    const { asked, provide } = setUp('x‸', '/home/someone/notes/a.ts');
    await provide();
    expect(asked[0]?.parameters.path).toBe('notes/a.ts');
  });

  it('sends no more than some pages behind the cursor', async () => {
    const { asked, provide } = setUp(`x‸\n${'y'.repeat(100_000)}`);
    await provide();
    expect(asked[0]?.parameters.suffix).toHaveLength(16_384);
  });

  it('that is followed by another is cancelled, and has no items', async () => {
    const { asked, cancelled, provide, server } = setUp('x‸');
    server.answer = () => {
      cancelled.fire();
      return Promise.resolve({ offers: [{ text: 'y', probability: 1 }] });
    };
    expect(await provide()).toEqual([]);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it('that was cancelled already, or may not be completed, asks nothing', async () => {
    const { asked, editor, provide, token } = setUp('x‸');
    token.isCancellationRequested = true;
    expect(await provide()).toEqual([]);
    token.isCancellationRequested = false;
    editor.selections = [editor.selection, editor.selection];
    expect(await provide()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('survives an error, which goes to the log', async () => {
    const { logger, provide, server } = setUp('x‸');
    server.answer = () => Promise.reject(new Error('It broke.'));
    expect(await provide()).toEqual([]);
    expect(logger.error).toHaveBeenCalledOnce();
  });
});

describe('an explicit request', () => {
  it('says so and has more time', async () => {
    const { asked, provide } = setUp('w‸ord');
    await provide(true);
    expect(asked[0]?.parameters).toMatchObject({ explicit: true, draft: false, budgetMilliseconds: 500 });
  });
});

describe('the selected entry of the suggest widget', () => {
  it('that continues the typed text is a required start, and part of what is inserted', async () => {
    const { asked, offers, provide } = setUp('console.l‸');
    offers('og(1)');
    expect(await provide(false, { text: 'log', range: new Range(0, 8, 0, 9) })).toEqual(['log(1)']);
    expect(asked[0]?.parameters).toMatchObject({ prefix: 'console.l', requiredStart: 'og' });
  });

  it('that rewrites the typed text replaces it in the prefix', async () => {
    const { asked, offers, provide } = setUp('console.L‸');
    offers('(1)');
    expect(await provide(false, { text: 'log', range: new Range(0, 8, 0, 9) })).toEqual(['log(1)']);
    expect(asked[0]?.parameters.prefix).toBe('console.log');
    expect(asked[0]?.parameters).not.toHaveProperty('requiredStart');
  });

  it('whose range is elsewhere or spans lines is left alone', async () => {
    const { asked, provide } = setUp('a\nb‸');
    await provide(false, { text: 'log', range: new Range(0, 0, 1, 1) });
    await provide(false, { text: 'log', range: new Range(0, 0, 0, 1) });
    expect(asked).toEqual([]);
  });
});

describe('a late offer', () => {
  it('is asked for once more, and not as an explicit request', async () => {
    const { asked, lateOffer, offers, provide, triggered } = setUp('x‸');
    expect(await provide()).toEqual([]);
    offers('y');
    lateOffer.fire({ documentId: 'file:///project/src/a.ts' });
    lateOffer.fire({ documentId: 'file:///project/src/a.ts' });
    await settle();
    expect(triggered).toEqual([['y']]);
    expect(asked.map(({ parameters }) => parameters.explicit)).toEqual([false, false]);
    await provide(true);
    expect(asked.at(-1)?.parameters.explicit).toBe(true);
  });

  it.each<[string, (stage: ReturnType<typeof setUp>) => unknown]>([
    ['an edit', ({ editor }) => { editor.document.edit('xz'); }], // prettier-ignore
    ['a move of the cursor', ({ editor }) => (editor.selections = [{ active: editor.document.positionAt(0) }])],
    ['a second cursor', ({ editor }) => (editor.selections = [editor.selection, editor.selection])],
    ['another editor', () => (shim.activeTextEditor = undefined)],
    ['an answer with an offer', ({ offers, provide }) => { offers('y'); return provide(); }], // prettier-ignore
  ])('is dropped after %s', async (_event, happen) => {
    const stage = setUp('x‸');
    await stage.provide();
    await happen(stage);
    stage.lateOffer.fire({ documentId: 'file:///project/src/a.ts' });
    await settle();
    expect(shim.executed).toEqual([]);
  });

  it('for another document is dropped', async () => {
    const { lateOffer, provide } = setUp('x‸');
    await provide();
    lateOffer.fire({ documentId: 'file:///project/src/b.ts' });
    await settle();
    expect(shim.executed).toEqual([]);
  });

  it('does not follow an explicit request, or one beside the suggest widget', async () => {
    const { lateOffer, provide } = setUp('x‸');
    await provide(true);
    lateOffer.fire({ documentId: 'file:///project/src/a.ts' });
    await provide(false, { text: 'xy', range: new Range(0, 0, 0, 1) });
    lateOffer.fire({ documentId: 'file:///project/src/a.ts' });
    await settle();
    expect(shim.executed).toEqual([]);
  });
});

describe('a draft', () => {
  it('is the one request that the command triggers, with more time', async () => {
    const { asked, drafts, offers, provide, triggered } = setUp('‸');
    offers('import os\n');
    await drafts.draftActiveFile(ready);
    expect(shim.executed).toEqual(['editor.action.inlineSuggest.hide', trigger]);
    expect(triggered).toEqual([['import os\n']]);
    await provide(true);
    expect(asked.map(({ parameters }) => [parameters.draft, parameters.budgetMilliseconds])).toEqual([
      [true, 1_500],
      [false, 500],
    ]);
  });

  it.each<[string, RegExp, () => unknown]>([
    ['offers nothing', /does not know how/, () => undefined],
    ['is never asked for', /did not ask for an inline suggestion/, () => shim.commands.delete(trigger)],
    ['is off', /Completions are off/, () => shim.settings.set('undercurrent.enabled', false)],
    [
      'is off for the language',
      /off for this language/,
      () => shim.settings.set('undercurrent.languages', { typescript: false }),
    ],
    ['excludes the file', /excludes this file/, () => shim.settings.set('undercurrent.exclude', ['**'])],
    ['cannot write the file', /read-only/, () => shim.readOnlySchemes.add('file')],
    ['has no text', /no text here/, () => (shim.activeTextEditor = undefined)],
  ])('says why when Undercurrent %s', async (_what, message, happen) => {
    const { drafts } = setUp('‸');
    happen();
    await expect(drafts.draftActiveFile(ready)).rejects.toThrow(message);
  });

  it('says why when a second cursor or a secret is in the way', async () => {
    const { drafts, editor } = setUp('‸');
    editor.selections = [editor.selection, editor.selection];
    await expect(drafts.draftActiveFile(ready)).rejects.toThrow('more than one cursor');
    await expect(setUp('‸', '/project/.env').drafts.draftActiveFile(ready)).rejects.toThrow('may hold secrets');
  });

  it.each<[ClientState, string]>([
    [{ kind: 'starting' }, 'not loaded yet'],
    [{ kind: 'stopped' }, 'are off'],
    [{ kind: 'failed', message: 'It is broken.', action: 'Mend it.' }, 'It is broken.'],
  ])('says why without a server: %j', async (state, message) => {
    await expect(setUp('‸').drafts.draftActiveFile(state)).rejects.toThrow(message);
    expect(shim.executed).toEqual([]);
  });
});
