import { expect, it } from 'vitest';
import type { ReadableFiles } from '../../../../src/editor/fineTuning/power.ts';
import { isOnMains } from '../../../../src/editor/fineTuning/power.ts';

type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>;

function filesOf(supplies: Supplies | undefined): ReadableFiles {
  return {
    list: () => Promise.resolve(supplies && Object.keys(supplies)),
    read: (path) => {
      const [name = '', file = ''] = path.split('/').slice(-2);
      return Promise.resolve(supplies?.[name]?.[file]);
    },
  };
}

const battery = { type: 'Battery\n', status: 'Discharging\n' };

it.each<[string, string, Supplies | undefined, boolean]>([
  ['a laptop that is plugged in', 'linux', { AC: { type: 'Mains\n', online: '1\n' }, BAT0: battery }, true],
  ['a laptop on its battery', 'linux', { AC: { type: 'Mains\n', online: '0\n' }, BAT0: battery }, false],
  ['a laptop that charges over USB', 'linux', { BAT0: battery, ucsi: { type: 'USB', online: '1' } }, true],
  ['a tower', 'linux', {}, true],
  ['a tower with a wireless mouse', 'linux', { mouse: { ...battery, scope: 'Device\n' } }, true],
  ['a container', 'linux', undefined, true],
  ['macOS, of which nothing is known', 'darwin', {}, false],
  ['Windows, of which nothing is known', 'win32', {}, false],
])('%s', async (_what, platform, supplies, expected) => {
  expect(await isOnMains(platform, filesOf(supplies))).toBe(expected);
});
