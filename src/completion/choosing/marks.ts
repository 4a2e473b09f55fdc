/**
 * Marks of comments and strings by language, for balance. They are simpler than the grammars in `base/comments/`, since
 * what matters is whether a stretch of code is open, not what kind of comment it is.
 */
export interface Marks {
  /** Start of a comment that ends with the line. */
  readonly lineComment?: string;
  /** Start and end of a comment. */
  readonly blockComment?: readonly [string, string];
  /** Delimiters of strings, longest first. */
  readonly stringDelimiters: readonly string[];
}

/** What languages have, and their VS Code ids. */
type Table<V> = readonly (readonly [V, languages: string])[];

const lineComments: Table<string> = [
  ['#', 'python shellscript yaml ruby toml dockerfile makefile r perl powershell git-commit elixir cmake nim tcl'],
  ['#', 'julia graphql terraform coffeescript crystal'],
  ['--', 'sql lua haskell'],
  [';', 'ini clojure lisp scheme racket'],
  ['%', 'latex erlang'],
  ['//', 'typescript typescriptreact javascript javascriptreact go rust c cpp java jsonc scss less csharp php kotlin'],
  ['//', 'swift dart scala proto3 zig d objective-c objective-cpp verilog systemverilog solidity groovy fsharp'],
  ['//', 'asciidoc sass glsl'],
];

const blockComments: Table<readonly [string, string]> = [
  [['<!--', '-->'], 'html markdown xml vue svelte astro'],
  [['=begin', '=end'], 'ruby'],
  [['--[[', ']]'], 'lua'],
  [['<#', '#>'], 'powershell'],
  [['{-', '-}'], 'haskell'],
  [['(*', '*)'], 'ocaml fsharp'],
  [['#[[', ']]'], 'cmake'],
  [['#[', ']#'], 'nim'],
  [['#=', '=#'], 'julia'],
  [['{{!--', '--}}'], 'handlebars'],
  [['###', '###'], 'coffeescript'],
  [['#|', '|#'], 'racket'],
  [['/*', '*/'], 'typescript typescriptreact javascript javascriptreact go rust c cpp java jsonc css scss less csharp'],
  [['/*', '*/'], 'php kotlin swift sql dart scala proto3 d objective-c objective-cpp verilog systemverilog solidity'],
  [['/*', '*/'], 'groovy terraform glsl'],
];

const delimiters: Table<readonly string[]> = [
  [['"', "'", '`'], 'typescript typescriptreact javascript javascriptreact go ruby sql vue svelte d astro crystal'],
  [['"""', "'''", '"', "'"], 'python toml dart elixir groovy'],
  [['"'], 'rust json jsonc haskell ocaml cmake tcl verilog systemverilog clojure terraform lisp scheme racket'],
  [['"""', '"', "'"], 'java csharp kotlin'],
  [['"""', '"'], 'swift scala nim julia fsharp graphql'],
  [[], 'markdown plaintext git-commit latex restructuredtext asciidoc glsl'],
];

function byLanguage<V>(table: Table<V>): ReadonlyMap<string, V> {
  return new Map(table.flatMap(([value, languages]) => languages.split(' ').map((id): [string, V] => [id, value])));
}

const [lineCommentOf, blockCommentOf, delimitersOf] = [
  byLanguage(lineComments),
  byLanguage(blockComments),
  byLanguage(delimiters),
];

export function marksOf(languageId: string): Marks {
  const lineComment = lineCommentOf.get(languageId);
  const blockComment = blockCommentOf.get(languageId);
  return {
    ...(lineComment === undefined ? {} : { lineComment }),
    ...(blockComment === undefined ? {} : { blockComment }),
    stringDelimiters: delimitersOf.get(languageId) ?? ['"', "'"],
  };
}
