import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../../src/base/rng.ts';
import { drawSnippets, languageOfSnippet } from '../../../../../src/tools/measure/languages/snippets.ts';

const file = (language: string, name: string, lines: number) => ({
  package: name,
  path: `${name}.txt`,
  language,
  text: Array.from({ length: lines }, (_, line) => (line % 5 === 4 ? '' : `${name} says ${line} things here`)).join(
    '\n',
  ),
});

const recipe = { lines: 5, perLanguage: 8, atStart: 0.3, mayBeShorter: false };

describe('drawSnippets', () => {
  it('draws from all files of a language in turn, equally many of each language', () => {
    const documents = [file('go', 'a', 400), file('go', 'b', 30), file('go', 'c', 30), file('rust', 'd', 200)];
    const snippets = drawSnippets(documents, recipe, new Rng(1));
    const count = (test: (snippet: (typeof snippets)[number]) => boolean): number => snippets.filter(test).length;
    expect(count(({ language }) => language === 'go')).toBe(8);
    expect(count(({ language }) => language === 'rust')).toBe(8);
    for (const name of ['a', 'b', 'c']) expect(count((snippet) => snippet.package === name)).toBeGreaterThanOrEqual(2);
  });

  it('gives lines in a row, as many as asked for, beginning with one that has something in it', () => {
    const document = file('go', 'a', 60);
    for (const { text } of drawSnippets([document], recipe, new Rng(2))) {
      expect(document.text).toContain(text);
      expect(text.split('\n')).toHaveLength(5);
      expect(text.split('\n')[0]).not.toBe('');
    }
  });

  it('leaves out files that are too short, unless a snippet may be shorter', () => {
    const short = file('go', 'a', 3);
    expect(drawSnippets([short], recipe, new Rng(3))).toEqual([]);
    expect(drawSnippets([short], { ...recipe, mayBeShorter: true }, new Rng(3)).length).toBeGreaterThan(0);
  });

  it('does not repeat a small file for ever', () => {
    expect(drawSnippets([file('go', 'a', 10)], recipe, new Rng(4)).length).toBeLessThanOrEqual(4);
  });

  it('draws the same from the same seed', () => {
    const documents = [file('go', 'a', 100), file('rust', 'b', 100)];
    expect(drawSnippets(documents, recipe, new Rng(5))).toEqual(drawSnippets(documents, recipe, new Rng(5)));
  });
});

describe('languageOfSnippet', () => {
  it.each([
    ['scss', 'a {\n  color: red;\n}', 'css'],
    ['scss', 'a {\n  color: $red;\n}', 'scss'],
    ['scss', 'a {\n  b {\n    color: red;\n  }\n}', 'scss'],
    ['scss', '// colours\na { color: red; }', 'scss'],
    ['css', 'a {\n  color: red;\n}', 'css'],
    ['typescriptreact', 'const a: number = 1 < 2 ? 1 : 2;', 'typescript'],
    ['typescriptreact', 'return <p>{text}</p>;', 'typescriptreact'],
    ['markdown', 'Some words,\nand some more.', 'plaintext'],
    ['markdown', '# Title\n\nSome words.', 'markdown'],
    ['markdown', 'See [the guide](guide.md).', 'markdown'],
    ['jsonc', '{ "a": 1 }', 'json'],
    ['go', 'x := 1', 'go'],
  ])('counts %s %j as %s', (language, text, expected) => {
    expect(languageOfSnippet(language, text)).toBe(expected);
  });
});
