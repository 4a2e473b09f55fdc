/**
 * Offers at random places of real files: whatever a model would write there, here text from elsewhere in the same file,
 * nothing is left less balanced than before. Balance is counted anew, and more simply than the engine does it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Rng } from '../../../../src/base/rng.ts';
import { type DecodedText, stopsOf } from '../../../../src/completion/choosing/showRule.ts';
import { Fitting } from '../../../../src/completion/choosing/trimSuffix.ts';

const root = path.join(import.meta.dirname, '../../../..');
const files: readonly (readonly [string, string])[] = [
  ['src/completion/choosing/showRule.ts', 'typescript'],
  ['src/completion/textCache/mixer.ts', 'typescript'],
  ['src/tools/launch.mjs', 'javascript'],
  ['models/recipe/train.py', 'python'],
  ['test/fixtures/sample-project/tools/report.py', 'python'],
  ['package.json', 'json'],
  ['README.md', 'markdown'],
];

/** How many brackets of each kind and quotes lack a partner, in the text and in each of its lines. */
function unpaired(whole: string): number {
  const text = whole.replaceAll('\\"', '');
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const brackets = Math.abs(count(/\(/g) - count(/\)/g)) + Math.abs(count(/\[/g) - count(/\]/g));
  return brackets + Math.abs(count(/\{/g) - count(/\}/g)) + (count(/"/g) % 2) + (count(/`/g) % 2);
}

/** Whether a text closes a bracket that it has not opened. */
function closesMore(text: string): boolean {
  let depth = 0;
  return Array.from(text).some((character) => {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    return depth < 0;
  });
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
}

test.each(files)('%s', (name, languageId) => {
  const file = readFileSync(path.join(root, name), 'utf8');
  const rng = new Rng(1);
  let offered = 0;
  for (let trial = 0; trial < 300; trial++) {
    const at = rng.integer(file.length);
    // Another place where the same three characters stand: what a text cache would copy.
    const around = file.slice(Math.max(0, at - 3), at);
    const other = file.indexOf(around, rng.integer(file.length));
    if (other < 0 || other + around.length === at) continue;
    const text = file.slice(other + around.length, other + around.length + 80);
    const decoded: DecodedText = {
      text,
      ends: Array.from({ length: text.length }, (_, index) => index + 1),
      probabilities: Array.from({ length: text.length }, () => 1),
      closed: false,
    };
    const place = { prefix: file.slice(0, at), suffix: file.slice(at), requiredStart: '', languageId };
    for (const stop of stopsOf(decoded, text.length, place)) {
      const offer = text.slice(0, stop);
      const fitting = new Fitting(place);
      const replaced = fitting.replacedBy(offer);
      offered++;
      const after = place.prefix + offer + place.suffix.slice(replaced);
      const said = JSON.stringify({ before: lineAt(file, at), offer, after: lineAt(after, at) });
      if (/^[^\S\n]*(?:\n|$)/.test(place.suffix)) {
        expect(closesMore(offer), said).toBe(false);
      } else {
        expect(unpaired(lineAt(after, at)), said).toBeLessThanOrEqual(unpaired(lineAt(file, at)));
        expect(unpaired(after), said).toBeLessThanOrEqual(unpaired(file));
      }
    }
  }
  expect(offered).toBeGreaterThan(100);
});
