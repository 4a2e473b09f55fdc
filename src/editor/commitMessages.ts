/** Messages of the git log, from VS Code's own extension for git; none where it is turned off or has no repository open. */
import * as vscode from 'vscode';

/** How much of the log is asked for. */
const mostMessages = 500;

/** What is used of the API of `vscode.git`, version 1. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): {
    readonly repositories: readonly {
      readonly rootUri: vscode.Uri;
      log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
    }[];
  };
}

/** Of all repositories that one of the folders lies in or that lie in one of them. */
export async function commitMessages(folders: readonly vscode.WorkspaceFolder[]): Promise<readonly string[]> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = await extension?.activate();
  if (git?.enabled !== true) return [];
  const repositories = git
    .getAPI(1)
    .repositories.filter(({ rootUri }) => folders.some(({ uri }) => overlap(uri.toString(), rootUri.toString())));
  const logs = await Promise.all(
    repositories.map(async (repository) => {
      // A repository without a commit has no log.
      const commits = await repository.log({ maxEntries: mostMessages }).catch(() => []);
      return commits.map(({ message }) => message.trim());
    }),
  );
  return logs.flat().filter((message) => message !== '');
}

function overlap(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}
