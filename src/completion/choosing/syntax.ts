/** What the nesting of a text depends on, language by language: comments, strings, tags, and where `<` is a bracket. */

interface Marks {
  /** Start of a comment that ends with the line. */
  readonly lineComment?: string;
  /** Start and end of a comment. */
  readonly blockComment?: readonly [string, string];
  /** Delimiters of strings, longest first. */
  readonly stringDelimiters: readonly string[];
}

export interface Syntax extends Marks {
  readonly languageId: string;
  /** How text outside of everything is read: prose and markup have no code outside of tags and scripts. */
  readonly outside: 'code' | 'text';
  /** Whether `<name>` opens an element in text, in code, or nowhere. */
  readonly tags: 'text' | 'code' | undefined;
  /** Whether `{` in text and tags begins code. */
  readonly codeInText: boolean;
  /** Whether `Map<string>` has brackets. */
  readonly typeArguments: boolean;
  readonly regularExpressions: boolean;
  /** Whether quotation marks in text come in pairs. */
  readonly quotesInText: boolean;
  /** Whether some elements have no end. */
  readonly voidElements: boolean;
}

const prose = new Set(['markdown', 'plaintext', 'git-commit', 'latex', 'restructuredtext', 'asciidoc']);
const markup = new Set(['html', 'xml', 'vue', 'svelte', 'handlebars', 'astro', 'markdown']);
const elementsInCode = new Set(['typescriptreact', 'javascriptreact', 'javascript']);
const codeInText = new Set(['vue', 'svelte', 'astro', 'typescriptreact', 'javascriptreact', 'javascript']);
const typeArguments = new Set(
  'typescript typescriptreact java csharp cpp rust kotlin swift dart vue svelte astro'.split(' '),
);
const regularExpressions = new Set(
  'typescript typescriptreact javascript javascriptreact vue svelte astro coffeescript ruby perl'.split(' '),
);

const quotes = ['"', "'"];
const double = ['"'];
const triple = ['"""', '"', "'"];
const templates = ['"', "'", '`'];
const slashes: Omit<Marks, 'stringDelimiters'> = { lineComment: '//', blockComment: ['/*', '*/'] };

/** Languages that are written alike, by what they have in common. */
const families: readonly (readonly [languages: string, marks: Marks])[] = [
  ['typescript typescriptreact javascript javascriptreact go d', { ...slashes, stringDelimiters: templates }],
  ['c cpp objective-c objective-cpp php scss less solidity', { ...slashes, stringDelimiters: quotes }],
  ['rust scala zig glsl verilog systemverilog proto3', { ...slashes, stringDelimiters: double }],
  ['java csharp kotlin groovy dart', { ...slashes, stringDelimiters: triple }],
  ['swift', { ...slashes, stringDelimiters: ['"""', '"'] }],
  ['python toml elixir', { lineComment: '#', stringDelimiters: ['"""', "'''", '"', "'"] }],
  [
    'shellscript yaml ruby perl r dockerfile makefile crystal coffeescript',
    { lineComment: '#', stringDelimiters: quotes },
  ],
  ['powershell tcl julia nim graphql terraform cmake', { lineComment: '#', stringDelimiters: double }],
  ['css', { blockComment: ['/*', '*/'], stringDelimiters: quotes }],
  ['json', { stringDelimiters: double }],
  ['jsonc', { ...slashes, stringDelimiters: double }],
  ['html xml markdown handlebars', { blockComment: ['<!--', '-->'], stringDelimiters: quotes }],
  ['vue svelte astro', { blockComment: ['<!--', '-->'], stringDelimiters: templates }],
  ['sql', { lineComment: '--', blockComment: ['/*', '*/'], stringDelimiters: templates }],
  ['lua', { lineComment: '--', stringDelimiters: quotes }],
  ['haskell', { lineComment: '--', blockComment: ['{-', '-}'], stringDelimiters: double }],
  ['ocaml fsharp', { blockComment: ['(*', '*)'], stringDelimiters: double }],
  ['clojure lisp scheme racket', { lineComment: ';', stringDelimiters: double }],
  ['erlang', { lineComment: '%', stringDelimiters: double }],
];
const marksOf = new Map(families.flatMap(([names, marks]) => names.split(' ').map((name) => [name, marks] as const)));
const otherwise: Marks = { stringDelimiters: quotes };
/** Quotation marks of prose come in pairs as well; apostrophes do not. */
const quotation: readonly string[] = ['"'];

export function syntaxOf(languageId: string): Syntax {
  const { lineComment, blockComment, stringDelimiters } = marksOf.get(languageId) ?? otherwise;
  const isProse = prose.has(languageId);
  const isMarkup = markup.has(languageId);
  return {
    languageId,
    ...(lineComment === undefined || isProse ? {} : { lineComment }),
    ...(blockComment === undefined ? {} : { blockComment }),
    stringDelimiters: isProse ? (languageId === 'markdown' ? ['"', '`'] : quotation) : stringDelimiters,
    outside: isProse || isMarkup ? 'text' : 'code',
    tags: isMarkup ? 'text' : elementsInCode.has(languageId) ? 'code' : undefined,
    codeInText: codeInText.has(languageId),
    typeArguments: typeArguments.has(languageId),
    regularExpressions: regularExpressions.has(languageId),
    quotesInText: isProse,
    voidElements: isMarkup && languageId !== 'xml',
  };
}
