import { expect, it, vi } from 'vitest';
import { pathOfFirstWindow } from '../../../../src/editor/model/workspaceStorage.ts';

vi.mock('vscode', () => ({}));

it.each([
  ['5d1c0a', '5d1c0a'],
  ['5d1c0a-1', '5d1c0a'],
  ['5d1c0a-9', '5d1c0a'],
  // What a browser makes of a folder may be negative.
  ['-4fd88379', '-4fd88379'],
  ['-4fd88379-2', '-4fd88379'],
  ['-1', '-1'],
  ['-1-1', '-1'],
  // The tenth window gets none of its own any more.
  ['5d1c0a-10', '5d1c0a-10'],
])('the storage %s is that of the first window, %s', (own, first) => {
  const within = (id: string): string => `/home/me-1/User/workspaceStorage/${id}/undercurrent.undercurrent`;
  expect(pathOfFirstWindow(within(own))).toBe(within(first));
});
