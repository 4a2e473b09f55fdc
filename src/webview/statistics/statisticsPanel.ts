/** Entry point of the statistics page, run by the browser in a webview. */
import { StatisticsPage } from './statisticsPage.ts';
import type { StatisticsPanelMessage } from './statisticsProtocol.ts';
import { statisticsHostMessageOf } from './statisticsProtocol.ts';

/** VS Code gives this to every webview. It may be called once. */
declare function acquireVsCodeApi(): { postMessage(message: StatisticsPanelMessage): void };

const host = acquireVsCodeApi();
const page = new StatisticsPage(document.body, () => {
  host.postMessage({ type: 'erase' });
});

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = statisticsHostMessageOf(data);
  if (message !== undefined) page.show(message.view);
});
host.postMessage({ type: 'ready' });
