/** Messages of the git log, from VS Code's own extension for git; none where it is turned off or has no repository open. */
import * as vscode from 'vscode';
import type { Scheduler } from '../../base/scheduler.ts';

/** How much of the log is asked for. */
const mostMessages = 500;
/** Milliseconds that git gets to find the repositories of a workspace. */
const longestSearch = 10_000;

/** What is used of the API of `vscode.git`, version 1. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<unknown>;
  readonly repositories: readonly {
    readonly rootUri: vscode.Uri;
    log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
  }[];
}

/** Of all repositories that one of the folders lies in or that lie in one of them. */
export async function commitMessages(
  folders: readonly vscode.WorkspaceFolder[],
  scheduler: Scheduler,
): Promise<readonly string[]> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = await extension?.activate();
  if (git?.enabled !== true) return [];
  const api = git.getAPI(1);
  await hasLookedForRepositories(api, scheduler);
  const repositories = api.repositories.filter(({ rootUri }) =>
    folders.some(({ uri }) => overlap(uri.toString(), rootUri.toString())),
  );
  const logs = await Promise.all(
    repositories.map(async (repository) => {
      // A repository without a commit has no log.
      const commits = await repository.log({ maxEntries: mostMessages }).catch(() => []);
      return commits.map(({ message }) => message.trim());
    }),
  );
  return logs.flat().filter((message) => message !== '');
}

/** The window may just have been opened, and then none of the repositories is known yet. */
function hasLookedForRepositories(api: GitApi, scheduler: Scheduler): Promise<void> {
  return new Promise((resolve) => {
    if (api.state === 'initialized') {
      resolve();
      return;
    }
    const end = () => {
      subscription.dispose();
      patience.dispose();
      resolve();
    };
    const subscription = api.onDidChangeState(end);
    const patience = scheduler.after(longestSearch, end);
  });
}

function overlap(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}
