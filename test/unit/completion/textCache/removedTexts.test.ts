import { expect, test } from 'vitest';
import { mostRemoved } from '../../../../src/completion/textCache/cacheLimits.ts';
import { RemovedTexts } from '../../../../src/completion/textCache/removedTexts.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary();

/** What is evidence, one text after the other. */
function evidenceOf(removed: RemovedTexts): string {
  let text = '';
  for (let place = 0; place < removed.chain.length; place++) {
    if (removed.isRemoved(place)) text += String.fromCharCode(removed.chain.symbols[place] ?? 0);
    else if (!text.endsWith('|')) text += '|';
  }
  return text;
}

test('the current text grows, and is kept once it is settled; what stands left of it is no evidence', () => {
  const removed = new RemovedTexts(vocabulary);
  removed.current = { left: 'let ', text: 'e' };
  removed.current = { left: 'let ', text: 'name' };
  expect(evidenceOf(removed)).toBe('|name');
  removed.settle();
  removed.current = { left: 'x', text: 'other' };
  expect(evidenceOf(removed)).toBe('|name|other');
  removed.current = undefined;
  removed.settle();
  expect(evidenceOf(removed)).toBe('|name');
  removed.clear();
  expect(evidenceOf(removed)).toBe('');
});

test('without room the older texts go', () => {
  const removed = new RemovedTexts(vocabulary);
  for (let count = 0; count < 100; count++) {
    removed.current = { left: '', text: `${count}:${'y'.repeat(mostRemoved / 20)}` };
    removed.settle();
  }
  const kept = evidenceOf(removed);
  expect(kept).toContain('99:');
  expect(kept).not.toContain('70:');
  expect(removed.chain.length).toBeLessThanOrEqual(mostRemoved);
  removed.current = { left: '', text: 'z'.repeat(2 * mostRemoved) };
  expect(evidenceOf(removed)).not.toContain('z');
});
