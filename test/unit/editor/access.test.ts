import type * as vscode from 'vscode';
import { describe, expect, it, vi } from 'vitest';
import { DocumentAccess } from '../../../src/editor/access.ts';
import type { DocumentSettings, Settings } from '../../../src/editor/settings.ts';

const fake = vi.hoisted((): { isWritable: boolean; activeTextEditor: unknown } => ({
  isWritable: true,
  activeTextEditor: undefined,
}));

vi.mock('vscode', () => ({
  EndOfLine: { LF: 1, CRLF: 2 },
  Position: class {},
  Range: class {},
  languages: { match: ({ pattern }: { pattern: string }) => (pattern === '**/vendor/**' ? 10 : 0) },
  window: {
    get activeTextEditor() {
      return fake.activeTextEditor;
    },
  },
  workspace: { getWorkspaceFolder: () => undefined, fs: { isWritableFileSystem: () => fake.isWritable } },
}));

interface Case {
  readonly scheme: string;
  readonly path: string;
  readonly languageId: string;
  readonly enabled: boolean;
  readonly isWritable: boolean;
  readonly cursors: number;
  /** The line, with the cursor at ‸; the comment scan sees all of the text before it. */
  readonly line: string;
  readonly explicit: boolean;
  readonly settings: Partial<DocumentSettings>;
  readonly getText: () => string;
}

const open: Case = {
  scheme: 'file',
  path: '/project/a.ts',
  languageId: 'typescript',
  enabled: true,
  isWritable: true,
  cursors: 1,
  line: 'x‸',
  explicit: false,
  settings: {},
  getText: () => '',
};

function setUp(difference: Partial<Case>) {
  const { scheme, path, languageId, enabled, isWritable, cursors, line, explicit, settings, getText } = {
    ...open,
    ...difference,
  };
  const position = { line: 0, character: line.indexOf('‸') } as unknown as vscode.Position;
  const document = {
    uri: { scheme, path },
    languageId,
    lineAt: () => ({ text: line.replace('‸', '') }),
    getText,
  } as unknown as vscode.TextDocument;
  fake.isWritable = isWritable;
  fake.activeTextEditor = { document, selections: Array.from({ length: cursors }) };
  const of = () => ({ languageEnabled: true, exclude: [], inComments: true, ...settings });
  const access = new DocumentAccess({ enabled, of } as unknown as Settings);
  return {
    read: () => access.readRefusal(document),
    offer: () => access.offerRefusal(document, { position, end: position, explicit }),
  };
}

const off = { languageEnabled: false };
const excluded = { exclude: ['**/docs/**', '**/vendor/**'] };
const inComment = { getText: () => '// a' };

describe('a document', () => {
  it.each<[string, Partial<Case>, ReturnType<DocumentAccess['readRefusal']>]>([
    ['that nothing speaks against', {}, undefined],
    ['while paused', { enabled: false }, 'paused'],
    ['of output', { scheme: 'output' }, 'unsupported'],
    ['whose name is that of secrets', { path: '/project/.env' }, 'secret'],
    ['whose language is that of secrets', { languageId: 'dotenv' }, 'secret'],
    ['whose language is off', { settings: off }, 'language'],
    ['that a glob excludes', { settings: excluded }, 'excluded'],
  ])('%s: reading it is refused with %s', (_name, difference, expected) => {
    expect(setUp(difference).read()).toBe(expected);
    expect(setUp(difference).offer()).toBe(expected);
    expect(setUp({ ...difference, explicit: true }).offer()).toBe(expected);
  });

  it('that is not there is unsupported, and paused comes first', () => {
    const settings = (enabled: boolean) => ({ enabled }) as unknown as Settings;
    expect(new DocumentAccess(settings(true)).readRefusal(undefined)).toBe('unsupported');
    expect(new DocumentAccess(settings(false)).readRefusal(undefined)).toBe('paused');
  });

  it('is refused with the first of several reasons, and those against reading come first', () => {
    const reasons: readonly Partial<Case>[] = [
      { enabled: false },
      { scheme: 'output' },
      { path: '/project/.env' },
      { settings: { ...off, ...excluded, inComments: false } },
      { settings: { ...excluded, inComments: false } },
      { isWritable: false },
      { cursors: 2 },
      { line: 'w‸ord' },
      { settings: { inComments: false }, ...inComment },
    ];
    const found = reasons.map((_reason, first) => {
      const later = reasons.slice(first).toReversed();
      return setUp(Object.assign({}, ...later) as Partial<Case>).offer();
    });
    expect(found).toEqual([
      ...['paused', 'unsupported', 'secret', 'language', 'excluded'],
      ...['readOnly', 'cursors', 'insideWord', 'comment'],
    ]);
  });
});

describe('an offer', () => {
  it.each<[string, Partial<Case>, ReturnType<DocumentAccess['offerRefusal']>]>([
    ['in a read-only file', { isWritable: false }, 'readOnly'],
    ['at two cursors', { cursors: 2 }, 'cursors'],
    ['before a closing bracket', { line: 'f(‸);' }, undefined],
    ['before a space', { line: 'x‸ foo' }, undefined],
    ['inside a word', { line: 'w‸ord' }, 'insideWord'],
    ['inside a word of other letters', { line: '日‸語' }, 'insideWord'],
    ['before an emoji', { line: 'x‸🌊' }, undefined],
    ['inside a word, asked for', { line: 'w‸ord', explicit: true }, undefined],
    ['in a comment, allowed', inComment, undefined],
    ['in a comment, not allowed', { ...inComment, settings: { inComments: false } }, 'comment'],
    ['in a comment, asked for', { ...inComment, settings: { inComments: false }, explicit: true }, undefined],
  ])('%s is refused with %s', (_name, difference, expected) => {
    expect(setUp(difference).offer()).toBe(expected);
    if (expected !== 'insideWord' && expected !== 'comment') expect(setUp(difference).read()).toBeUndefined();
  });

  it('does not look for comments when they are completed too', () => {
    const getText = () => {
      throw new Error('asked');
    };
    expect(setUp({ getText }).offer()).toBeUndefined();
  });
});
