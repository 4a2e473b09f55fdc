import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenWorkspace } from '../../../../src/editor/workspace/openWorkspace.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { TestMemory } from '../../../support/memory.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const storage = Uri.file('/workspaceStorage/5d1c/undercurrent');
const recent = [{ folder: 0, path: 'a.ts' }];

function setUp(storageUri: Uri | undefined = storage) {
  const context = { storageUri, workspaceState: new TestMemory(), asAbsolutePath: (path: string) => `/ext/${path}` };
  const settings = { fineTune: { minutes: 5, cores: 1, commitMessages: false, automatic: false } };
  const recentFiles = { within: () => recent };
  const startTrainer = vi.fn();
  return new OpenWorkspace(context as never, settings as never, recentFiles as never, startTrainer, new ManualScheduler()); // prettier-ignore
}

beforeEach(() => {
  shim.reset();
  shim.workspaceFolders = ['one', 'two'].map((name, index) => ({ uri: Uri.file(`/${name}`), name, index }));
});

describe('OpenWorkspace', () => {
  it('describes the folders to read, without what settings and plan leave out', async () => {
    shim.settings.set('files.exclude', { '**/.git': true, '**/tmp': false });
    shim.settings.set('undercurrent.exclude', ['**/private']);
    const workspace = setUp();
    const exclude = ['**/.git', '**/private', 'docs'];
    const plan = { ...workspace.plan, exclude: ['docs'] };
    expect(workspace.plan).toEqual({ minutes: 5, cores: 1, exclude: [] });
    expect(await workspace.learnable().request(plan)).toEqual({
      folders: [
        { name: 'one', exclude },
        { name: 'two', exclude },
      ],
      recent,
      commitMessages: [],
    });
    expect(workspace.readable()?.request.folders[0]?.exclude).toEqual(['**/.git', '**/private']);
    expect(workspace.readable()?.placeOf(Uri.file('/two/b.ts') as never)).toEqual({ folder: 1, path: 'b.ts' });
  });

  it('has folders for base model and result, and threads for a plan', () => {
    const workspace = setUp();
    const { baseFolder, storageFolder, threads } = workspace.learnable();
    expect([baseFolder, storageFolder]).toEqual(['/ext/models/base', storage.fsPath]);
    expect(threads({ minutes: 5, cores: 1, exclude: [] })).toBe(1);
  });

  it('removes the saved training', async () => {
    const saved = Uri.joinPath(storage, 'training.state');
    shim.write(saved, '');
    await setUp().learnable().removeSaved();
    expect(shim.has(saved)).toBe(false);
  });

  it('may not be read while it is not trusted', () => {
    shim.isTrusted = false;
    const workspace = setUp();
    expect(() => workspace.learnable()).toThrow('This workspace is not trusted');
    expect([workspace.isLearnable, workspace.readable()]).toEqual([false, undefined]);
  });

  it('cannot be read without a folder', () => {
    shim.workspaceFolders = undefined;
    const workspace = setUp();
    expect(() => workspace.learnable()).toThrow('No folder is open.');
    expect([workspace.isLearnable, workspace.readable()]).toEqual([false, undefined]);
  });
});
