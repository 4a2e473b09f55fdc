import { expect, it } from 'vitest';
import { excludedBy, exclusionsIn } from '../../../src/editor/exclusions.ts';

it.each([
  [{ '**/out': true, '**/*.js': { when: '$(basename).ts' }, src: false }, ['**/out']],
  [['a', 1, ' '], ['a']],
  [undefined, []],
  ['text', []],
])('a setting %j leaves out %j', (setting, globs) => {
  expect(excludedBy(setting)).toEqual(globs);
});

/** The value of the last scope counts, as in VS Code. */
function configuration(scopes: Readonly<Record<string, unknown>>, effective: unknown) {
  return { get: () => effective, inspect: () => ({ key: 'exclude', languageIds: ['typescript'], ...scopes }) } as never;
}

it.each<[string, Readonly<Record<string, unknown>>, unknown, readonly string[]]>([
  ['an empty list of a folder', { globalValue: ['private/**'], workspaceFolderValue: [] }, [], ['private/**']],
  ['an empty list of a workspace', { globalValue: ['private/**'], workspaceValue: [] }, [], ['private/**']],
  ['another list', { globalValue: ['private/**'], workspaceFolderValue: ['out'] }, ['out'], ['private/**', 'out']],
  ['nonsense', { globalValue: ['private/**'], workspaceFolderValue: 5 }, 5, ['private/**']],
  [
    'the opposite',
    { globalValue: { private: true }, workspaceValue: { private: false } },
    { private: false },
    ['private'],
  ],
  ['nothing', { globalValue: ['private/**'] }, ['private/**'], ['private/**']],
])('%s takes back no exclusion of the user', (_name, scopes, effective, globs) => {
  expect(exclusionsIn(configuration(scopes, effective), 'exclude')).toEqual(globs);
});
