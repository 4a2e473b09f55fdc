import { beforeEach, expect, it, vi } from 'vitest';
import { WhatsNew } from '../../../src/editor/whatsNew.ts';
import { TestMemory } from '../../support/memory.ts';
import { shim } from '../../support/editor/vscodeShim.ts';

vi.mock('vscode', () => import('../../support/editor/vscodeShim.ts'));

const id = 'undercurrent.undercurrent';

beforeEach(() => {
  shim.reset();
});

it('tells of an update in the first window after it, and of nothing else', () => {
  const memory = new TestMemory();
  const releases = ['0.2.0', '0.2.0', '0.2.1', '0.3.0', '0.3.0', '1.0.0'].map(
    (version) => new WhatsNew(memory, { id, packageJSON: { version } }).release,
  );
  expect(releases).toEqual([undefined, undefined, undefined, '0.3', undefined, '1.0']);
});

it('opens the change log, and is then no longer new', async () => {
  const memory = new TestMemory();
  new WhatsNew(memory, { id, packageJSON: { version: '0.2.0' } }).dispose();
  const whatsNew = new WhatsNew(memory, { id, packageJSON: { version: '0.3.0' } });
  const changed = vi.fn();
  whatsNew.onDidChange(changed);
  await whatsNew.show();
  expect(shim.executedWith.get('extension.open')).toEqual([id, 'changelog']);
  expect(whatsNew.release).toBeUndefined();
  expect(changed).toHaveBeenCalledOnce();
});
