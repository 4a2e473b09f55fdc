import { describe, expect, test } from 'vitest';
import { Fitting } from '../../../../src/completion/choosing/trimSuffix.ts';
import { cursorIn, withGhost } from '../notation.ts';

/** [what stands there, what the model wrote, what is shown] */
type Example = readonly [string, string, string];

function holds([text, written, shown]: Example): void {
  const cursor = cursorIn(text);
  const fitting = new Fitting({ ...cursor, languageId: 'typescript' });
  expect(withGhost(cursor, fitting.longest(written))).toBe(shown);
}

describe('the end of a line', () => {
  const examples: readonly Example[] = [
    ['foo‸', 'bar', 'foo[bar]'],
    ['foo‸\nnext', 'bar', 'foo[bar]\nnext'],
    ['foo‸  \nnext', 'bar', 'foo[bar]  \nnext'],
    ['foo‸', '   ', 'foo‸'],
    ['foo‸', '\n\n', 'foo‸'],
    ['if (a) {‸\n}', '\n  b();\n}', 'if (a) {[\n  b();]\n}'],
    ['if (a) {‸\n}\nc();', '\n  b();\n}\nc();', 'if (a) {[\n  b();]\n}\nc();'],
    ['  ‸\n  return x;\n}', 'return x;', '  ‸\n  return x;\n}'],
    ['  ‸\n\n  return x;\n}', 'return x;\n}', '  ‸\n\n  return x;\n}'],
    ['if (a) {‸\n}', '\n  b();\n}\nelse c();', 'if (a) {[\n  b();]\n}'],
    ['if (a) {‸\n}\nd();', '\n  b();\n}\nelse c();', 'if (a) {[\n  b();]\n}\nd();'],
    ['if (a) {‸\n}', '\n  if (b) {\n    c();\n  }\n}', 'if (a) {[\n  if (b) {\n    c();\n  }]\n}'],
    ['a‸\nb\nc', '\nb\nd', 'a[\nb\nd]\nb\nc'],
  ];
  test.each(examples)('%j + %j = %j', (...example) => {
    holds(example);
  });
});

describe('lines below the cursor', () => {
  const examples: readonly Example[] = [
    // The next line, whole, with what follows it, or the beginning of it.
    ['foo();‸\n  return x;\n}', '\n  return x;', 'foo();‸\n  return x;\n}'],
    ['foo();‸\n  return x;\n}', '\n  return', 'foo();‸\n  return x;\n}'],
    ['foo();‸\n\n  return x;\n}', '\n\n  return', 'foo();‸\n\n  return x;\n}'],
    ['foo();‸\n  return x;\n}', '\n  bar();\n  return', 'foo();[\n  bar();]\n  return x;\n}'],
    ['  ‸\n  return x;\n}', 'return', '  ‸\n  return x;\n}'],
    ['‸\nimport b', 'import', '‸\nimport b'],
    ['‸\nimport b', 'import a', '[import a]\nimport b'],
    // Something else with the same beginning.
    ['const a = 1;‸\nconst b = 2;', '\nconst c = 3;', 'const a = 1;[\nconst c = 3;]\nconst b = 2;'],
    ['x = ‸\nfoo(bar)', 'foo', 'x = [foo]\nfoo(bar)'],
    ['foo();‸\n  return x;', '\nreturn x;', 'foo();[\nreturn x;]\n  return x;'],
    // Lines from further below, but not a single one, which may well come twice.
    ['a‸\nb\nfirst line\nsecond line', '\nfirst line\nsecond line', 'a‸\nb\nfirst line\nsecond line'],
    ['a‸\nb\nfirst line\nsecond line', '\nfirst line\nsecond', 'a‸\nb\nfirst line\nsecond line'],
    ['a‸\nb\nfirst line\nsecond line', '\nx\nfirst line\nsecond', 'a[\nx]\nb\nfirst line\nsecond line'],
    ['a‸\nb\nfirst line\nsecond', '\nfirst line', 'a[\nfirst line]\nb\nfirst line\nsecond'],
    // What closes nothing.
    ['a‸\nb\n  }\n}', '\n  }\n}', 'a‸\nb\n  }\n}'],
  ];
  test.each(examples)('%j + %j = %j', (...example) => {
    holds(example);
  });
});

describe('closing characters', () => {
  const examples: readonly Example[] = [
    ['foo(‸)', 'bar)', 'foo([bar])'],
    ['foo(‸)', 'bar', 'foo([bar])'],
    ['foo(‸);', 'bar);', 'foo([bar]);'],
    ['foo(‸);', 'bar)', 'foo([bar]);'],
    ['foo(‸)', 'bar).then(x)', 'foo([bar).then(x])'],
    ['foo(‸)', 'bar) {', 'foo([bar])'],
    ['foo(‸)', 'a, b(c))', 'foo([a, b(c)])'],
    ['foo(‸)', ')', 'foo(‸)'],
    ['foo(‸)', 'bar) {\n  return 1;', 'foo([bar])'],
    ['x = "‸"', 'foo"', 'x = "[foo]"'],
    ['x = "‸";', 'foo";', 'x = "[foo]";'],
    ['x = ["‸"]', 'foo", "bar"]', 'x = ["[foo", "bar]"]'],
    ['x = "‸"', 'foo" + y', 'x = "[foo]"'],
    ['x = "‸"', 'a\\"b"', 'x = "[a\\"b]"'],
    ['x = foo‸;', '();', 'x = foo[()];'],
    ['{ a: [‸] }', '1, 2]', '{ a: [[1, 2]] }'],
    ['{ ‸ }', 'foo }', '{ [foo] }'],
    ['f(g(‸))', 'x))', 'f(g([x]))'],
  ];
  test.each(examples)('%j + %j = %j', (...example) => {
    holds(example);
  });
});

describe('the middle of a line', () => {
  const examples: readonly Example[] = [
    ['const ‸ = foo();', 'bar = baz();', 'const [bar] = foo();'],
    ['const ‸= foo();', 'bar = foo();', 'const [bar ]= foo();'],
    ['foo(‸, b)', 'a, c)', 'foo([a], b)'],
    ['foo‸baz', 'barbaz', 'foo‸baz'],
    ['foo‸ baz', 'bar baz', 'foo[bar] baz'],
    ['fo‸obar()', 'obar()', 'fo‸obar()'],
    ['foo(‸bar)', 'x, y)', 'foo([x, ]bar)'],
    ['foo(‸bar)', 'x', 'foo(‸bar)'],
    ['foo(‸bar)', 'bar)', 'foo(‸bar)'],
    ['foo‸bar', 'x', 'foo‸bar'],
    ['f(a‸, b)', ', c)', 'f(a[, c], b)'],
    ['f(a‸, b)', ', b)', 'f(a‸, b)'],
    ['a‸.c()', '.b().d()', 'a[.b()].c()'],
    ['‸function f() {', 'async function f() {', '[async ]function f() {'],
    ['if (a‸) {', ' && b) {', 'if (a[ && b]) {'],
    ['return ‸ + 1;', 'a + 1;\n}', 'return [a] + 1;'],
  ];
  test.each(examples)('%j + %j = %j', (...example) => {
    holds(example);
  });
});
