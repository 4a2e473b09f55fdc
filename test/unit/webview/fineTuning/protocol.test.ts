import { describe, expect, it } from 'vitest';
import { idleView } from '../../../../src/editor/fineTuning/fineTuneView.ts';
import {
  hostMessageOf,
  panelActions,
  panelMessageOf,
  savedPanel,
  viewOfSavedPanel,
} from '../../../../src/webview/fineTuning/protocol.ts';

const nonsense = [undefined, null, 1, 'ready', [], {}, { type: 'other' }, { type: undefined }, { type: ['ready'] }];

describe('messages of the panel', () => {
  it.each(['ready', ...panelActions])('%s is one', (type) => {
    expect(panelMessageOf({ type })).toEqual({ type });
  });

  it.each(nonsense)('%j is none', (data) => {
    expect(panelMessageOf(data)).toBeUndefined();
  });
});

describe('messages of the host', () => {
  it('show a view', () => {
    expect(hostMessageOf({ type: 'show', view: idleView })?.view).toBe(idleView);
  });

  it.each([...nonsense, { type: 'show' }])('%j is none', (data) => {
    expect(hostMessageOf(data)).toBeUndefined();
  });
});

describe('what a panel keeps over a reload', () => {
  it('comes back from JSON', () => {
    expect(viewOfSavedPanel(JSON.parse(JSON.stringify(savedPanel(idleView))))?.headline).toBe(idleView.headline);
  });

  it.each([...nonsense, { version: 0, view: idleView }, { version: 1 }])('is not read from %j', (state) => {
    expect(viewOfSavedPanel(state)).toBeUndefined();
  });
});
