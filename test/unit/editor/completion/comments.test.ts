import { describe, expect, it } from 'vitest';
import { languageOfId } from '../../../../src/base/languages.ts';
import { endsInComment } from '../../../../src/editor/completion/comments.ts';

function inComment(languageId: string, text: string): boolean {
  const language = languageOfId(languageId);
  if (language === undefined) throw new Error(`unknown language ${languageId}`);
  return endsInComment(text, language);
}

describe('endsInComment', () => {
  it.each([
    ['typescript', 'const a = 1; // the fir', true],
    ['typescript', 'const a = 1; // the first\n', false],
    ['typescript', 'const url = "https://example', false],
    ['typescript', 'const url = "https://example"; // an', true],
    ['typescript', '/**\n * A doc', true],
    ['typescript', '/** A doc */\nfunction ', false],
    ['typescript', 'const template = `// ${a}\n// still text', false],
    ['typescript', "const quote = '\\'// not yet", false],
    ['typescript', "don't close\n// but this", true],
    ['python', 'x = 1  # the', true],
    ['python', 'x = "# not', false],
    ['python', '"""A docstring with # in it\n\n', false],
    ['html', '<p><!-- to do', true],
    ['html', '<p><!-- done --><b>', false],
    ['json', '{ "a": "// b', false],
    ['plaintext', '// whatever', false],
    ['lua', 'x = 1 --[[ first\nsecond', true],
    ['lua', '--[[ first\nsecond ]] x', false],
    ['lua', 'x = 1 -- the rest', true],
    ['erlang', 'x() -> % the rest', true],
    ['ocaml', 'let x = (* not', true],
    ['typescript', '', false],
  ])('%s %j → %s', (languageId, text, expected) => {
    expect(inComment(languageId, text)).toBe(expected);
  });
});
