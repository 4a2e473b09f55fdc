/**
 * Pieces of files, like those a user pastes: some lines in a row from anywhere in a file, the beginning more often
 * than any other place. All files of a language take turns, so that no long file stands for all.
 */
import type { Rng } from '../../../base/rng.ts';
import type { CorpusDocument } from '../../../training/corpus.ts';

export interface Snippet {
  readonly package: string;
  /** VS Code language id: of the file, or a simpler one that the lines are in as well. */
  readonly language: string;
  readonly text: string;
}

export interface SnippetRecipe {
  readonly lines: number;
  readonly perLanguage: number;
  /** Share of the snippets that begin where their file does. */
  readonly atStart: number;
  /** Whether the end of a file may cut a snippet short. */
  readonly mayBeShorter: boolean;
}

/** Fewer characters are no text: VS Code asks for as many before it looks at one. */
const fewestCharacters = 20;
/** Times that a file is drawn from for every snippet it would give if cut into pieces. */
const overlap = 2;

/** As many snippets of each language as there is text for, at most as many as were asked for. */
export function drawSnippets(documents: readonly CorpusDocument[], recipe: SnippetRecipe, rng: Rng): Snippet[] {
  const snippets: Snippet[] = [];
  for (const language of languagesOf(documents)) {
    const files = rng
      .shuffle(documents.filter((document) => document.language === language))
      .map((document) => ({ document, lines: document.text.replace(/\n+$/, '').split('\n') }));
    const found: Snippet[] = [];
    for (let round = 0, wasAny = true; wasAny && found.length < recipe.perLanguage; round++) {
      wasAny = false;
      for (const { document, lines } of files) {
        if (found.length >= recipe.perLanguage) break;
        if (round > 0 && round >= (overlap * lines.length) / recipe.lines) continue;
        wasAny = true;
        const text = drawLines(lines, recipe, rng);
        if (text === undefined) continue;
        found.push({ package: document.package, language: languageOfSnippet(document.language, text), text });
      }
    }
    snippets.push(...found);
  }
  return snippets;
}

function languagesOf(documents: readonly CorpusDocument[]): string[] {
  return [...new Set(documents.map(({ language }) => language))].sort();
}

/** `undefined` when the file is too short, or the lines say nothing. */
function drawLines(lines: readonly string[], recipe: SnippetRecipe, rng: Rng): string | undefined {
  const last = recipe.mayBeShorter ? lines.length - 1 : lines.length - recipe.lines;
  const starts = Array.from({ length: Math.max(0, last + 1) }, (_, line) => line).filter(
    (line) => (lines[line] ?? '').trim() !== '',
  );
  const start = rng.next() < recipe.atStart ? starts[0] : starts[rng.integer(Math.max(1, starts.length))];
  if (start === undefined) return undefined;
  const text = lines.slice(start, start + recipe.lines).join('\n');
  return text.trim().length < fewestCharacters ? undefined : text;
}

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

/**
 * The language of some lines of a file whose name says `language`. Lines of a language that extends another one, such
 * as SCSS, may show no sign of it. They count as the simpler language, in training and in measuring.
 */
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
