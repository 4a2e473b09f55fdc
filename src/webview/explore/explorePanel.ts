/**
 * Entry point of the panel *Explore the Model*, run by the browser in a webview. VS Code keeps layer, order and pins
 * over a reload of the window; the host sends the rest.
 */
import { ExplorePage } from './explorePage.ts';
import type { ExplorePanelMessage, SavedExplorePanel } from './exploreProtocol.ts';
import { exploreHostMessageOf, savedExplorePanel } from './exploreProtocol.ts';

/** VS Code gives this to every webview. It may be called once. */
declare function acquireVsCodeApi(): {
  postMessage(message: ExplorePanelMessage): void;
  getState(): unknown;
  setState(state: SavedExplorePanel): void;
};

const host = acquireVsCodeApi();
const page = new ExplorePage(document.body, savedExplorePanel(host.getState()), (chosen) => {
  host.setState(chosen);
});

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = exploreHostMessageOf(data);
  if (message !== undefined) page.show(message.view);
});
host.postMessage({ type: 'ready' });
