import { describe, expect, it } from 'vitest';
import { Markdown, markup, pageText, plain, plainText, withIcon } from '../../../src/base/shownText.ts';

const evil = '[gru](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%5Cn%22%7D "Show")';
/** What messages and language status items take for a link. */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;
const unseen = ['\u0000', '\u001b', '\u202e', '\u2066', '\u200b', '\ufeff', '\u2028', '\u00ad', '\ud800', '\u{e0041}'];

describe('plain text', () => {
  it('is never a link, wherever the parts of one come from', () => {
    expect(plain`The model “${evil}” is the one of this workspace now.`).not.toMatch(link);
    expect(plain`${'[a]'}${'(command:b)'}`).not.toMatch(link);
    expect(plainText(evil)).toBe(evil.replace('](', '] ('));
  });

  it('has no icons but ours, wherever the parts of one come from', () => {
    expect(plain`$(check) ${'$(warning) a'}`).toBe('$(check) $ (warning) a');
    expect(plain`${'$'}${'(warning)'}`).toBe('$ (warning)');
    expect(plain`${'$'}(warning)`).toBe('$ (warning)');
    expect(withIcon(plain`$(check)`, plainText('$(x)'))).toBe('$(check) $ (x)');
  });

  it.each(unseen)('shows a sign for %j', (character) => {
    expect(plainText(`a${character}b`)).toBe('a\ufffdb');
    expect(markup`${`a${character}b`}`.source).toBe('a\ufffdb');
    expect(Markdown.code(`a${character}b`).source).toBe('`a\ufffdb`');
    expect(pageText(`a${character}b`)).toBe('a\ufffdb');
  });

  it('is one line, of bounded length, and keeps letters of all scripts', () => {
    expect(plainText('a\r\n\tb')).toBe('a b');
    expect(plainText('x'.repeat(100_000)).length).toBeLessThan(1_010);
    expect(plainText('日本語 👩\u200d💻 می\u200cخواهم é')).toBe('日本語 👩\u200d💻 می\u200cخواهم é');
  });
});

describe('Markdown', () => {
  it.each([
    [evil, String.raw`\[gru\](command`],
    ['<img src=x onerror=y>', String.raw`\<img`],
    ['**bold** _it_ `code` ~~no~~', String.raw`\*\*bold\*\* \_it\_ \`code\` \~\~no\~\~`],
    ['$(warning)', String.raw`\$(warning)`],
    ['https://example.com', String.raw`https:\/\/example.com`],
    ['www.example.com', String.raw`www\.example.com`],
    ['a@example.com', String.raw`a\@example.com`],
    ['&#91;', String.raw`\&\#91;`],
    ['a | b', String.raw`a \| b`],
    ['1. one', String.raw`1\. one`],
    ['- one', String.raw`\- one`],
  ])('%j stands for itself', (foreign, expected) => {
    expect(markup`${foreign}`.source).toContain(expected);
  });

  it('keeps ours, and pieces that are checked already', () => {
    expect(markup`**${markup`_${'*a*'}_`}** 12.3, ${1.5}`.source).toBe(String.raw`**_\*a\*_** 12.3, 1.5`);
    expect(Markdown.lines([markup`# a`, markup`${'# b'}`]).source).toBe('# a\n\\# b');
    expect(Markdown.link('a](b', 'command:c?[1 2]').source).toBe(String.raw`[a\](b](command:c?[1%202])`);
  });

  it('is a code span whose end no text can write', () => {
    expect(Markdown.code('a`b``c').source).toBe('```a`b``c```');
    expect(Markdown.code('`').source).toBe('`` ` ``');
  });
});

it('pages keep lines and tabs', () => {
  expect(pageText('\tif a:\n')).toBe('\tif a:\n');
});
