/** Where a file lies among the folders of the workspace. */
import type { Uri } from 'vscode';
import type { PathInFolder } from '../../processes/protocol.ts';

/** The folder and the path inside it, empty for the folder itself; `undefined` for what lies in none of them. */
export function placeIn(folders: readonly Uri[], uri: Uri): PathInFolder | undefined {
  const folder = folders.findIndex((root) => isWithin(root, uri));
  const root = folders[folder];
  return root === undefined ? undefined : { folder, path: uri.path.slice(root.path.replace(/\/$/u, '').length + 1) };
}

function isWithin(root: Uri, uri: Uri): boolean {
  const start = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return root.scheme === uri.scheme && root.authority === uri.authority && uri.path.startsWith(start);
}
