/**
 * What the settings of a workspace that is not trusted may change: nothing. VS Code keeps them from the extension, as
 * long as package.json names them.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Setting {
  readonly type: string;
  readonly scope: string;
  readonly enum?: readonly string[];
}

const { capabilities, contributes } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
};
const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));

it('every setting is restricted: none may even make a request longer', () => {
  expect(settings.map(([name]) => name).filter((name) => !restrictedConfigurations.includes(name))).toEqual([]);
});

it('every name that is restricted is that of a setting', () => {
  expect(restrictedConfigurations.filter((name) => !settings.some(([known]) => known === name))).toEqual([]);
});

it('no setting can name a file: words are chosen from a list', () => {
  const free = settings.filter(([, setting]) => setting.type === 'string' && setting.enum === undefined);
  expect(free.map(([name]) => name)).toEqual([]);
});
