import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../../src/base/logger.ts';
import { UserError } from '../../../../src/base/userError.ts';
import type { FineTuning } from '../../../../src/editor/fineTuning/fineTuning.ts';
import { StoredModel } from '../../../../src/editor/model/storedModel.ts';
import type { CompletionClient } from '../../../../src/processes/completionClient.ts';
import { sampleReport } from '../../../support/fineTuneReports.ts';
import { shim, Uri } from '../../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

const storage = Uri.file('/workspaceStorage/5d1c/undercurrent');
const elsewhere = Uri.file('/exported');
const inStorage = (name: string) => Uri.joinPath(storage, name);

function setUp(storageUri: Uri | undefined = storage) {
  const inspected = { lockedBy: undefined as number | undefined };
  const trainer = {
    inspect: vi.fn(() => Promise.resolve(inspected)),
    transfer: vi.fn(() => Promise.resolve({ name: 'tides' })),
    dispose: vi.fn(),
  };
  const client = {
    state: { kind: 'ready', modelFolder: storage.fsPath },
    reloadModel: vi.fn(() => Promise.resolve()),
  };
  const fineTuning = {
    isRunning: false,
    cancel: vi.fn(() => Promise.resolve()),
    reset: vi.fn(),
    record: { end: vi.fn(() => Promise.resolve()) },
  };
  const logger = { ...silentLogger, warn: vi.fn() };
  const stored = new StoredModel(
    { storageUri, asAbsolutePath: (place: string) => `/extension/${place}` } as never,
    () => Promise.resolve({ ...trainer, request: trainer } as never),
    client as unknown as CompletionClient,
    fineTuning as unknown as FineTuning,
    logger,
  );
  return { client, fineTuning, inspected, logger, stored, trainer };
}

function withoutWorkspace() {
  return new StoredModel({ storageUri: undefined, asAbsolutePath: (place: string) => place } as never, vi.fn(), { state: { kind: 'ready', modelFolder: '/base' } } as never, {} as never, silentLogger); // prettier-ignore
}

beforeEach(() => {
  shim.reset();
});

describe('without a workspace', () => {
  it('there is no storage, no report and nothing to go on with', async () => {
    const stored = withoutWorkspace();
    expect(stored.hasStorage).toBe(false);
    expect(stored.isInUse).toBe(false);
    expect(() => stored.expectStorage()).toThrow(UserError);
    expect(await stored.report()).toBeUndefined();
    expect(await stored.mayGoOn()).toBe(false);
  });
});

describe('what lies in the storage', () => {
  it('is shared by all windows of the workspace', () => {
    const { stored } = setUp(Uri.file('/workspaceStorage/5d1c-1/undercurrent'));
    expect(stored.storage.path).toBe(storage.path);
    expect(stored.isInUse).toBe(true);
  });

  it('is a model, a report and a saved training', async () => {
    const { stored } = setUp();
    expect([await stored.hasModel(), await stored.mayGoOn(), await stored.report()]).toEqual([false, false, undefined]);
    await expect(stored.expectModel()).rejects.toThrow(UserError);
    shim.write(inStorage('model.json'), '{}');
    shim.write(inStorage('training.state'), '');
    shim.write(inStorage('report.json'), JSON.stringify(sampleReport));
    await stored.expectModel();
    expect(await stored.mayGoOn()).toBe(true);
    expect(await stored.report()).toEqual({ ...sampleReport, notKept: undefined });
  });

  it('is no report when the file is damaged', async () => {
    const { stored } = setUp();
    shim.write(inStorage('report.json'), '{"formatVersion":1');
    expect(await stored.report()).toBeUndefined();
  });

  it('is inspected by a trainer that ends afterwards', async () => {
    const { inspected, stored, trainer } = setUp();
    expect(await stored.inspect()).toBe(inspected);
    expect(trainer.inspect).toHaveBeenCalledWith({
      baseFolder: '/extension/models/base',
      storageFolder: storage.fsPath,
    });
    expect(trainer.dispose).toHaveBeenCalledOnce();
  });

  it('loses its saved training together with the note about it', async () => {
    const { fineTuning, stored } = setUp();
    shim.write(inStorage('training.state'), '');
    await stored.discardTraining();
    expect(shim.has(inStorage('training.state'))).toBe(false);
    expect(fineTuning.record.end).toHaveBeenCalledOnce();
  });
});

describe('forgetting', () => {
  it('cancels the fine-tuning, deletes all files, the manifest first, and loads the shipped model', async () => {
    const { client, fineTuning, stored } = setUp();
    for (const name of ['aaa.bin', 'model.json', 'report.json']) shim.write(inStorage(name), '');
    const deleted: string[] = [];
    const original = shim.files.delete.bind(shim.files);
    vi.spyOn(shim.files, 'delete').mockImplementation((key) => {
      deleted.push(key.slice(key.lastIndexOf('/') + 1));
      return original(key);
    });
    await stored.forget();
    expect(fineTuning.cancel).toHaveBeenCalledOnce();
    expect(deleted).toEqual(['model.json', 'aaa.bin', 'report.json']);
    expect(fineTuning.record.end).toHaveBeenCalledOnce();
    expect(fineTuning.reset).toHaveBeenCalledOnce();
    expect(client.reloadModel).toHaveBeenCalledOnce();
  });

  it('works in an empty storage', async () => {
    const { client, stored } = setUp();
    await stored.forget();
    expect(client.reloadModel).toHaveBeenCalledOnce();
  });

  it('is refused while a trainer of another window works', async () => {
    const { client, inspected, stored } = setUp();
    shim.write(inStorage('trainer.lock'), '7');
    shim.write(inStorage('model.json'), '{}');
    inspected.lockedBy = 7;
    await expect(stored.forget()).rejects.toThrow('Another window is fine-tuning');
    expect(shim.has(inStorage('model.json'))).toBe(true);
    expect(client.reloadModel).not.toHaveBeenCalled();
  });

  it('ignores the lock of a trainer that has ended, and asks no trainer without a lock', async () => {
    const { stored, trainer } = setUp();
    await stored.refuseWhileLocked();
    expect(trainer.inspect).not.toHaveBeenCalled();
    shim.write(inStorage('trainer.lock'), '7');
    await stored.refuseWhileLocked();
    expect(trainer.inspect).toHaveBeenCalledOnce();
  });
});

describe('export and import', () => {
  it('copy a model by a trainer', async () => {
    const { stored, trainer } = setUp();
    await stored.exportTo(elsewhere as never);
    expect(trainer.transfer).toHaveBeenCalledWith({ from: storage.fsPath, to: '/exported' });
    expect(await stored.importFrom(elsewhere as never)).toEqual({ name: 'tides' });
    expect(trainer.transfer).toHaveBeenLastCalledWith({ from: '/exported', to: storage.fsPath });
    expect(trainer.dispose).toHaveBeenCalledTimes(2);
  });

  it('an import removes report and saved training, and loads the model', async () => {
    const { client, fineTuning, stored } = setUp();
    for (const name of ['report.json', 'training.state']) shim.write(inStorage(name), '');
    await stored.importFrom(elsewhere as never);
    expect([...shim.files.keys()]).toEqual([]);
    expect(fineTuning.reset).toHaveBeenCalledOnce();
    expect(client.reloadModel).toHaveBeenCalledOnce();
  });

  it('an import of a damaged model changes nothing', async () => {
    const { client, stored, trainer } = setUp();
    shim.write(inStorage('report.json'), '');
    trainer.transfer.mockRejectedValue(new UserError('The model is damaged.', 'Reinstall Undercurrent.'));
    await expect(stored.importFrom(elsewhere as never)).rejects.toMatchObject({
      message: 'The model is damaged.',
      action: 'It was not imported, and nothing has changed. Export it again where it comes from.',
    });
    expect(shim.has(inStorage('report.json'))).toBe(true);
    expect(client.reloadModel).not.toHaveBeenCalled();
  });

  it('an import that failed for another reason says that nothing has changed, and why', async () => {
    const { client, stored, trainer } = setUp();
    const cause = new RangeError('Maximum call stack size exceeded');
    trainer.transfer.mockRejectedValue(cause);
    await expect(stored.importFrom(elsewhere as never)).rejects.toMatchObject({
      action: 'It was not imported, and nothing has changed. See the log of Undercurrent.',
      cause,
    });
    trainer.transfer.mockRejectedValue(new UserError('The disk is full.', 'Make room.'));
    await expect(stored.importFrom(elsewhere as never)).rejects.toMatchObject({
      action: 'It was not imported, and nothing has changed. Make room.',
    });
    expect(client.reloadModel).not.toHaveBeenCalled();
  });

  it('an import is done when the model is in place, whatever becomes of the files of the old one', async () => {
    const { client, fineTuning, logger, stored } = setUp();
    shim.write(inStorage('report.json'), '');
    vi.spyOn(shim.files, 'delete').mockImplementation(() => {
      throw new Error('EBUSY');
    });
    fineTuning.record.end.mockRejectedValue(new Error('EIO'));
    client.reloadModel.mockRejectedValue(new Error('EPIPE'));
    expect(await stored.importFrom(elsewhere as never)).toEqual({ name: 'tides' });
    expect(fineTuning.reset).toHaveBeenCalledOnce();
    expect(logger.warn).toHaveBeenCalledTimes(3);
  });

  it('need a folder on this machine, and an import no fine-tuning', async () => {
    const { fineTuning, stored } = setUp();
    const remote = Uri.parse('vscode-remote://host/exported');
    await expect(stored.exportTo(remote as never)).rejects.toThrow(UserError);
    fineTuning.isRunning = true;
    await expect(stored.importFrom(elsewhere as never)).rejects.toThrow('Fine-tuning is running.');
  });
});
