import { expect, test } from 'vitest';
import { uncalibrated } from '../../../../src/completion/choosing/calibration.ts';
import { rememberedOffer } from '../../../../src/completion/choosing/rememberedOffer.ts';
import { explicitRule, showRules } from '../../../../src/completion/choosing/showRule.ts';

const surroundings = {
  ...{ prefix: 'x = ', suffix: '', requiredStart: '', languageId: 'typescript' },
  ...{ minimumLength: 1, maximumLength: 20, calibration: uncalibrated },
};
const repetition = { text: 'newName', probability: 0.9, probabilityAfterOne: 0.95 };
const { balanced } = showRules;

test('a likely repetition is offered, with how likely each part of it is', () => {
  const offer = rememberedOffer(repetition, balanced, surroundings);
  expect(offer).toMatchObject({ text: 'newName', probability: 0.9 });
  expect(offer?.probabilityUpTo(0)).toBe(1);
  expect(offer?.probabilityUpTo(1)).toBeCloseTo(0.9 / 0.95);
  expect(offer?.probabilityUpTo(7)).toBe(0.9);
});

test('what is unlikely, too short, too long or blank is not offered', () => {
  const unlikely = { ...repetition, text: 'newLongerName', probability: 0.45 };
  expect(rememberedOffer(unlikely, balanced, surroundings)).toBeUndefined();
  expect(rememberedOffer(unlikely, explicitRule, surroundings)?.text).toBe('newLongerName');
  expect(rememberedOffer({ ...repetition, text: 'n' }, balanced, surroundings)).toBeUndefined();
  expect(rememberedOffer({ ...repetition, text: 'n'.repeat(21) }, balanced, surroundings)).toBeUndefined();
  expect(rememberedOffer({ ...repetition, text: '   ' }, balanced, surroundings)).toBeUndefined();
});

test('several lines have to be likelier', () => {
  const lines = { text: 'first\nsecond', probability: 0.55, probabilityAfterOne: 0.9 };
  expect(rememberedOffer(lines, balanced, surroundings)?.text).toBe('first\nsecond');
  expect(rememberedOffer(lines, showRules.quiet, surroundings)).toBeUndefined();
});

test('an offer begins with the selected entry of the suggest widget, and goes on', () => {
  const selected = (requiredStart: string) => rememberedOffer(repetition, balanced, { ...surroundings, requiredStart });
  expect(selected('new')?.text).toBe('newName');
  expect(selected('newName')).toBeUndefined();
  expect(selected('old')).toBeUndefined();
});
