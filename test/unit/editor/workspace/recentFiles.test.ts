import { expect, it, vi } from 'vitest';
import { withLatest } from '../../../../src/editor/workspace/recentFiles.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

it('withLatest puts the latest first, each once, up to a limit', () => {
  const list = ['c', 'b', 'a'];
  expect(withLatest(list, 'c', 3)).toBe(list);
  expect(withLatest(list, 'a', 3)).toEqual(['a', 'c', 'b']);
  expect(withLatest(list, 'd', 3)).toEqual(['d', 'c', 'b']);
});
