/**
 * What language some lines of a file are in. A language that extends another one shows that only here and there: lines
 * of SCSS may be plain CSS, and nobody could tell. Such lines count as the simpler language, in training and in
 * measuring.
 */

const jsx = /<\/|\/>/;

const scss = new RegExp(
  [
    /^\s*@(?:mixin|include|extend|use|forward|function|if|else|each|for|while|return)\b/,
    /\$[\w-]+|#\{|&[:.\-\s>+~&{[]/,
    /^\s*\/\//,
    // A rule inside a rule.
    /^[ \t]+[^@;{}\n]*\{[ \t]*$/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);

const markdown = new RegExp(
  [/^(?:#{1,6} |\s*[-*+] |\s*\d+[.)] |\s*> |\s*```|\s*\||={3,}|-{3,})/, /\]\(|\]\[|^\[[^\]]+\]:/, /`|\*\*|__|<[a-z/!]/]
    .map(({ source }) => source)
    .join('|'),
  'm',
);

/** `language` is that of the file, by its name. */
export function languageOfSnippet(language: string, text: string): string {
  switch (language) {
    case 'jsonc':
      return 'json';
    case 'typescriptreact':
      return jsx.test(text) ? language : 'typescript';
    case 'javascriptreact':
      return jsx.test(text) ? language : 'javascript';
    case 'scss':
      return scss.test(text) ? language : 'css';
    case 'markdown':
      return markdown.test(text) ? language : 'plaintext';
    default:
      return language;
  }
}
