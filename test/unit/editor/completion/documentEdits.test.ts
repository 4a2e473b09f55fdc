import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentAccess } from '../../../../src/editor/access.ts';
import { DocumentEdits } from '../../../../src/editor/completion/documentEdits.ts';
import { DocumentShadow } from '../../../../src/editor/completion/documentShadow.ts';
import { Settings } from '../../../../src/editor/settings.ts';
import type { CompletionClient } from '../../../../src/processes/completionClient.ts';
import type { DocumentEdit } from '../../../../src/processes/contracts.ts';
import { clientStub } from '../../../support/editor/clientStub.ts';
import { editorOf } from '../../../support/editor/shimTypes.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
  shim.workspaceFolders = [{ uri: Uri.file('/project'), name: 'project', index: 0 }];
});

function setUp(text: string, place = '/project/a.ts', languageId = 'typescript') {
  const editor = editorOf(Uri.file(place), languageId, text);
  shim.activeTextEditor = editor;
  const told: DocumentEdit[] = [];
  let forgotten = 0;
  const client = clientStub({
    edited: (edit: DocumentEdit) => told.push(edit),
    forgetEdits: () => forgotten++,
  }) as unknown as CompletionClient;
  const settings = new Settings();
  const edits = new DocumentEdits(client, settings, new DocumentAccess(settings));
  const { document } = editor;
  /** Replaces text as VS Code reports it: the document has changed already. */
  const replace = (offset: number, count: number, inserted: string, more: object = {}): void => {
    const before = document.getText();
    document.edit(before.slice(0, offset) + inserted + before.slice(offset + count));
    const contentChanges = [{ rangeOffset: offset, rangeLength: count, text: inserted }];
    shim.fire('onDidChangeTextDocument', { document, contentChanges, ...more });
  };
  return { document, edits, editor, forgotten: () => forgotten, replace, told };
}

const documentId = 'file:///project/a.ts';

describe('an edit', () => {
  it('is told with the removed text and what stands around it', () => {
    const { replace, told } = setUp('let first‸ = 1;\r\nlet second = 2;\r\n');
    replace(4, 5, 'one');
    replace(7, 0, 's');
    replace(4, 4, '');
    expect(told).toEqual([
      { documentId, change: { offset: 4, removed: 'first', inserted: 'one', left: 'let ', right: ' = 1;\r\nlet second = 2;\r\n' } },
      { documentId, change: { offset: 7, removed: '', inserted: 's', left: 'let one', right: ' = 1;\r\nlet second = 2;\r\n' } },
      { documentId, change: { offset: 4, removed: 'ones', inserted: '', left: 'let ', right: ' = 1;\r\nlet second = 2;\r\n' } },
    ]); // prettier-ignore
  });

  it('far from the last one is known after the cursor went there', () => {
    const { document, editor, replace, told } = setUp(`‸${'line\n'.repeat(5_000)}end`);
    const far = document.getText().length - 3;
    replace(far, 3, 'stop');
    expect(told).toEqual([{ documentId }]);
    replace(0, 0, 'x');
    editor.selections = [{ active: document.positionAt(far) }];
    shim.fire('onDidChangeTextEditorSelection', { textEditor: editor });
    replace(far + 1, 4, 'end');
    expect(told.at(-1)?.change).toMatchObject({ removed: 'stop', inserted: 'end', right: '' });
  });

  it('that empties a document, as reverting does, is told without its text', () => {
    const { document, replace, told } = setUp('one two‸');
    replace(0, document.getText().length, '');
    expect(told).toEqual([{ documentId }]);
  });

  it('that no user repeats is told without its text', () => {
    const { document, replace, told } = setUp('one‸ two');
    replace(0, 3, 'one', { reason: 1 });
    replace(0, 3, 'x'.repeat(5_000));
    const change = { rangeOffset: 0, rangeLength: 0, text: 'y' };
    shim.fire('onDidChangeTextDocument', { document, contentChanges: [change, change] });
    expect(told).toEqual([{ documentId }, { documentId }, { documentId }]);
    shim.fire('onDidChangeTextDocument', { document, contentChanges: [] });
    expect(told).toHaveLength(3);
  });
});

describe('of a document', () => {
  it.each([
    ['with secrets', '/project/.env', 'dotenv', () => undefined],
    ['that is excluded', '/project/a.ts', 'typescript', () => shim.settings.set('undercurrent.exclude', ['**/a.ts'])],
    ['in a language that is off', '/project/a.ts', 'typescript', () => shim.settings.set('undercurrent.languages', { typescript: false })],
    ['in a workspace that is not trusted', '/project/a.ts', 'typescript', () => (shim.isTrusted = false)],
    ['without a text cache', '/project/a.ts', 'typescript', () => shim.settings.set('undercurrent.textCache', false)],
    ['while completions are paused', '/project/a.ts', 'typescript', () => shim.settings.set('undercurrent.enabled', false)],
  ])('%s nothing is told, and nothing kept', (_, place, languageId, prepare) => {
    prepare();
    const { editor, replace, told } = setUp('one‸ two', place, languageId);
    const read = vi.spyOn(editor.document, 'getText');
    replace(0, 3, 'three');
    shim.fire('onDidChangeActiveTextEditor', editor);
    shim.fire('onDidChangeTextEditorSelection', { textEditor: editor });
    expect(told).toEqual([]);
    // Only the test itself reads.
    expect(read).toHaveBeenCalledTimes(1);
  }); // prettier-ignore

  it('everything is forgotten when the settings change', () => {
    const { forgotten, replace, told } = setUp('one‸ two');
    shim.settings.set('undercurrent.exclude', ['**/a.ts']);
    shim.fire('onDidChangeConfiguration', { affectsConfiguration: () => true });
    expect(forgotten()).toBe(1);
    replace(0, 3, 'three');
    expect(told).toEqual([]);
  });

  it('that is closed nothing is kept, nor after the end', () => {
    const { document, edits, replace, told } = setUp('one‸ two');
    shim.fire('onDidCloseTextDocument', document);
    replace(0, 3, 'three');
    expect(told).toEqual([{ documentId }]);
    edits.dispose();
    expect(shim.listenersOf('onDidChangeTextDocument')).toBe(0);
  });
});

it('a shadow knows some pages around its middle', () => {
  const text = Array.from({ length: 5_000 }, (_, index) => `${index}`).join(' ');
  const shadow = new DocumentShadow();
  const move = (offset: number): void => {
    shadow.move(offset, (from, to) => text.slice(from, to));
  };
  move(10_000);
  expect(shadow.slice(9_000, 11_000)).toBe(text.slice(9_000, 11_000));
  expect(shadow.slice(0, 10)).toBeUndefined();
  expect(shadow.slice(14_000, 15_000)).toBeUndefined();
  expect(shadow.covers(10_500)).toBe(true);
  expect(shadow.covers(14_000)).toBe(false);
  expect(shadow.around(10_000, 5)).toEqual({ left: text.slice(9_995, 10_000), right: text.slice(10_000, 10_005) });
  move(0);
  expect(shadow.around(2, 40).left).toBe(text.slice(0, 2));
});
