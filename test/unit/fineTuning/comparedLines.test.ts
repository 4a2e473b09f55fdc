import { expect, test } from 'vitest';
import { comparedLines, type TypedSample } from '../../../src/fineTuning/comparedLines.ts';

/** A sample where both models were asked at every `‸`; offers by the line up to the cursor. */
function sample(
  path: string,
  marked: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): TypedSample {
  const parts = marked.split('‸');
  const text = parts.join('');
  const offers = (known: Readonly<Record<string, string>>) =>
    new Map(
      parts.slice(0, -1).map((_, index) => {
        const prefix = parts.slice(0, index + 1).join('');
        return [prefix.length, known[prefix.slice(prefix.lastIndexOf('\n') + 1)] ?? ''];
      }),
    );
  return { file: { path, languageId: 'typescript', text }, before: offers(before), after: offers(after) };
}

test('a line that only the new model gets right comes before one where both are wrong', () => {
  const wrong = sample('a.ts', 'let ‸one;\n', { 'let ': 'x' }, { 'let ': 'y' });
  const learnt = sample('b.ts', '  let ‸two;\n', {}, { '  let ': 'two;' });
  expect(comparedLines([wrong, learnt], 5)).toEqual([
    { path: 'b.ts', typed: '  let ', truth: 'two;', before: '', after: 'two;' },
    { path: 'a.ts', typed: 'let ', truth: 'one;', before: 'x', after: 'y' },
  ]);
});

test('a line is shown where the offers first differ, and not right at its beginning', () => {
  const places = sample(
    'a.ts',
    'c‸on‸st‸ an‸swer;\n',
    { con: 'st', const: ' x' },
    { c: 'onst', con: 'st', const: ' y', 'const an': 'swer;' },
  );
  expect(comparedLines([places], 5).map(({ typed }) => typed)).toEqual(['const an']);
  const neverRight = sample(
    'a.ts',
    'c‸on‸st‸ an‸swer;\n',
    { con: 'st', const: ' x' },
    { con: 'st', const: ' y', 'const an': 'y' },
  );
  expect(comparedLines([neverRight], 5).map(({ typed }) => typed)).toEqual(['const']);
});

test('lines that only the old model gets right are shown too', () => {
  const worse = sample('a.ts', 'let ‸one;\n', { 'let ': 'one;' }, {});
  expect(comparedLines([worse], 5)).toMatchObject([{ before: 'one;', after: '' }]);
});

test('one line per file, if there are enough files', () => {
  const learnt = (path: string, word: string) =>
    sample(path, `let ‸${word}1;\nlet ‸${word}22;\n`, {}, { 'let ': word });
  const lines = comparedLines([learnt('a.ts', 'one'), learnt('b.ts', 'two'), learnt('c.ts', 'three')], 4);
  expect(lines.map(({ path }) => path)).toEqual(['c.ts', 'a.ts', 'b.ts', 'c.ts']);
});

test('lines with equal offers come last, equal lines come once, lines without offers never', () => {
  const same = sample('a.ts', 'let ‸one;\n', { 'let ': 'one;' }, { 'let ': 'one;' });
  const again = { ...same, file: { ...same.file, path: 'c.ts' } };
  const differ = sample('b.ts', 'let ‸two;\nfor ‸(;;);\n', { 'let ': 'x', 'for ': 'x' }, { 'let ': 'y' });
  const silent = sample('d.ts', 'let ‸two;\n', {}, {});
  expect(comparedLines([same, differ, again, silent], 5).map(({ path, typed }) => path + typed)).toEqual([
    'b.tslet ',
    'b.tsfor ',
    'a.tslet ',
  ]);
});

test('an offer may have several lines; the truth ends with the line', () => {
  const several = sample('a.ts', 'if (‸a) {\n  b();\n}\n', {}, { 'if (': 'a) {\n  b();' });
  expect(comparedLines([several], 5)).toMatchObject([{ truth: 'a) {', after: 'a) {\n  b();' }]);
});
