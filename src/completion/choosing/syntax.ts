/** What the nesting of a text depends on, language by language: comments, strings, tags, and where `<` is a bracket. */
import { type Marks, marksOf } from './marks.ts';

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

/** Quotation marks of prose come in pairs as well; apostrophes do not. */
const quotation: readonly string[] = ['"'];

export function syntaxOf(languageId: string): Syntax {
  const { lineComment, blockComment, stringDelimiters } = marksOf(languageId);
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
