/** How each language writes comments, and what hides the marks of comments in it: one table for all languages. */
import { type Context, endsInComment, enter, type Rule, skip } from './contexts.ts';
import {
  behind,
  blockComment,
  character,
  continuedComment,
  doubledString,
  escapes,
  hereDocument,
  indented,
  lineComment,
  lineString,
  literally,
  markedBody,
  markedString,
  nestedCode,
  nestedComment,
  primedName,
  rawString,
  regexLiteral,
  separatedNumber,
  textString,
} from './pieces.ts';
import {
  astroRules,
  cssRules,
  handlebarsRules,
  htmlRules,
  jsonRules,
  markupComment,
  phpBegin,
  sassRules,
  scriptRules,
  scssRules,
  svelteRules,
  vueRules,
  xmlRules,
} from './scripts.ts';
import { makefileRules, perlRules, powershellRules, rubyRules, shellRules } from './shells.ts';

const { raw } = String;

const slashes = lineComment('//');
const hash = lineComment('#');
const starred = blockComment(raw`/\*`, raw`\*/`);
const nestedStarred = nestedComment(raw`/\*`, raw`\*/`);
const [double, single] = [lineString('"'), lineString("'")];
const tripleDouble = textString('"""');
const tripleSingle = textString("'''");

/** Rules that contain themselves, in the code inside of strings. */
function withInterpolation(
  open: string,
  make: (code: Rule) => readonly Rule[],
  pair: readonly [string, string] = [raw`\{`, raw`\}`],
): readonly Rule[] {
  const rules: Rule[] = [];
  rules.push(...make(nestedCode(pair[0], pair[1], () => rules, open)));
  return rules;
}

const preprocessor = [
  skip(raw`^[ \t]*#[ \t]*(?:error|warning|pragma[ \t]+(?:mark|region)|region|endregion)\b.*`),
  skip(raw`^[ \t]*#[ \t]*(?:include|import)[ \t]*<[^>\n]*>?`),
];
const cRules = [...preprocessor, continuedComment('//'), starred, separatedNumber, double, single];
const cppRules = [
  enter(raw`\b(?:u8|[uUL])?R"([^()\\\s]{0,16})\(`, ({ groups: [mark = ''] }) => ({ end: raw`\)${literally(mark)}"` })),
  ...cRules,
];
const javaLike = [slashes, starred, tripleDouble, double, character];
const cSharp = withInterpolation(raw`\{`, (code) => [
  skip(raw`^[ \t]*#(?:region|endregion|error|warning)\b.*`),
  slashes,
  starred,
  enter(raw`(?<!")("{3,20})`, ({ groups: [quotes = ''] }) => ({ end: quotes })),
  doubledString('"', [], raw`(?:@\$?|\$@)"`),
  enter(raw`\$"`, { end: '"|$', rules: [escapes, skip(raw`\{\{`), code] }),
  double,
  character,
]);
const dollarBraces = raw`\$\{`;
const kotlin = withInterpolation(dollarBraces, (code) => [
  slashes,
  nestedStarred,
  enter('"""', { end: '"""(?!")', rules: [code] }),
  lineString('"', [code]),
  character,
]);
const scala = kotlin;
const dart = withInterpolation(dollarBraces, (code) => [
  slashes,
  nestedStarred,
  enter(raw`\br("""|'''|"|')`, ({ groups: [quote = ''] }) => ({ end: quote })),
  textString('"""', [code]),
  textString("'''", [code]),
  lineString('"', [code]),
  lineString("'", [code]),
]);
const swift = withInterpolation(
  raw`\\\(`,
  (code) => [
    slashes,
    nestedStarred,
    enter(raw`(#{1,8})("""|"|/)`, ({ groups: [marks = '', quote = ''] }) => ({ end: `${quote}${marks}` })),
    enter('"""', { end: '"""', rules: [code, escapes] }),
    enter('"', { end: '"|$', rules: [code, escapes] }),
    regexLiteral,
  ],
  [raw`\(`, raw`\)`],
);
const rust: readonly Rule[] = [
  slashes,
  nestedStarred,
  enter(raw`\b(?:r|br|cr)(#{0,20})"`, ({ groups: [marks = ''] }) => ({ end: `"${marks}` })),
  textString('"'),
  character,
];
const go = [slashes, starred, rawString('`', '`'), double, character];
const python = [hash, tripleDouble, tripleSingle, double, single];
const groovy = withInterpolation(dollarBraces, (code) => [
  lineComment('(?<![^])#!'),
  slashes,
  starred,
  textString('"""', [code]),
  tripleSingle,
  rawString(raw`\$/`, raw`/\$`),
  lineString('"', [code]),
  single,
  regexLiteral,
]);
const d = [
  slashes,
  starred,
  nestedComment(raw`/\+`, raw`\+/`),
  rawString('`', '`'),
  rawString(raw`\br"`, '"'),
  textString('"'),
  character,
];
const zig = [slashes, skip(raw`\\\\.*`), double, character];
const nim = [
  nestedComment(raw`##?\[`, raw`\]##?`),
  hash,
  rawString('"""', '"""(?!")'),
  doubledString('"', [], raw`\br"`),
  double,
  separatedNumber,
  character,
];
const verilog = [slashes, starred, separatedNumber, double];
const julia = withInterpolation(
  raw`\$\(`,
  (code) => [
    nestedComment('#=', '=#'),
    hash,
    textString('"""', [code]),
    textString('"', [code]),
    textString('`', [code]),
    skip(raw`[\w)\]}.]'`),
    character,
  ],
  [raw`\(`, raw`\)`],
);
const terraform = withInterpolation(dollarBraces, (code) => [
  hash,
  slashes,
  starred,
  lineString('"', [code]),
  hereDocument(raw`<<-?(\w{1,80})[^\n]*\n`),
]);
const elixir = withInterpolation(raw`#\{`, (code) => [
  hash,
  markedString(raw`~[a-z]("""|'''|[/|"'([{<])`, [code]),
  markedString(raw`~[A-Z]{1,20}("""|'''|[/|"'([{<])`),
  textString('"""', [code]),
  textString("'''", [code]),
  textString('"', [code]),
  textString("'", [code]),
  skip(raw`(?<!\w)\?\\?\S`),
]);
const coffee = withInterpolation(raw`#\{`, (code) => [
  blockComment('###(?!#)', '###'),
  hash,
  textString('"""', [code]),
  tripleSingle,
  textString('"', [code]),
  textString("'"),
  rawString('`', '`'),
  enter('///', { end: '///[a-z]{0,8}', rules: [escapes, code, lineComment(raw`(?<=\s)#`)] }),
  regexLiteral,
]);
const symbols = raw`!#$%&*+./<=>?@\\^|~:`;
const haskell = [
  rawString(raw`\{-#`, raw`#-\}`),
  nestedComment(raw`\{-`, raw`-\}`),
  lineComment(raw`(?<![${symbols}-])--+(?![${symbols}-])`),
  textString('"'),
  primedName,
  character,
];
const mlString = textString('"');
const ocaml = [
  nestedComment(raw`\(\*(?!\))`, raw`\*\)`, [mlString, character]),
  enter(raw`\{([a-z_]{0,20})\|`, ({ groups: [mark = ''] }) => ({ end: raw`\|${mark}\}` })),
  mlString,
  primedName,
  character,
];
const fsharp = [
  slashes,
  nestedComment(raw`\(\*(?!\))`, raw`\*\)`, [mlString]),
  tripleDouble,
  doubledString('"', [], '@"'),
  mlString,
  primedName,
  character,
];
const erlang = [lineComment('%'), skip(raw`\$\\?[^]`), mlString, textString("'")];
const lisp = [
  nestedComment(raw`#\|`, raw`\|#`),
  skip('#;'),
  skip(raw`#\\[^]`),
  lineComment(';'),
  mlString,
  enter(raw`\|`, { end: raw`\||$` }),
];
const clojure = [skip(raw`\\[^]`), lineComment(';'), mlString];
const brackets = (open: string, isComment: boolean): Rule =>
  enter(raw`${open}\[(=*)\[`, ({ groups: [marks = ''] }) => ({ isComment, end: raw`\]${marks}\]` }));
const lua = [lineComment('(?<![^])#!'), brackets('--', true), lineComment('--'), brackets('', false), double, single];
const cmake = [brackets('#', true), hash, brackets('', false), textString('"'), escapes];
const tcl = [lineComment(behind(raw`(?:^[ \t]{0,200}|[;{][ \t]{0,20})`, '#')), escapes, textString('"')];
const sql = [
  lineComment('--'),
  lineComment(raw`(?<=^|\s)#(?=\s|$)`),
  nestedStarred,
  enter(raw`\$(\w{0,40})\$`, ({ groups: [mark = ''] }) => ({ end: raw`\$${mark}\$` })),
  enter("'", { end: "'(?!')", rules: [skip("''"), skip(raw`\\'(?=[^'\n]*')`)] }),
  doubledString('"'),
  rawString('`', '`'),
  enter(raw`\[`, { end: raw`\]|$` }),
];
const r = [
  hash,
  enter(raw`\b[rR](["'])(-{0,8})([([{])`, ({ groups: [quote = '', dashes = '', open = ''] }) => ({
    end: `${markedBody(open).end ?? ''}${dashes}${quote}`,
  })),
  textString('"'),
  textString("'"),
  rawString('`', '`'),
];

/** In YAML a quote begins a string only where a value begins, and `#` a comment only behind a blank. */
const yamlValue = raw`(?:^|[:?-]\s|["']:|[,[{]|[!&][\w!:/.-]{0,40}\s)[ \t]{0,40}`;
const yaml: readonly Rule[] = [
  lineComment(behind(raw`(?:^|\s)`, '#')),
  indented(raw`(?<=[:\s-])[|>][+-]?\d?[+-]?[ \t]{0,40}(?:(?<=\s)#.*)?\n`, false),
  enter(behind(yamlValue, '"'), { end: '"', rules: [escapes] }),
  doubledString("'", [], behind(yamlValue, "'")),
];
const toml = [hash, tripleDouble, rawString("'''", "'''"), double, rawString("'", "'|$")];
const ini = [
  lineComment(behind(raw`(?:^|\s)`, '[;#]')),
  enter(raw`(?<=[=:][ \t]{0,20})"`, { end: '"|$', rules: [escapes] }),
];
const dockerfile = [
  lineComment(behind(raw`^[ \t]{0,200}`, '#')),
  hereDocument(raw`<<-?["']?(\w{1,80})["']?[^\n]*\n`, [lineComment(behind(raw`^[ \t]{0,200}`, '#'))]),
];
const graphql = [hash, tripleDouble, double];
const gitCommit = [enter('^# -{2,80} >8 -{2,80}$', { isComment: true }), lineComment('^#')];

const latex = [
  enter(raw`\\(?:verb\*?|lstinline|mintinline\{\w{0,20}\})([^\w\s*{])`, ({ groups: [mark = ''] }) => ({
    end: `${literally(mark)}|$`,
  })),
  blockComment(raw`\\begin\{comment\}`, raw`\\end\{comment\}`),
  enter(
    raw`\\begin\{(verbatim\*?|Verbatim|BVerbatim|lstlisting|minted|alltt|filecontents\*?)\}`,
    ({ groups: [name = ''] }) => ({ end: raw`\\end\{${literally(name)}\}` }),
  ),
  enter(raw`\\(?:url|path|href|nolinkurl)[ \t]{0,8}\{`, { end: raw`\}|$` }),
  escapes,
  lineComment('%'),
];
const restructuredText = [indented(raw`^([ \t]{0,200})\.\.(?:[ \t]+(?!\[|_|\||[\w:+.-]{1,80}::)|$)`, true)];
const asciidoc = [
  enter('^(/{4,80})$', ({ groups: [mark = ''] }) => ({ isComment: true, end: `^${mark}$` })),
  lineComment('^//(?!/)'),
  enter(raw`^(-{4,80}|\.{4,80}|\+{4,80})$`, ({ groups: [mark = ''] }) => ({ end: `^${literally(mark)}$` })),
];

const markdown: readonly Rule[] = [
  enter(raw`(?<![^])---$`, { end: '^---$', rules: yaml }),
  enter(
    '^ {0,3}(`{3,20}|~{3,20})[ \t]{0,8}\\{?\\.?([\\w+#-]{0,30})[^\n]*\n',
    ({ groups: [fence = '', name = ''] }) => ({
      end: `^ {0,3}${fence}`,
      rules: rulesOfName(name),
    }),
  ),
  enter('(`{1,4})(?!`)', ({ groups: [ticks = ''] }) => ({ end: `(?<!\`)${ticks}(?!\`)|$` })),
  markupComment,
];

const table: Readonly<Record<string, readonly Rule[]>> = {
  typescript: scriptRules(),
  typescriptreact: scriptRules({ jsx: true }),
  javascript: scriptRules({ jsx: true }),
  javascriptreact: scriptRules({ jsx: true }),
  python,
  go,
  rust,
  c: cRules,
  cpp: cppRules,
  java: javaLike,
  shellscript: shellRules,
  json: jsonRules,
  jsonc: jsonRules,
  yaml,
  html: htmlRules(),
  css: cssRules,
  scss: scssRules(),
  less: scssRules(),
  markdown,
  plaintext: [],
  csharp: cSharp,
  ruby: rubyRules({ hasBegin: true }),
  kotlin,
  swift,
  sql,
  lua,
  toml,
  ini,
  dockerfile,
  makefile: makefileRules,
  xml: xmlRules,
  vue: vueRules,
  svelte: svelteRules,
  dart,
  r,
  perl: perlRules,
  powershell: powershellRules,
  'git-commit': gitCommit,
  latex,
  restructuredtext: restructuredText,
  scala,
  haskell,
  ocaml,
  elixir,
  erlang,
  cmake,
  proto3: [slashes, starred, double, single],
  zig,
  nim,
  d,
  'objective-c': cRules,
  'objective-cpp': cppRules,
  tcl,
  verilog,
  systemverilog: verilog,
  solidity: [slashes, starred, double, single],
  julia,
  groovy,
  clojure,
  fsharp,
  graphql,
  asciidoc,
  handlebars: handlebarsRules,
  sass: sassRules,
  terraform,
  coffeescript: coffee,
  lisp,
  scheme: lisp,
  racket: lisp,
  glsl: [continuedComment('//'), starred],
  astro: astroRules,
  crystal: [...rubyRules({ hasBegin: false })],
};

/** Other names under which fenced code gives its language. */
const otherNames: Readonly<Record<string, string>> = {
  ts: 'typescript', tsx: 'typescriptreact', js: 'javascript', mjs: 'javascript', jsx: 'javascriptreact', py: 'python',
  golang: 'go', rs: 'rust', h: 'c', 'c++': 'cpp', cc: 'cpp', hpp: 'cpp', sh: 'shellscript', bash: 'shellscript', zsh: 'shellscript',
  shell: 'shellscript', console: 'shellscript', yml: 'yaml', md: 'markdown', cs: 'csharp', 'c#': 'csharp', rb: 'ruby', kt: 'kotlin',
  docker: 'dockerfile', make: 'makefile', ps1: 'powershell', pwsh: 'powershell', tex: 'latex', rst: 'restructuredtext', hs: 'haskell',
  ml: 'ocaml', ex: 'elixir', exs: 'elixir', erl: 'erlang', proto: 'proto3', objc: 'objective-c', jl: 'julia', clj: 'clojure', 'f#': 'fsharp',
  fs: 'fsharp', gql: 'graphql', adoc: 'asciidoc', hbs: 'handlebars', tf: 'terraform', hcl: 'terraform', coffee: 'coffeescript', pl: 'perl',
}; // prettier-ignore

function rulesOfName(name: string): readonly Rule[] {
  const id = name.toLowerCase();
  return table[otherNames[id] ?? id] ?? [];
}

const begins = new Map<string, readonly Context[]>(Object.entries(table).map(([id, rules]) => [id, [{ rules }]]));

/**
 * Whether a position lies in a comment. A language that is not known has none.
 * @param text ends at the position and begins with a line
 */
export function isInComment(text: string, languageId: string): boolean {
  if (languageId === 'php') return endsInComment(text, phpBegin(text));
  const begin = begins.get(languageId);
  return begin !== undefined && endsInComment(text, begin);
}

/** Languages in the table. */
export const languagesWithSyntax: ReadonlySet<string> = new Set([...Object.keys(table), 'php']);
