/** One panel from its opening to its end: the page in it, and the follower that tells the page what to show while it is visible. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables.ts';
import type { ExploreHostMessage } from '../../webview/explore/exploreProtocol.ts';
import { explorePanelMessageOf } from '../../webview/explore/exploreProtocol.ts';
import { htmlOf, webviewOptions } from '../webviewPage.ts';
import { ExploreFollower, type ExploreParts } from './exploreFollower.ts';

const page = { title: 'Explore the Model', script: 'explorePanel', styles: 'explore' };

export class ExplorePanel implements Disposable {
  /** @param closed called when it is closed, by whomever */
  constructor(
    extensionUri: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
    parts: ExploreParts,
    closed: () => void,
  ) {
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    const follower = new ExploreFollower(parts, (view) => {
      const message: ExploreHostMessage = { type: 'explore', view };
      if (panel.visible) void panel.webview.postMessage(message);
    });
    const subscriptions = vscode.Disposable.from(
      follower,
      panel.webview.onDidReceiveMessage((data: unknown) => {
        // The page of a hidden panel is gone, and says this anew when it comes back.
        if (explorePanelMessageOf(data) !== undefined) follower.follow();
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) follower.pause();
      }),
    );
    panel.onDidDispose(() => {
      subscriptions.dispose();
      closed();
    });
    // A restored panel does not remember these.
    panel.webview.options = webviewOptions(extensionUri);
    panel.webview.html = htmlOf(extensionUri, panel.webview, page);
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel.dispose();
  }
}
