import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { AdaptedModel } from '../../../../src/editor/model/adaptedModel.ts';
import type { ClientState, CompletionClient } from '../../../../src/processes/completionClient.ts';
import { ManualScheduler } from '../../../support/manualScheduler.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const storage = Uri.file('/storage');
const manifest = Uri.joinPath(storage, 'model.json');
const aWhile = 1_000;

function setUp(folder: Uri | undefined = storage) {
  const scheduler = new ManualScheduler();
  const warn = vi.fn();
  const logger = { trace: vi.fn(), debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
  const states = new Emitter<ClientState>();
  const reloadModel = vi.fn(() => Promise.resolve());
  const client = { onStateChange: states.event, reloadModel } as unknown as CompletionClient;
  const adapted = new AdaptedModel(folder as never, '/base', scheduler, logger);
  adapted.follow(client);
  /** The first model is loaded; then the storage is watched. */
  const load = async () => {
    await adapted.folders();
    states.fire({ kind: 'ready' } as ClientState);
    await vi.waitUntil(() => shim.watchers.length > 0);
  };
  /** Reports a change of the manifest, and lets the delay pass. */
  const notice = async () => {
    shim.watchers[0]!.fire('change', manifest);
    scheduler.advance(aWhile);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { adapted, load, notice, reloadModel, scheduler, states, warn };
}

beforeEach(() => {
  shim.reset();
});

describe('AdaptedModel', () => {
  it('prefers the model of the workspace where there is one', async () => {
    const { adapted } = setUp();
    expect(adapted.folder).toBe('/storage');
    expect(await adapted.folders()).toEqual(['/base']);
    shim.write(manifest, '{}');
    expect(await adapted.folders()).toEqual(['/storage', '/base']);
  });

  it('has only the shipped model without a workspace, and watches nothing', async () => {
    const adapted = new AdaptedModel(undefined, '/base', new ManualScheduler(), {} as never);
    const onStateChange = vi.fn();
    adapted.follow({ onStateChange } as unknown as CompletionClient);
    expect(adapted.folder).toBeUndefined();
    expect(await adapted.folders()).toEqual(['/base']);
    expect(onStateChange).not.toHaveBeenCalled();
  });

  it('watches the storage once a model is loaded, and creates it before', async () => {
    const { load, states } = setUp();
    states.fire({ kind: 'starting' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(shim.watchers).toEqual([]);
    await load();
    expect(shim.has(storage)).toBe(true);
    expect(shim.watchers[0]!.pattern).toMatchObject({ base: storage, pattern: '*.json' });
  });

  it('loads the model again when another window has learnt or forgotten', async () => {
    const { adapted, load, notice, reloadModel } = setUp();
    await load();
    shim.write(manifest, '{}');
    await notice();
    expect(reloadModel).toHaveBeenCalledTimes(1);
    await adapted.folders();
    shim.files.delete(manifest.toString());
    await notice();
    expect(reloadModel).toHaveBeenCalledTimes(2);
  });

  it('does not load what it has loaded already', async () => {
    const { adapted, load, notice, reloadModel } = setUp();
    await load();
    await notice();
    shim.write(manifest, '{}');
    await adapted.folders();
    await notice();
    expect(reloadModel).not.toHaveBeenCalled();
  });

  it('waits until the file no longer changes', async () => {
    const { load, reloadModel, scheduler } = setUp();
    await load();
    shim.write(manifest, '{}');
    for (const event of ['create', 'change', 'delete', 'create'] as const) {
      shim.watchers[0]!.fire(event, manifest);
      scheduler.advance(400);
    }
    expect(scheduler.waiting).toBe(1);
    scheduler.advance(aWhile);
    await vi.waitUntil(() => reloadModel.mock.calls.length > 0);
    expect(reloadModel).toHaveBeenCalledOnce();
  });

  it('logs a model that cannot be loaded', async () => {
    const { load, notice, reloadModel, warn } = setUp();
    await load();
    reloadModel.mockRejectedValue(new Error('damaged'));
    shim.write(manifest, '{}');
    await notice();
    expect(warn).toHaveBeenCalledOnce();
  });

  it('stops when disposed', async () => {
    const { adapted, load, reloadModel, scheduler } = setUp();
    await load();
    shim.write(manifest, '{}');
    shim.watchers[0]!.fire('change', manifest);
    adapted.dispose();
    expect([shim.watchers.length, scheduler.waiting]).toEqual([0, 0]);
    expect(reloadModel).not.toHaveBeenCalled();
  });
});
