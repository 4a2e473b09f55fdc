/** Messages of the git log, from VS Code's Git extension; none when it is disabled or has no repository open. */
import * as vscode from 'vscode';
import type { Scheduler } from '../../base/scheduler.ts';

/** Of each repository. */
const mostMessages = 500;
/** Milliseconds to wait until Git has found the repositories of a workspace. */
const longestSearch = 10_000;

/** The used part of the API of `vscode.git`, version 1. */
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

/** Of all repositories that contain one of the folders or lie in one of them. */
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

/** In a window that was just opened, Git knows no repository yet. */
function hasLookedForRepositories(api: GitApi, scheduler: Scheduler): Promise<void> {
  return new Promise((resolve) => {
    if (api.state === 'initialized') {
      resolve();
      return;
    }
    const end = () => {
      subscription.dispose();
      timeout.dispose();
      resolve();
    };
    const subscription = api.onDidChangeState(end);
    const timeout = scheduler.after(longestSearch, end);
  });
}

function overlap(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}
