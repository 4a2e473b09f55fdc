import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeContext, type DocumentChange } from '../../../../../src/completion/request.ts';
import { placeClassOf } from '../../../../../src/tools/measure/edits/stretch.ts';
import { stretchesBetween } from '../../../../../src/tools/measure/edits/textEdits.ts';

/** Stretches in the notation of the editor: the text around the cursor on its line, what is typed in brackets. */
function shown(before: string, after: string): string[] {
  const typed = [...stretchesBetween(before, after)].filter(({ text }) => text !== '');
  return typed.map(({ left, text, right, place }) => {
    const lineStart = left.lastIndexOf('\n') + 1;
    const [rest = ''] = right.split('\n');
    return `${place}: ${left.slice(lineStart)}[${text}]${rest}`;
  });
}

/** The text after a change, which has to say what it removes and where. */
function changed(text: string, change: DocumentChange | undefined): string {
  if (change === undefined) return text;
  const { offset, removed, inserted, left, right } = change;
  const [before, after] = [text.slice(0, offset), text.slice(offset + removed.length)];
  expect([before.slice(-changeContext), text.slice(offset, offset + removed.length), after.slice(0, changeContext)]).toEqual([left, removed, right]); // prettier-ignore
  return before + inserted + after;
}

describe('stretches between two texts', () => {
  it.each([
    ['a new line', 'a;\nc;\n', 'a;\nb;\nc;\n', ['newLines: a;[\nb;]']],
    ['new lines at the start', 'c;\n', 'a;\nb;\nc;\n', ['newLines: [a;\nb;]']],
    ['a new file', '', 'a;\n', ['newLines: [a;]']],
    ['a token inside a line', 'f(a, c);\n', 'f(a, b, c);\n', ['insideLine: f(a, [b, ]c);']],
    ['an argument before closers', 'call(one);\n', 'call(one, two);\n', ['beforeClosers: call(one[, two]);']],
    ['the end of a line', 'const a = 1\n', 'const a = 1 + second\n', ['lineEnd: const a = 1[ + second]']],
    ['equal ends of a replaced token stay', 'const total = fooBar;\n', 'const total = fooFarBar;\n', ['insideLine: const total = foo[Far]Bar;']],
    ['a rename in two places', 'x = oldName;\nuse(oldName);\n', 'x = brandNew;\nuse(brandNew);\n', ['beforeClosers: x = [brandNew];', 'beforeClosers: use([brandNew]);']],
    ['a deletion', 'a;\nb;\n', 'a;\n', []],
    ['white space alone', 'a;\nb;\n', '  a;\n  b;\n', []],
  ] as const)('%s', (_, before, after, expected) => {
    expect(shown(before, after)).toEqual(expected);
  }); // prettier-ignore

  it('has the next line below the cursor, not right of it', () => {
    const [stretch] = stretchesBetween('one();\nthree();\n', 'one();\ntwo();\nthree();\n');
    expect(stretch).toMatchObject({ left: 'one();', text: '\ntwo();', right: '\nthree();\n' });
  });

  it('leads from any text to any other, but for what is not typed', () => {
    const line = fc.stringMatching(/^[ab(), .😀]{0,8}$/u);
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        let current = before;
        for (const { changes, left, text: typed, right } of stretchesBetween(before, after)) {
          for (const change of changes) current = changed(current, change);
          if (typed === '') continue;
          expect(current).toBe(left + right);
          current = left + typed + right;
          expect(typed.trim()).not.toBe('');
          expect(after.startsWith(left + typed)).toBe(true);
          // What stands right of the cursor is the rest of the old text, from the next line or the middle of one on.
          expect(before.endsWith(right) || before.endsWith(right.replace(/^\n/, ''))).toBe(true);
        }
        expect(current).toBe(after);
      }),
    );
  });
});

it.each([
  ['', 'lineEnd'],
  ['  \nnext', 'lineEnd'],
  [');\nnext', 'beforeClosers'],
  ["'])  ,", 'beforeClosers'],
  [' + b', 'insideLine'],
  ['name)', 'insideLine'],
] as const)('the class of a place before %j is %s', (right, place) => {
  expect(placeClassOf(right)).toBe(place);
});
