/** How each language writes comments, and what hides the marks of comments in it: one table for all languages. */
import {
  slashes,
  hash,
  starred,
  tripleDouble,
  cRules,
  cppRules,
  javaLike,
  cSharp,
  kotlin,
  dart,
  swift,
  rust,
  go,
  python,
  groovy,
  d,
  zig,
  nim,
  verilog,
  double,
  single,
} from './braces.ts';
import { type Context, enter, type Rule, endsInComment } from './contexts.ts';
import {
  julia,
  terraform,
  elixir,
  coffee,
  haskell,
  ocaml,
  fsharp,
  erlang,
  lisp,
  clojure,
  lua,
  cmake,
  tcl,
  sql,
  r,
} from './others.ts';
import {
  behind,
  blockComment,
  continuedComment,
  doubledString,
  escapes,
  hereDocument,
  indented,
  lineComment,
  literally,
  rawString,
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
  scala: kotlin,
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
