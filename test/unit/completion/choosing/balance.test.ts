import { describe, expect, test } from 'vitest';
import { Balance } from '../../../../src/completion/choosing/balance.ts';
import { cursorIn } from '../notation.ts';

function keeps(text: string, offer: string, languageId = 'typescript'): boolean {
  const { prefix, suffix } = cursorIn(text);
  return new Balance(prefix, suffix, languageId).keeps(offer);
}

/** A place, offers that keep the balance there, and offers that do not. */
interface Example {
  readonly text: string;
  readonly balanced: readonly string[];
  readonly unbalanced: readonly string[];
  readonly languageId: string;
}

function at(
  text: string,
  balanced: readonly string[],
  unbalanced: readonly string[],
  languageId = 'typescript',
): Example {
  return { text, balanced, unbalanced, languageId };
}

const examples: Readonly<Record<string, readonly Example[]>> = {
  'brackets on the line': [
    at('merge(fet‸, b)', ['ch(url, timeout)', 'ch'], ['ch(', 'ch(url', 'ch(url, timeout', 'ch(url))']),
    at('len(fet‸) + 1', ['ch(url, timeout)'], ['ch(url', 'ch(url, timeout)) + 2'], 'python'),
    at('f(‸)', ['a', 'a)(b', 'g(a)', '[1, 2]'], ['a)', '[1', '(', 'a]']),
    at('const [a‸] = x;', [', b', ', ...rest'], ['] = y', ', [b']),
    at('if (a‸ {', [' && b', ' && b)'], [' && (b']),
    at('if (a‸) {', [' && b', ' && (b || c)'], [' && (b', ') {']),
    at('x = { a: 1‸ };', [', b: 2', ', b: { c: 3 }'], [', b: { c: 3', ' }']),
  ],
  'brackets of the lines below': [
    at('six = create(‸\n)', ['name, size'], ['name, size);', 'name, size)']),
    at('expect(\n  result‸\n).toBe(true);', ['.value', '.map((x) => x)'], [').toBe(true)', ').toBe(true);']),
    at('function f() {\n  a‸\n}\n', ['();', '(() => {\n  b();\n});'], ['();\n}', '();\n}\n\nfunction g() {\n}']),
    at('function f() {\n  if (a) {\n    b();‸\n}\n', ['\n  }'], ['\n  }\n}\n}']),
    at('foo(‸\nbar();\n', ['a);', 'a)'], ['a));', 'a]']),
  ],
  quotes: [
    at('console.lo‸;', ["g('stopped')", 'g()'], ["g('", "g('stopped'", 'g("stopped\')']),
    at("console.log('‸');", ['stopped', "it\\'s"], ["it's", "stopped');", '\\']),
    at('x = `‸`;', ['a ${b} c', '${b}'], ['a ${b', '`', '${`']),
    at("name = '‸'", ['a'], ["'"], 'python'),
    at('say("‸")', ["don't", "it's (not)"], ['"', 'a (', 'a\\']),
    at("// don't\nf(‸)", ['a', "'a'"], ["'a"]),
    at("fn f<'a>(x: ‸) {}", ["&'a str", "char = '('"], ["&'a (str"], 'rust'),
  ],
  'angle brackets': [
    at('const m = new ‸();', ['Map<string, number>', 'Map'], ['Map<string', 'Map<string, Array<number>']),
    at('c = new Map<‸>();', ['string, number', 'string, () => void'], ['string, number>()', 'A>(b)']),
    at('if (a‸ > b) {}', ['.c', ' > 1 && c', '.d >= 2 && c'], []),
    at('List<‸> names;', ['String', 'Map<String, Integer>'], ['String>', 'Map<String, Integer'], 'java'),
    at('let v: Vec<‸> = x;', ['String', 'Option<u8>'], ['Option<u8', 'String>'], 'rust'),
    at('let m = HashMap::<(A, U‸B), C>::new();', ['ser'], ["ser), C<'", 'ser)'], 'rust'),
    at('if (a‸) {', [' < b', ' > b', '.b >= 3', ' => c'], []),
    at('const f = (‸);', ['a) => (b', 'a < b'], ['a) =>']),
  ],
  tags: [
    at('<li class="‸"></li>', ['item', 'a b'], ['item">', 'item"><a href=', 'item"><a href="x'], 'html'),
    at(
      '<li class="item">‸</li>',
      ['<a href="#six">Sixth</a>', 'text', '<br>'],
      ['<a href="#six">First item', '<a', '</li>'],
      'html',
    ),
    at('<ul>\n‸\n</ul>', ['<li>a</li>', '<li>a</li>\n<li>b</li>'], ['</ul>'], 'html'),
    at('return <p>‸</p>;', ['<b>x</b>', '{a}', '<br />'], ['<b>x', '{a', '</p>', '</b>'], 'typescriptreact'),
    at('<a>‸</a>', ['<b/>', '<b></b>'], ['<b>', '<br>'], 'xml'),
  ],
  separators: [
    at('d: pi‸,', ['ck(theme, 3)', 'ck'], ['ck(theme,', 'ck(theme, 3),', 'ck,']),
    at('f(a‸, b)', [', c'], [',', ', c,']),
    at('f(a,‸)', [' b'], [', b']),
    at('x = a‸;', [' + b'], [' + b;', ';']),
    at('(a,‸)', [' b', ' b,'], [], 'python'),
    at('for (;‸;) {', [' i < n'], []),
  ],
  'the end of a line, where more is written': [
    at('‸\nnext();\n', ['foo(', 'if (a) {', "log('"], [')', '}', 'foo())']),
    at('f(a‸', [', b);', ', g('], [', b));']),
  ],
  prose: [
    at('He said "‸" and left.', ['yes', "don't"], ['yes"', 'a "'], 'markdown'),
    at('A [link‸](x).', ['ed page', ' (old)'], ['](y', ' ('], 'markdown'),
  ],
};

describe.each(Object.entries(examples))('%s', (_kind, cases) => {
  test.each(cases)('$text', ({ text, balanced, unbalanced, languageId }) => {
    expect(balanced.filter((offer) => !keeps(text, offer, languageId))).toEqual([]);
    expect(unbalanced.filter((offer) => keeps(text, offer, languageId))).toEqual([]);
  });
});

test('a text that is not in balance may be completed as well', () => {
  expect(keeps('a = (b + ‸;\nc();\n', 'd')).toBe(true);
  expect(keeps('a = (b + ‸;\nc();\n', 'd)')).toBe(true);
  expect(keeps("// it's\nx = '‸", "a'")).toBe(true);
  expect(keeps('}}}\n‸\n', 'f();')).toBe(true);
});

test('work is bounded, whatever the text', () => {
  const brackets = '('.repeat(50_000);
  expect(keeps(`${brackets}‸${brackets}`, 'a')).toBe(true);
  expect(keeps(`${'<a '.repeat(20_000)}\n‸`, 'a', 'html')).toBe(true);
  expect(keeps(`x = '${'a'.repeat(100_000)}‸`, 'a')).toBe(true);
});
