/**
 * The pages of webviews: a body that holds the translations, a script that fills it, and style sheets. A page may load
 * these files of the extension and nothing else, and runs nothing inline.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

export interface WebviewPage {
  readonly title: string;
  /** In dist/, without `.js`. */
  readonly script: string;
  /** In media/, without `.css`; loaded after `page.css`, which all pages share. */
  readonly styles: string;
}

/** Where a page may load from. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  const folders = ['media', 'dist'].map((name) => vscode.Uri.joinPath(extensionUri, name));
  return { enableScripts: true, localResourceRoots: folders };
}

/** Gives a new or restored panel its icon, its rights and its page. A restored one has lost them. */
export function fillPanel(extensionUri: vscode.Uri, panel: vscode.WebviewPanel, page: WebviewPage): void {
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
  panel.webview.options = webviewOptions(extensionUri);
  panel.webview.html = htmlOf(extensionUri, panel.webview, page);
}

function htmlOf(extensionUri: vscode.Uri, webview: vscode.Webview, { title, script, styles }: WebviewPage): string {
  const nonce = randomUUID();
  const uriOf = (...path: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${uriOf('media', 'page.css')}">
    <link rel="stylesheet" href="${uriOf('media', `${styles}.css`)}">
    <title>${title}</title>
  </head>
  <body>
    <script type="application/json" id="translations">${translations()}</script>
    <script nonce="${nonce}" src="${uriOf('dist', `${script}.js`)}"></script>
  </body>
</html>`;
}

/** All texts of the user's language as JSON, `{}` for English. Nothing in it can end the element around it. */
function translations(): string {
  return JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', String.raw`\u003c`);
}
