import { describe, expect, it } from 'vitest';
import {
  exploreHostMessageOf,
  explorePanelMessageOf,
  savedExplorePanel,
} from '../../../../src/webview/explore/exploreProtocol.ts';

const nonsense = [undefined, null, 1, 'ready', [], {}, { type: 'other' }, { type: undefined }, { type: ['ready'] }];

describe('messages', () => {
  it('of the host show a view', () => {
    const message = { type: 'explore', view: { notice: 'No.', scene: undefined } };
    expect(exploreHostMessageOf(message)).toBe(message);
  });

  it('of the panel say that it is ready', () => {
    expect(explorePanelMessageOf({ type: 'ready' })).toEqual({ type: 'ready' });
  });

  it.each([...nonsense, { type: 'explore' }, { type: 'explore', view: 1 }])('are not made of %j', (data) => {
    expect(exploreHostMessageOf(data)).toBeUndefined();
    expect(explorePanelMessageOf(data)).toBeUndefined();
  });
});

describe('what a panel keeps over a reload', () => {
  it('comes back from JSON', () => {
    const saved = { layer: 1, order: 'brackets', pins: [{ layer: 0, unit: 3 }] };
    expect(savedExplorePanel(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  it.each([...nonsense, { layer: -3, order: 'none', pins: [{ layer: 0 }, 3] }, { layer: 0.5, pins: 'all' }])(
    'is as never chosen for %j',
    (state) => {
      expect(savedExplorePanel(state)).toEqual({ layer: -1, order: 'range', pins: [] });
    },
  );
});
