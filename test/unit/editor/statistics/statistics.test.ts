import type * as vscode from 'vscode';
import { beforeEach, expect, it, vi } from 'vitest';
import { Settings } from '../../../../src/editor/settings.ts';
import { Statistics } from '../../../../src/editor/statistics/statistics.ts';
import { statisticsView } from '../../../../src/editor/statistics/statisticsView.ts';
import { acceptance, addCounts, noCounts } from '../../../../src/editor/statistics/usage.ts';
import { UsageStore } from '../../../../src/editor/statistics/usageStore.ts';
import type { StatisticsHostMessage } from '../../../../src/webview/statistics/statisticsProtocol.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { TestMemory } from '../../../support/memory.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

beforeEach(() => {
  shim.reset();
});

const counts = addCounts({ ...noCounts, offers: 4, typed: 80 }, addCounts(acceptance(15, true), acceptance(5, false)));

function setUp() {
  const store = new UsageStore(new TestMemory(), () => new Date(2026, 10, 27), new ManualScheduler());
  store.add('go', counts);
  const statistics = new Statistics(Uri.file('/extension') as unknown as vscode.Uri, store, new Settings());
  statistics.show();
  const [panel] = shim.panels;
  if (panel === undefined) throw new Error('There is no panel.');
  const views = () => panel.sent.map((message) => (message as StatisticsHostMessage).view);
  return { panel, statistics, store, views };
}

it('the page gets a view when it is ready, and another when something changes', () => {
  const { panel, store, views } = setUp();
  panel.received.fire({ type: 'nonsense' });
  expect(views()).toEqual([]);
  panel.received.fire({ type: 'ready' });
  store.erase();
  expect(views().map(({ erase }) => erase)).toEqual(['Erase Statistics', undefined]);
});

it('there is one page, and a restored one takes its place', async () => {
  const { panel, statistics } = setUp();
  statistics.show();
  expect(shim.panels).toHaveLength(1);
  expect(panel.revealed).toBe(1);
  const restored = Object.assign(Object.create(panel), { isDisposed: false }) as typeof panel;
  await shim.panelSerializer?.deserializeWebviewPanel(restored);
  expect(panel.isDisposed).toBe(true);
});

it('erases only what the user confirms', async () => {
  const { panel, store } = setUp();
  panel.received.fire({ type: 'erase' });
  await vi.waitFor(() => {
    expect(Object.keys(store.usage)).toHaveLength(1);
  });
  shim.answer = (_message, [yes]) => yes;
  panel.received.fire({ type: 'erase' });
  await vi.waitFor(() => {
    expect(store.usage).toEqual({});
  });
});

it('the view has keystrokes saved, acceptance and lengths, by week and language', () => {
  const nameOfLanguage = (id: string) => id.toUpperCase();
  const usage = { '2026-W48': { go: counts, '*': { ...noCounts, typed: 1 } } };
  const view = statisticsView(usage, { isCounting: true, nameOfLanguage });
  expect(view.figures.map(({ value }) => value)).toEqual([
    '18%',
    '18',
    '25%',
    (10).toLocaleString(undefined, { minimumFractionDigits: 1 }),
  ]);
  expect(view.bars?.bars.map(({ share }) => share)).toEqual([0, 1, 1, 0, 0]);
  expect(view.tables.map(({ rows }) => rows.map(([name]) => name))).toEqual([['2026-W48'], ['GO', 'Others']]);
  expect(view.tables[1]?.rows[1]?.slice(1)).toEqual(['0', '0%', '0', '–', '–']);
  expect(view.notice).toBeUndefined();
});

it('the view says why there is nothing', () => {
  const nameOfLanguage = (id: string) => id;
  const off = statisticsView({}, { isCounting: false, nameOfLanguage });
  expect(off.notice).toContain('undercurrent.statistics');
  const empty = statisticsView({}, { isCounting: true, nameOfLanguage });
  expect(empty).toMatchObject({ figures: [], tables: [], bars: undefined, erase: undefined });
  expect(empty.notice).toBeDefined();
});
