import { expect, it, vi } from 'vitest';
import { excludedBy } from '../../../../src/editor/workspace/openWorkspace.ts';

vi.mock('vscode', () => import('../../../support/vscodeShim.ts'));

it.each([
  [{ '**/out': true, '**/*.js': { when: '$(basename).ts' }, src: false }, ['**/out']],
  [['a', 1, ' '], ['a']],
  [undefined, []],
  ['text', []],
])('a setting %j leaves out %j', (setting, globs) => {
  expect(excludedBy(setting)).toEqual(globs);
});
