import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentAccess } from '../../../src/editor/access.ts';
import { Settings } from '../../../src/editor/settings.ts';
import { editorOf } from '../../support/editor/shimTypes.ts';
import { shim, Uri } from '../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
  shim.workspaceFolders = [{ uri: Uri.file('/project'), name: 'project', index: 0 }];
});

interface Case {
  readonly uri: Uri;
  readonly languageId: string;
  /** With the cursor at ‸. */
  readonly text: string;
  readonly cursors: number;
  readonly isReadOnly: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

const plain: Case = {
  uri: Uri.file('/project/src/a.ts'),
  languageId: 'typescript',
  text: 'x‸',
  cursors: 1,
  isReadOnly: false,
  settings: {},
};

/** Why the document of a case is not read, and not completed without and with an explicit request. */
function refusals(difference: Partial<Case>) {
  const { uri, languageId, text, cursors, isReadOnly, settings } = { ...plain, ...difference };
  for (const [name, value] of Object.entries(settings)) shim.settings.set(`undercurrent.${name}`, value);
  if (isReadOnly) shim.readOnlySchemes.add(uri.scheme);
  const editor = editorOf(uri, languageId, text);
  editor.selections = Array.from({ length: cursors }, () => editor.selection);
  shim.activeTextEditor = editor;
  const document = editor.document as unknown as vscode.TextDocument;
  const position = editor.selection.active as unknown as vscode.Position;
  const access = new DocumentAccess(new Settings());
  const offer = (explicit: boolean) => access.offerRefusal(document, { position, end: position, explicit });
  return [access.readRefusal(document), offer(false), offer(true)];
}

const paused = { settings: { enabled: false } };
const output = { uri: Uri.parse('output:/project/src/a.ts') };
const secret = { uri: Uri.file('/project/.env') };
const off = { languages: { typescript: false } };
const excluded = { exclude: ['docs/**', 'src/*.ts'] };
const onRequest = { settings: { eagerness: 'onRequest' } };
const comment = { text: '// not x‸', settings: { inComments: false } };

describe('a document', () => {
  it.each<[string, Partial<Case>, string | undefined]>([
    ['that nothing speaks against', {}, undefined],
    ['while paused', paused, 'paused'],
    ['of output', output, 'unsupported'],
    ['whose name is one of secrets', secret, 'secret'],
    ['whose language is one of secrets', { languageId: 'dotenv' }, 'secret'],
    ['whose language is off', { settings: off }, 'language'],
    ['that a glob excludes in its folder', { settings: excluded }, 'excluded'],
    ['outside of all folders that a glob excludes', { ...output, uri: Uri.file('/a/vendor/b.ts'), settings: { exclude: ['**/vendor/**'] } }, 'excluded'], // prettier-ignore
  ])('%s is neither read nor completed, not even when asked', (_name, difference, reason) => {
    expect(refusals(difference)).toEqual([reason, reason, reason]);
  });

  it('that is not there is unsupported, and paused comes first', () => {
    expect(new DocumentAccess(new Settings()).readRefusal(undefined)).toBe('unsupported');
    shim.settings.set('undercurrent.enabled', false);
    expect(new DocumentAccess(new Settings()).readRefusal(undefined)).toBe('paused');
  });

  it('that several reasons speak against is refused with the first, those against reading before the others', () => {
    const reasons: readonly Partial<Case>[] = [
      paused,
      output,
      secret,
      { settings: { ...off, ...excluded, inComments: false } },
      { settings: { ...excluded, inComments: false } },
      { isReadOnly: true },
      { cursors: 2 },
      comment,
    ];
    const found = reasons.map((_reason, first) => {
      shim.settings.clear();
      shim.readOnlySchemes.clear();
      return refusals(Object.assign({}, ...reasons.slice(first).toReversed()) as Partial<Case>)[1];
    });
    expect(found).toEqual([
      ...['paused', 'unsupported', 'secret', 'language', 'excluded'],
      ...['readOnly', 'cursors', 'comment'],
    ]);
  });
});

describe('a completion', () => {
  it.each<[string, Partial<Case>, string | undefined, string | undefined]>([
    ['in a read-only file', { isReadOnly: true }, 'readOnly', 'readOnly'],
    ['at two cursors', { cursors: 2 }, 'cursors', 'cursors'],
    ['before a closing bracket', { text: 'f(‸);' }, undefined, undefined],
    ['before a space', { text: 'x‸ foo' }, undefined, undefined],
    ['before an emoji', { text: 'x‸🌊' }, undefined, undefined],
    ['in a comment', { text: '// not x‸' }, undefined, undefined],
    ['in a comment, where the setting forbids it', comment, 'comment', undefined],
    ['that the user wants on request only', onRequest, 'onRequest', undefined],
  ])('%s', (_name, difference, reason, reasonWhenAsked) => {
    expect(refusals(difference)).toEqual([undefined, reason, reasonWhenAsked]);
  });
});

it('comments are not looked for when they are completed too', () => {
  const { document, selection } = editorOf(plain.uri, 'typescript', '// x‸');
  document.getText = () => {
    throw new Error('The text was read.');
  };
  const position = selection.active as unknown as vscode.Position;
  const access = new DocumentAccess(new Settings());
  const request = { position, end: position, explicit: false };
  expect(access.offerRefusal(document as unknown as vscode.TextDocument, request)).toBeUndefined();
});
