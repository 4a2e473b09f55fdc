import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { DocumentAccess } from '../../../../src/editor/access.ts';
import { DocumentPositions } from '../../../../src/editor/completion/documentPositions.ts';
import { ReadAhead } from '../../../../src/editor/completion/readAhead.ts';
import type { DetectedLanguages } from '../../../../src/editor/language/detectedLanguages.ts';
import { Settings } from '../../../../src/editor/settings.ts';
import type { CompletionClient } from '../../../../src/processes/completionClient.ts';
import type { DocumentPosition } from '../../../../src/processes/contracts.ts';
import { clientStub } from '../../../support/editor/clientStub.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { editorOf } from '../../../support/editor/shimTypes.ts';
import { Range, shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
});

function setUp(text: string) {
  const scheduler = new ManualScheduler();
  const editor = editorOf(Uri.file('/project/a.ts'), 'typescript', text);
  shim.activeTextEditor = editor;
  const stateChanges = new Emitter<{ kind: string }>();
  const languageChanges = new Emitter<string>();
  const read: DocumentPosition[] = [];
  const closed: string[] = [];
  const client = clientStub({
    onStateChange: stateChanges.event,
    readAhead: (position: DocumentPosition) => read.push(position),
    closeDocument: (documentId: string) => closed.push(documentId),
  }) as unknown as CompletionClient;
  const languages = { onDidChange: languageChanges.event, modelLanguageOf: () => 'typescript' };
  const detected = languages as unknown as DetectedLanguages;
  const access = new DocumentAccess(new Settings());
  const readAhead = new ReadAhead(client, access, new DocumentPositions(detected), detected, scheduler);
  const moveCursor = () => {
    shim.fire('onDidChangeTextEditorSelection', { textEditor: editor });
  };
  const activate = () => {
    shim.fire('onDidChangeActiveTextEditor', editor);
  };
  return { activate, closed, editor, languageChanges, moveCursor, read, readAhead, scheduler, stateChanges };
}

describe('reading ahead', () => {
  it('follows a switch of editors after 120 ms without another', () => {
    const { activate, read, scheduler } = setUp('one‸\ntwo');
    for (let times = 0; times < 5; times++) {
      activate();
      scheduler.advance(100);
    }
    expect(read).toEqual([]);
    scheduler.advance(20);
    const position = { documentId: 'file:///project/a.ts', languageId: 'typescript', path: 'project/a.ts' };
    expect(read).toEqual([{ ...position, prefix: 'one', prefixStart: 0, suffix: '\ntwo' }]);
  });

  it('goes to the end of the visible part with the cursor in it', () => {
    const { activate, editor, read, scheduler } = setUp('one\ntw‸o\nthree\nfour');
    editor.visibleRanges = [new Range(0, 0, 0, 3), new Range(1, 0, 2, 5)];
    activate();
    scheduler.advance(120);
    expect(read.at(-1)?.prefix).toBe('one\ntwo\nthree');
    editor.visibleRanges = [new Range(2, 0, 3, 4)];
    activate();
    scheduler.advance(120);
    expect(read.at(-1)?.prefix).toBe('one\ntw');
  });

  it('follows a jump of the cursor, and not typing', () => {
    const { activate, editor, moveCursor, read, scheduler } = setUp('one‸');
    activate();
    scheduler.advance(120);
    for (const text of ['one.', 'one.t']) {
      editor.document.edit(text);
      moveCursor();
      scheduler.advance(120);
    }
    expect(read).toHaveLength(1);
    moveCursor();
    scheduler.advance(120);
    expect(read).toHaveLength(2);
  });

  it('follows a server that is ready, and a language that was detected', () => {
    const { languageChanges, read, scheduler, stateChanges } = setUp('one‸');
    stateChanges.fire({ kind: 'starting' });
    scheduler.advance(120);
    expect(read).toHaveLength(0);
    stateChanges.fire({ kind: 'ready' });
    scheduler.advance(120);
    languageChanges.fire('file:///project/a.ts');
    scheduler.advance(120);
    expect(read).toHaveLength(2);
  });

  it.each<[string, () => unknown]>([
    ['is paused', () => shim.settings.set('undercurrent.enabled', false)],
    ['is off for the language', () => shim.settings.set('undercurrent.languages', { '*': false })],
    ['excludes the file', () => shim.settings.set('undercurrent.exclude', ['/project/**'])],
    ['has no editor', () => (shim.activeTextEditor = undefined)],
  ])('does not happen when Undercurrent %s', (_what, happen) => {
    const { activate, read, scheduler } = setUp('one‸');
    happen();
    activate();
    scheduler.advance(1_000);
    expect(read).toEqual([]);
  });

  it('ends with the extension', () => {
    const { activate, read, readAhead, scheduler } = setUp('one‸');
    activate();
    readAhead.dispose();
    activate();
    scheduler.advance(1_000);
    expect(read).toEqual([]);
  });
});

it('the server forgets a document that was closed', () => {
  const { closed, editor } = setUp('one‸');
  shim.fire('onDidCloseTextDocument', editor.document);
  expect(closed).toEqual(['file:///project/a.ts']);
});
