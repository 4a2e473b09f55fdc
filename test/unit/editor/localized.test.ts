import { afterEach, expect, it, vi } from 'vitest';
import { localized } from '../../../src/editor/localized.ts';
import { l10n } from '../../support/editor/vscodeShim.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('is English without a translation', () => {
  expect(localized`Ready.`).toBe('Ready.');
  expect(localized`${'a'} and ${2}`).toBe('a and 2');
});

it('is looked up by its text with places for the values, which a translation may put in another order', () => {
  const t = vi.spyOn(l10n, 't').mockReturnValue('$(gift) {1} vor {0}, nochmals {1}');
  expect(localized`$(gift) ${'a'} after ${'b'}`).toBe('$(gift) b vor a, nochmals b');
  expect(t).toHaveBeenCalledExactlyOnceWith('$(gift) {0} after {1}');
});

it('leaves values mere text: no icons, no links, no places for other values', () => {
  expect(localized`See ${'$(gift) [x](command:y) {0}'}.`).toBe('See $ (gift) [x] (command:y) {0}.');
});
