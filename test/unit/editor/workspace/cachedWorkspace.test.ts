import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { CachedWorkspace } from '../../../../src/editor/workspace/cachedWorkspace.ts';
import { placeIn } from '../../../../src/editor/workspace/hostFileSystem.ts';
import type { OpenWorkspace } from '../../../../src/editor/workspace/openWorkspace.ts';
import type { Settings } from '../../../../src/editor/settings.ts';
import type { CompletionClient } from '../../../../src/processes/completionClient.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const root = Uri.file('/project');
const fileSystem = { kind: 'file system' };
/** Long enough for every delay. */
const aWhile = 10_000;

function setUp() {
  const scheduler = new ManualScheduler();
  const settingsChanged = new Emitter<void>();
  const settings = { textCache: true, onDidChange: settingsChanged.event };
  const request = { folders: [{ name: 'project', exclude: [] as string[] }], recent: [], commitMessages: [] };
  const workspace = { isReadable: true };
  const readable = () =>
    workspace.isReadable
      ? { request, fileSystem, placeOf: (uri: Uri) => placeIn([root] as never, uri as never) }
      : undefined;
  const client = { useTextCache: vi.fn(), notify: { filesChanged: vi.fn() } };
  const cached = new CachedWorkspace(
    client as unknown as CompletionClient,
    settings as unknown as Settings,
    { readable } as unknown as OpenWorkspace,
    scheduler,
  );
  /** Lets all delays pass. @returns how often the server was told what it may read */
  const told = () => {
    client.useTextCache.mockClear();
    scheduler.advance(aWhile);
    return client.useTextCache.mock.calls.length;
  };
  return { cached, client, request, scheduler, settings, settingsChanged, told, workspace };
}

beforeEach(() => {
  shim.reset();
});

describe('CachedWorkspace', () => {
  it('tells the server what it may read, after activation', () => {
    const { client, request, told } = setUp();
    expect(client.useTextCache).not.toHaveBeenCalled();
    expect(told()).toBe(1);
    expect(client.useTextCache).toHaveBeenCalledWith({ enabled: true, workspace: request }, fileSystem);
    expect(shim.watchers.map(({ pattern }) => pattern)).toEqual(['**/*']);
  });

  it('allows nothing while the setting is off', () => {
    const { client, settings, told } = setUp();
    settings.textCache = false;
    told();
    expect(client.useTextCache).toHaveBeenCalledWith({ enabled: false });
    expect(shim.watchers).toEqual([]);
  });

  it('allows no workspace while none may be read, and tells again when the user trusts it', () => {
    const { client, told, workspace } = setUp();
    workspace.isReadable = false;
    told();
    expect(client.useTextCache).toHaveBeenCalledWith({ enabled: true });
    expect(shim.watchers).toEqual([]);
    workspace.isReadable = true;
    shim.fire('onDidGrantWorkspaceTrust');
    expect(told()).toBe(1);
    expect(shim.watchers).toHaveLength(1);
  });

  it('reports files that were created, changed, deleted or saved, but none outside the workspace', () => {
    const { client, scheduler, told } = setUp();
    told();
    const [watcher] = shim.watchers;
    watcher!.fire('create', Uri.file('/project/a.ts'));
    watcher!.fire('change', Uri.file('/project/b.ts'));
    watcher!.fire('delete', Uri.file('/project/c.ts'));
    shim.fire('onDidSaveTextDocument', { uri: Uri.file('/project/d.ts') });
    shim.fire('onDidSaveTextDocument', { uri: Uri.file('/elsewhere/e.ts') });
    expect(told()).toBe(0);
    const paths = ['a.ts', 'b.ts', 'c.ts', 'd.ts'];
    expect(client.notify.filesChanged.mock.calls).toEqual([[paths.map((path) => ({ folder: 0, path }))]]);
    expect(scheduler.waiting).toBe(0);
  });

  it('tells again only when a change of settings changes what may be read', () => {
    const { request, settings, settingsChanged, told } = setUp();
    told();
    settingsChanged.fire();
    expect(told()).toBe(0);
    request.folders[0]!.exclude.push('**/out');
    settingsChanged.fire();
    expect(told()).toBe(1);
    settings.textCache = false;
    settingsChanged.fire();
    expect(told()).toBe(1);
  });

  it('tells again after a change of folders or of VS Code’s own exclude settings', () => {
    const { told } = setUp();
    told();
    const affects = (name: string) => ({ affectsConfiguration: (asked: string) => asked === name });
    shim.fire('onDidChangeConfiguration', affects('editor.fontSize'));
    expect(told()).toBe(0);
    for (const name of ['files.exclude', 'search.exclude']) {
      shim.fire('onDidChangeConfiguration', affects(name));
      expect(told()).toBe(1);
    }
    shim.fire('onDidChangeWorkspaceFolders');
    expect(told()).toBe(1);
    expect(shim.watchers).toHaveLength(1);
  });

  it('stops when disposed', () => {
    const { cached, scheduler, told } = setUp();
    told();
    shim.fire('onDidChangeWorkspaceFolders');
    cached.dispose();
    expect([shim.watchers.length, scheduler.waiting, shim.listenersOf('onDidSaveTextDocument')]).toEqual([0, 0, 0]);
  });
});
