/**
 * Entry point of the fine-tuning panel, run by the browser in a webview. VS Code keeps the last view over a reload of
 * the window; it is drawn until the host answers.
 */
import { FineTunePage } from './fineTunePage.ts';
import type { PanelMessage, SavedPanel } from './protocol.ts';
import { hostMessageOf, savedPanel, viewOfSavedPanel } from './protocol.ts';

/** VS Code gives this to every webview. It may be called once. */
declare function acquireVsCodeApi(): {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(state: SavedPanel): void;
};

const host = acquireVsCodeApi();
const page = new FineTunePage(document.body, (action) => {
  host.postMessage({ type: action });
});

const saved = viewOfSavedPanel(host.getState());
if (saved !== undefined) page.show(saved, false);

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = hostMessageOf(data);
  if (message === undefined) return;
  page.show(message.view, true);
  host.setState(savedPanel(message.view));
});
host.postMessage({ type: 'ready' });
