import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DocumentAccess } from '../../../../src/editor/access.ts';
import { Settings } from '../../../../src/editor/settings.ts';
import { OfferWatch } from '../../../../src/editor/statistics/offerWatch.ts';
import { addCounts, type Counts, noCounts } from '../../../../src/editor/statistics/usage.ts';
import type { UsageStore } from '../../../../src/editor/statistics/usageStore.ts';
import { editorOf, type ShimDocument } from '../../../support/editor/shimTypes.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
});

/** An empty document, what is written into it, and what was counted. */
function setUp(path = '/project/a.go', eol = '\n') {
  let counts: Counts = noCounts;
  const store = { add: (_language: string, added: Counts) => (counts = addCounts(counts, added)) };
  const settings = new Settings();
  const watch = new OfferWatch(store as unknown as UsageStore, settings, new DocumentAccess(settings));
  const { document } = editorOf(Uri.file(path), 'go', '‸');
  const write = (text: string, reason?: number) => {
    const change = { rangeOffset: document.getText().length, rangeLength: 0, text: text.replaceAll('\n', eol) };
    document.edit(document.getText() + change.text);
    shim.fire('onDidChangeTextDocument', { document, contentChanges: [change], reason });
  };
  const offer = (text: string) => {
    const position = document.positionAt(document.getText().length);
    const range = { start: position, end: position } as unknown as vscode.Range;
    watch.shown(document as unknown as vscode.TextDocument, range, [{ text, probability: 0.9 }]);
  };
  return { document: document satisfies ShimDocument, offer, watch, write, counts: () => counts };
}

describe('an offer', () => {
  it('that is accepted counts once, with its length', () => {
    const { counts, offer, write } = setUp();
    write('a');
    offer('bcdefg');
    write('bcdefg');
    expect(counts()).toEqual({
      offers: 1,
      accepted: 1,
      acceptances: 1,
      characters: 6,
      typed: 1,
      lengths: [0, 1, 0, 0, 0],
    });
  });

  it('that is typed through stays one offer, and its end can be accepted', () => {
    const { counts, offer, write } = setUp();
    offer('abcdef');
    write('a');
    offer('bcdef and more');
    write('b');
    offer('cdef and more');
    write('cdef and more');
    expect(counts()).toMatchObject({ offers: 1, accepted: 1, acceptances: 1, characters: 13, typed: 2 });
  });

  it('that is accepted word by word is one accepted offer of several acceptances', () => {
    const { counts, offer, write } = setUp();
    offer('return nothing');
    write('return');
    write(' nothing');
    expect(counts()).toMatchObject({ offers: 1, accepted: 1, acceptances: 2, characters: 14, typed: 0 });
  });

  it('that is typed past is not accepted, and the next is another', () => {
    const { counts, offer, write } = setUp();
    offer('bcd');
    write('x');
    offer('yz');
    expect(counts()).toMatchObject({ offers: 2, accepted: 0, typed: 1 });
  });

  it('of several lines is recognised in a document with CRLF', () => {
    const { counts, offer, write } = setUp('/project/a.go', '\r\n');
    offer('a {\n  b\n}');
    write('a {\n');
    write('  b\n}');
    expect(counts()).toMatchObject({ accepted: 1, acceptances: 2, characters: 9 });
  });
});

describe('a keystroke', () => {
  it.each(['a', '日', '😀', '\n', '\n    ', '()', '""'])('writes %j', (text) => {
    const { counts, write } = setUp();
    write(text);
    expect(counts().typed).toBe(1);
  });

  it.each(['ab', 'pasted text', '\n}\n'])('does not write %j', (text) => {
    const { counts, write } = setUp();
    write(text);
    expect(counts()).toEqual(noCounts);
  });
});

describe('nothing is counted', () => {
  it('of an undone change', () => {
    const { counts, write } = setUp();
    write('a', 1);
    expect(counts()).toEqual(noCounts);
  });

  it('where completions are off, or a file may hold secrets', () => {
    const secret = setUp('/project/.env');
    secret.write('a');
    expect(secret.counts()).toEqual(noCounts);
    shim.settings.set('undercurrent.languages', { go: false });
    const off = setUp();
    off.write('a');
    expect(off.counts()).toEqual(noCounts);
  });

  it('when the setting is off', () => {
    shim.settings.set('undercurrent.statistics', false);
    const { counts, offer, write } = setUp();
    offer('abc');
    write('abc');
    expect(counts()).toEqual(noCounts);
  });

  it('after the end', () => {
    const { counts, watch, write } = setUp();
    watch.dispose();
    write('a');
    expect(counts()).toEqual(noCounts);
  });
});
