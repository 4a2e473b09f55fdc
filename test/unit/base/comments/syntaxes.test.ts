/** The cursor stands at the end of each text. */
import { describe, expect, it } from 'vitest';
import { isInComment, languagesWithSyntax } from '../../../../src/base/comments/syntaxes.ts';
import { languages } from '../../../../src/base/languages.ts';

/** For each language: texts that end in a comment, and texts that do not. Raw, so a backslash is one. */
const { raw } = String;
const cases: Readonly<Record<string, { readonly inside?: readonly string[]; readonly outside: readonly string[] }>> = {
  typescript: {
    inside: [
      'const a = 1; // the fir',
      '/**\n * A doc',
      'const url = "https://example"; // an',
      "don't close\n// but this",
      'x = /[/]/; // a',
      'a / b // c',
      '`${a /* in',
      '#!/usr/bin/env node',
    ],
    outside: [
      '',
      'const a = 1; // the first\n',
      'const url = "https://example',
      '/** A doc */\nfunction ',
      'const template = `// ${a}\n// still text',
      "const quote = '\\'// not yet",
      raw`const r = /https?:\/\//`,
      raw`s.replace(/[/]\/\//g, `,
      '`${a} // text',
      'const x = `${`// ${b}`} //',
    ],
  },
  typescriptreact: {
    inside: ['<p>{/* a', 'return <b/>; // a', 'const f = <T,>(x: T) => x; // it'],
    outside: ['return <a href="//b">http://c', "return (\n  <p>don't // do"],
  },
  javascript: {
    inside: ['a = b / c; // d', 'if (a) /* b', 'x = a / b; y = c / d // e'],
    outside: [raw`if (/\/\*/.test(a)) `, raw`var re = /https?:\/\//`, 'return /[/*]/', "f('/* ')"],
  },
  javascriptreact: {
    inside: ['<p>{x /* y', '<p // in the tag'],
    outside: ['const a = <p>see https://b.c', 'x = <p a="b">/* text'],
  },
  python: {
    inside: ['x = 1  # the', 's = "a" # b', "r'\\d' # x"],
    outside: ['x = "# not', '"""A docstring with # in it\n\n', "s = '''# \n#", raw`x = "\" # a`],
  },
  go: { inside: ["r := '\"' // a", 's := `a\\` // b'], outside: ['s := `// a\n//', 's := "//'] },
  rust: {
    inside: ['/* a /* b */ c', "fn f<'a>() {} // d", "let c = '\"'; // d", 'r#"a"# // b'],
    outside: ['/* a /* b */ c */ d', 'r#"a" // b', '"a\n// b'],
  },
  c: {
    inside: ['int a; // b', "#error don't\n// a", '// a \\\nb', "'\\'' // a"],
    outside: ['"//', '#include <a//b', "'/*'", '// a\nb'],
  },
  cpp: {
    inside: ["int a = 1'000; // b", "0xFF'FF // a", 'R"(a)" // b', "auto c = 'x'; /* a"],
    outside: ['R"x( // )" ', 'R"(a\n//', '"\\"//'],
  },
  java: { inside: ["char c = '\"'; // a", '"""\n a""" // b'], outside: ['"""\n // b', '"//'] },
  shellscript: {
    inside: ['a # b', '# a', 'a;# b', 'x="$(a # b', "echo 'a' # b", 'cat <<EOF\nx\nEOF\n# a', 'echo a\\ # b'],
    outside: [
      'n=$#',
      'echo $# ',
      '${#a',
      'echo ${a#b',
      'a#b',
      "echo '# a",
      'echo "# a',
      'cat <<EOF\n# a',
      'x=$((16#ff',
      'echo \\# a',
      '${a/#b/c} ',
    ],
  },
  json: { inside: ['{ // a'], outside: ['{ "a": "// b', '{ "a": 1'] },
  jsonc: { inside: ['{ // a', '{ /* a'], outside: ['{ "a": "/* b'] },
  yaml: {
    inside: ['a: b # c', "it's # x", "- it's # x", "a: 'b' # c", '# a', 'a: |\n  b\nc: d # e', 'a: "b" #'],
    outside: [
      'a: b#c',
      "a: 'b # c",
      'a: "b # c',
      'a: |\n  # b',
      'a: >-\n  b\n  # c',
      "a: 'it''s # b",
      '- "# a',
      '{a: "#',
    ],
  },
  html: {
    inside: [
      '<p><!-- to do',
      '<script>// a',
      '<script>\nx = 1; /* a',
      '<style>/* a',
      '<style lang="scss">// a',
      '<script>a</script><!-- b',
    ],
    outside: [
      '<p><!-- done --><b>',
      '<p>// a',
      '<a title="<!-- b',
      '<script>"//',
      '<script>// a</script> b',
      '<style>a { b: url(//c',
    ],
  },
  css: { inside: ['a { /* b'], outside: ['a { b: url(/*c', "a::before { content: '/* b", 'a { b: c; } // d'] },
  scss: {
    inside: ['// a', 'a { b: c; // d', '/* a', 'a: url("b"); // c'],
    outside: ['a: url(http://b', "a: url('http://b", 'a: url(//b) c'],
  },
  less: { inside: ['@a: 1; // b'], outside: ['a: url(http://b', '@a: "//'] },
  markdown: {
    inside: ['a <!-- b', '```js\nx // y', '```sh\n# a', '---\na: b # c'],
    outside: ['# a', 'a // b', '`<!-- a` b', '```js\nx\n```\n// a', '```text\n<!-- a', 'a `<!-- b'],
  },
  plaintext: { outside: ['// whatever', '# a', '/* a'] },
  csharp: {
    inside: ['@"a""b\\" // c', '$"{a}" // b', "'\"' // a", "#region it's\n// a", '"""a"b""" // c'],
    outside: ['@"a""// b', '$"{a}// b', '"""a"// b', '@"a\n// b'],
  },
  php: {
    inside: ['<?php $a = 1; # b', '$a = 1; # b', '<?php // a', '<p><!-- a', "<?php $a = 'it\\'s'; // b", '<?php /* a'],
    outside: [
      '<?php #[Attr',
      '<?php // a ?> b',
      "<?php $a = '# b",
      '<?php $a = "\n# b',
      '<p># b',
      '<?php $a = <<<EOT\n# b',
    ],
  },
  ruby: {
    inside: ['a # b', '=begin\na', "'a' # b", '"#{a # b', '"a" # b', '%w[a] # b', 'x = /#/ # a', '<<~A\n  b\nA\n# c'],
    outside: [
      '"#{a}# b',
      "'# a",
      '%q(# a',
      '%w[# a',
      '<<~A\n  # b',
      '=begin\na\n=end\nb',
      'x = /#',
      '?#',
      '__END__\n# a',
    ],
  },
  kotlin: {
    inside: ['/* a /* b */ c', '"""a""" // b', "'\"' // a", '"${a}" // b'],
    outside: ['/* a /* b */ */ c', '"""\n// b', '"${a} // b'],
  },
  swift: {
    inside: ['/* a /* b */ c', '"\\(a)" // b', '#"a"# // b', 'let r = /a\\/\\// // b'],
    outside: ['"\\(a) // b', '#"a" // b', '"""\n// a', raw`let r = /https:\/\/`],
  },
  sql: {
    inside: ["'it''s' -- a", 'a -- b', '/* a', '$$a$$ -- b', '# a'],
    outside: ["'a -- b", '"a -- b', '$$ -- a', 'SELECT #tmp', '[a -- b]'],
  },
  lua: {
    inside: ['x = 1 --[[ first\nsecond', 'x = 1 -- the rest', '--[==[ a ]] b', '[[a]] -- b', '--[[ a ]] -- b'],
    outside: ['--[[ first\nsecond ]] x', '[[ -- a', '[==[ a ]] -- b', '"-- a', '--[==[ a ]==] b'],
  },
  toml: { inside: ['a = 1 # b', "a = 'b\\' # c"], outside: ['a = "# b', "a = '# b", 'a = """\n# b', "a = '''\n# b"] },
  ini: { inside: ['; a', '# a', 'a = b ; c', 'a = b # c'], outside: ['a = b;c', 'a = b#c', 'a = "b ; c', '[a]'] },
  dockerfile: {
    inside: ['# a', '  # a', 'RUN a\n# b', 'RUN <<EOF\n# a'],
    outside: ['RUN echo "# a', 'ENV A=b#c', 'RUN a # b'],
  },
  makefile: {
    inside: ['A = b # c', 'A = "# c', '\techo a # b', '# a', '# a \\\nb'],
    outside: [raw`A = \# b`, "\techo '# a", '\techo "$#', '$(shell echo # a', 'A = ${B#'],
  },
  xml: { inside: ['<!-- a', '<a b="c"/><!-- d'], outside: ['<![CDATA[<!-- a', "<a b='<!-- c", '<!-- a --> b', '// a'] },
  vue: {
    inside: ['<template><!-- a', '<script setup lang="ts">// a', '<style scoped lang="scss">// a', '{{ a /* b'],
    outside: ['<template>// a', '<style>// a', '{{ "/* a'],
  },
  svelte: { inside: ['<script>// a', '{a /* b', '<!-- a'], outside: ['<p>// a', '{"// a'] },
  dart: {
    inside: ['/* a /* b */ c', "r'\\' // a", "'${a}' // b", '/// a'],
    outside: ["'${a} // b", "r'// a", '"""\n// a', "'''\n// a"],
  },
  r: { inside: ['a # b', 'r"(a"b)" # c', "'a' # b"], outside: ['"# a', 'r"(a" # b', '`# a', '"\\"# a'] },
  perl: {
    inside: ['a # b', '=pod\n\na', "$x{'a'} # b", 's/a/b/; # c', 'q{a} # b', 's{a}{b} # c', 'qw(a b) # c'],
    outside: [
      '$#a',
      '$#{a',
      '"# a',
      'q{# a',
      's#a#b',
      'm#a',
      '=pod\n\n=cut\na',
      "<<'EOT';\n# a",
      'tr/a#/b',
      'qw(# a',
      's{a}{# b',
    ],
  },
  powershell: {
    inside: ['a # b', '<# a', '"a`"b" # c', "'it''s' # a"],
    outside: ['"# a', "'# a", 'a#b', '<# a #> b', '@"\n# a', '"$(a)# b', '`# a'],
  },
  'git-commit': {
    inside: ['a\n# b', '# a', 'a\n# ------------------------ >8 ------------------------\ndiff'],
    outside: ['a # b', 'Fix #1'],
  },
  latex: {
    inside: ['a % b', raw`\\% b`, raw`50\% a % b`, raw`\begin{comment} a`],
    outside: [
      raw`50\%`,
      raw`50\% a`,
      raw`\verb|% a`,
      '\\begin{verbatim}\n% a',
      raw`\url{a%20b`,
      raw`\href{a%b}{c`,
      raw`\\\% a`,
    ],
  },
  restructuredtext: {
    inside: ['.. a comment', '..\n   a\n   b', 'x\n\n.. a\n   b'],
    outside: ['.. note:: a', '.. _a: b', '.. [1] a', '.. |a| image:: b', '.. a\n\nb', '... a'],
  },
  scala: {
    inside: ['/* a /* b */ c', '"""a""" // b', "'a' // b", "val s = 'sym // a"],
    outside: ['"""\n// a', 's"${a} // b', '/* /* */ */ a'],
  },
  haskell: {
    inside: ["foldl' a -- b", '{- a {- b -} c', '-- | a', "'\"' -- a", 'a --- b'],
    outside: ['a --> b', '"-- a', '{- {- -} -} a', '{-# LANGUAGE', 'a |-- b'],
  },
  ocaml: {
    inside: ['let x = (* not', '(* a (* b *) c', "let x' = 'a' (* b", '(* "*)" a'],
    outside: ['"(* a', '(* (* *) *) a', '{|(* a', '( *) a'],
  },
  elixir: {
    inside: ['a # b', '"#{a}" # b', '~r/a/ # b', '~s(a) # b'],
    outside: ['"# a', '"#{a}# b', '"""\n# a', '~s(# a', '~r/#', '?#', '~S"""\n# a'],
  },
  erlang: { inside: ['x() -> % the rest', '$% a % b', "'a' % b", '$" % a'], outside: ['"% a', "'% a", '$%'] },
  cmake: {
    inside: ['a # b', '#[[ a\nb', '#[==[ a ]] b', '"a" # b'],
    outside: ['"# a', '#[[ a ]] b', '[[# a', '[=[ ]] # a', raw`\# a`],
  },
  proto3: { inside: ['a = 1; // b', '/* a'], outside: ['"// a', "'// a"] },
  zig: { inside: ["'\"' // a", '/// a', '\\\\ a\n// b'], outside: ['"// a', '\\\\ // a'] },
  nim: {
    inside: ['a # b', '#[ a #[ b ]# c', '##[ a', "1'i32 # a", 'r"\\" # a', "'#' # a"],
    outside: ['"# a', '#[ #[ ]# ]# a', '"""\n# a', "'#'"],
  },
  d: {
    inside: ['/+ a /+ b +/ c', '// a', '`a` // b', 'r"\\" // a'],
    outside: ['`// a', '/+ /+ +/ +/ a', 'r"// a', '"a\n// b'],
  },
  'objective-c': { inside: ['@"a" // b', "#pragma mark - it's\n// a"], outside: ['@"// a', '#import <a//b'] },
  'objective-cpp': { inside: ["1'000 // a", '@"a" // b'], outside: ['R"(// a', '@"// a'] },
  tcl: { inside: ['# a', 'a ;# b', 'if {$a} {\n  # b'], outside: ['a # b', '"# a', raw`\# a`, 'color #fff'] },
  verilog: { inside: ["a = 8'hFF; // b", '/* a'], outside: ['"// a', "8'h"] },
  systemverilog: { inside: ["a = '1; // b", "32'd1_000 /* a"], outside: ['"/* a'] },
  solidity: { inside: ['a; // b', "'a' // b"], outside: ['"// a', "'// a"] },
  julia: {
    inside: ["A' # b", '#= a #= b =# c', '"$(a)" # b', "'#' # a"],
    outside: ['"# a', '#= #= =# =# a', '"""\n# a', "'#'", '`# a'],
  },
  groovy: {
    inside: ['a // b', "'''a''' // b", '$/a/$ // b', '"${a}" // b', '#!/usr/bin/env groovy'],
    outside: ["'''\n// a", '$/ // a', '"${a} // b', raw`x = ~/\/\//`],
  },
  clojure: { inside: ['a ; b', '\\; ; a', '"a" ; b', '\\" ; a'], outside: ['"; a', '\\;', '"a\n; b'] },
  fsharp: {
    inside: ['// a', '(* a', "x' // a", '@"\\" // a', '(*) // a'],
    outside: ['"// a', '(*) a', '"""\n// a', '@"// a'],
  },
  graphql: { inside: ['# a', '"""a""" # b'], outside: ['"# a', '"""\n# a'] },
  asciidoc: {
    inside: ['// a', '////\na', 'x\n// a'],
    outside: ['a // b', 'http://a', '////\na\n////\nb', '----\n// a'],
  },
  handlebars: {
    inside: ['{{!-- a }} b', '{{! a', '<!-- a', '{{~!-- a'],
    outside: ['{{!-- a --}} b', '{{! a }} b', '{{a "<!--', '// a'],
  },
  sass: {
    inside: ['// a', '// a\n  b', 'a\n  b: c // d', '/* a\n  b'],
    outside: ['// a\nb', 'a: url(http://b', '"// a'],
  },
  terraform: {
    inside: ['a = 1 # b', '// a', '/* a', '"${a}" # b'],
    outside: ['"# a', '"${a}# b', '<<EOF\n# a', '"a // b'],
  },
  coffeescript: {
    inside: ['a # b', '### a\nb', '"#{a}" # b', '/// a # b'],
    outside: ['"#{a}# b', '"""\n# a', "'# a", '### a ### b', 'x = /#', '`# a'],
  },
  lisp: {
    inside: ['; a', '#| a #| b |# c', '#\\; ; a', '"a" ; b', '|a| ; b'],
    outside: ['"; a', '#\\;', '|; a|', '#| |# a'],
  },
  scheme: { inside: ['; a', '#| a', '#\\" ; a'], outside: ['"; a', '#;(a'] },
  racket: { inside: ['; a', '#| a #| b |# c', '#rx"a" ; b'], outside: ['"; a', '#;(a', '#rx";'] },
  glsl: { inside: ['// a', '/* a'], outside: ['a / b', '/* a */ b'] },
  astro: {
    inside: ['---\n// a', '<!-- a', '<script>// a', '<p>{/* a', '<style>/* a'],
    outside: ['<p>// a', '---\nx\n---\n// a', '---\n"// a'],
  },
  crystal: { inside: ['a # b', '"#{a}" # b', "'\"' # a"], outside: ['"# a', '%q(# a', "'#'", '<<-A\n# b'] },
};

describe('the position at the end', () => {
  it('is looked for in every language', () => {
    expect([...languagesWithSyntax].sort()).toEqual(languages.map(({ id }) => id).sort());
    expect(Object.keys(cases).sort()).toEqual(languages.map(({ id }) => id).sort());
  });

  const all = Object.entries(cases);
  it.each(all.flatMap(([id, { inside = [] }]) => inside.map((text) => [id, text])))(
    'is in a comment: %s %j',
    (id, text) => {
      expect(isInComment(text, id)).toBe(true);
    },
  );

  it.each(all.flatMap(([id, { outside }]) => outside.map((text) => [id, text])))('is in none: %s %j', (id, text) => {
    expect(isInComment(text, id)).toBe(false);
  });

  it('is in no comment of a language that is not known', () => {
    for (const id of ['klingon', 'constructor', '']) expect(isInComment('// a', id)).toBe(false);
  });
});

it('takes time in proportion to the length of a text, whatever it is', () => {
  const pieces = [
    'a',
    ' ',
    '\n',
    '"',
    "'",
    '`',
    '/',
    '/*',
    '(*',
    '{-',
    '#',
    '${',
    '<a ',
    '{',
    '[[',
    '--[[',
    '<<A\n',
    '\\',
    'x =',
    '$(',
    '<script>',
    "1'",
    '```',
    '.. ',
    'a: |\n ',
    '%w[',
    's{',
    '%',
    '$$',
  ];
  for (const { id } of languages) {
    for (const piece of pieces) {
      // Linear: some milliseconds. Quadratic: a minute each.
      isInComment(piece.repeat(Math.ceil(20_000 / piece.length)), id);
    }
  }
});
