import { expect, it } from 'vitest';
import {
  statisticsHostMessageOf,
  statisticsPanelMessageOf,
} from '../../../../src/webview/statistics/statisticsProtocol.ts';

it('messages of the host show a view, those of the page ask for one or for erasing', () => {
  const message = { type: 'statistics', view: {} };
  expect(statisticsHostMessageOf(message)).toBe(message);
  expect(statisticsPanelMessageOf({ type: 'ready' })).toEqual({ type: 'ready' });
  expect(statisticsPanelMessageOf({ type: 'erase', more: 1 })).toEqual({ type: 'erase' });
});

it.each([
  undefined,
  null,
  1,
  'ready',
  [],
  {},
  { type: 'other' },
  { type: 'statistics' },
  { type: 'statistics', view: 1 },
])('messages are not made of %j', (data) => {
  expect(statisticsHostMessageOf(data)).toBeUndefined();
  expect(statisticsPanelMessageOf(data)).toBeUndefined();
});
