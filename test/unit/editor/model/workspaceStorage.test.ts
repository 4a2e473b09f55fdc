import { expect, it, vi } from 'vitest';
import { pathOfFirstWindow } from '../../../../src/editor/model/workspaceStorage.ts';

vi.mock('vscode', () => import('../../../support/editor/vscodeShim.ts'));

it.each([
  ['5d1c0a', '5d1c0a'],
  ['5d1c0a-1', '5d1c0a'],
  ['5d1c0a-9', '5d1c0a'],
  // In a browser the digest may be negative.
  ['-4fd88379', '-4fd88379'],
  ['-4fd88379-2', '-4fd88379'],
  ['-1', '-1'],
  ['-1-1', '-1'],
  // VS Code numbers nine windows.
  ['5d1c0a-10', '5d1c0a-10'],
])('the storage %s is that of the first window, %s', (own, first) => {
  const within = (id: string): string => `/home/me-1/User/workspaceStorage/${id}/undercurrent.undercurrent`;
  expect(pathOfFirstWindow(within(own))).toBe(within(first));
});
