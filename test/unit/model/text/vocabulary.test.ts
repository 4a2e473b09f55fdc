import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentationChoices } from '../../../../src/model/text/indentation.ts';
import {
  DEDENT_1,
  DOCUMENT_START,
  FIRST_LANGUAGE,
  INDENT_1,
  INDENT_LITERAL,
  INDENT_SAME,
  INDENT_TAB,
  isIndentationToken,
  MAXIMUM_LANGUAGES,
  PATH_END,
  PATH_START,
  UNKNOWN_LANGUAGE,
} from '../../../../src/model/text/tokens.ts';
import { Vocabulary } from '../../../../src/model/text/vocabulary.ts';
import { byteLength } from '../../../../src/base/wtf8.ts';
import { bitsPerCharacter } from '../../../../src/training/evaluation.ts';

const vocabulary = new Vocabulary();
const runs = { numRuns: 500 };

/** Tokens in readable form: text for printable bytes, [names] for the rest. */
function show(tokens: Iterable<number>): string {
  return Array.from(tokens, (token) => {
    if (token === INDENT_SAME) return '[same]';
    if (token >= DEDENT_1 && token < DEDENT_1 + 8) return `[-${token - DEDENT_1 + 1}]`;
    if (token === INDENT_TAB) return '[tab]';
    if (token >= INDENT_1 && token < INDENT_1 + 8) return `[+${token - INDENT_1 + 1}]`;
    if (token === INDENT_LITERAL) return '[literal]';
    if (token === 10) return '⏎';
    if (token === 9) return '→';
    if (token === 32) return '·';
    return token > 32 && token < 127 ? String.fromCharCode(token) : `[${token}]`;
  }).join('');
}

/** Any string: every UTF-16 code unit may stand anywhere. */
const anyString = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff }), fc.constant(10)))
  .map((units) => String.fromCharCode(...units));
/** Strings that are mostly indentation. */
const indentedString = fc
  .array(
    fc.constantFrom('\n', '\r\n', '\r', ' ', '  ', '    ', '          ', '\t', 'x', 'é', '😀', '\ud83d', '\ude00'),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(''));
/** Lines as a program has them, nested deeper than one token can close. */
const nestedString = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 14 }),
      fc.constantFrom(' ', '  ', '\t', '    ', '         '),
      fc.constantFrom('a', ''),
    ),
  )
  .map((lines) => lines.map(([depth, unit, text]) => unit.repeat(depth) + text).join('\n'));
const text = fc.oneof(anyString, indentedString, nestedString, fc.string({ unit: 'grapheme' }));

function pieces(whole: string, cuts: readonly number[]): string[] {
  const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return at.slice(1).map((end, i) => whole.slice(at[i], end));
}

describe('encoding', () => {
  it.each([
    ['', ''],
    ['a', '[same]a'],
    ['\n\na', '⏎⏎[same]a'],
    ['  a', '[+2]a'],
    ['a\n  b\n  c\nd\n', '[same]a⏎[+2]b⏎[same]c⏎[-1]d⏎'],
    ['a\n\tb\n\t\tc\nd', '[same]a⏎[tab]b⏎[tab]c⏎[-2]d'],
    ['a\n    b\n\n    c', '[same]a⏎[+4]b⏎⏎[same]c'],
    ['a\r\n\r\n  b', '[same]a[13]⏎[13]⏎[+2]b'],
    ['a\n  \n', '[same]a⏎[+2]⏎'],
    ['a\n  ', '[same]a⏎[+2]'],
    ['  a\n\tb', '[+2]a⏎[literal]→b'],
    ['\t  a', '[literal]→··a'],
    ['        a\n    b\n        c', '[+8]a⏎[literal]····b⏎[+4]c'],
    ['         a\n', '[literal]·········a⏎'],
    ['a\rb', '[same]a[13]b'],
    ['\ra', '[13]a'],
    ['é', '[same][195][169]'],
    ['\ud800', '[same][237][160][128]'],
  ])('writes %j as %s', (whole, expected) => {
    expect(show(vocabulary.encode(whole))).toBe(expected);
    expect(vocabulary.decode(vocabulary.encode(whole))).toBe(whole);
  });

  it('opens nine levels and closes them with a literal', () => {
    const whole = Array.from({ length: 10 }, (_, k) => ' '.repeat(k) + 'a').join('\n') + '\nb\n c';
    expect(show(vocabulary.encode(whole)).slice(-'[literal]b⏎[+1]c'.length)).toBe('[literal]b⏎[+1]c');
    expect(vocabulary.decode(vocabulary.encode(whole))).toBe(whole);
  });

  it('loses nothing of any string', () => {
    fc.assert(
      fc.property(text, (whole) => {
        expect(vocabulary.decode(vocabulary.encode(whole))).toBe(whole);
      }),
      { numRuns: 3000 },
    );
  });

  it('has bytes of UTF-8 where there is no indentation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (line) => {
        const whole = 'x' + line.replace(/\n/g, '');
        expect(Array.from(vocabulary.encode(whole)).slice(1)).toEqual([...Buffer.from(whole)]);
        expect(byteLength(whole)).toBe(Buffer.byteLength(whole));
      }),
      runs,
    );
  });

  it('has exactly one indentation token for a line that is not empty', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const lines = whole.split('\n').filter((line) => line !== '' && !line.startsWith('\r'));
        expect(Array.from(vocabulary.encode(whole)).filter(isIndentationToken)).toHaveLength(lines.length);
      }),
      runs,
    );
  });
});

describe('the incremental encoder', () => {
  it('gives the same tokens in pieces as at once', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (whole, cuts) => {
        const encoder = vocabulary.encoder();
        const tokens = pieces(whole, cuts).flatMap((piece) => encoder.push(piece));
        expect([...tokens, ...encoder.flush()]).toEqual(Array.from(vocabulary.encode(whole)));
      }),
      { numRuns: 2000 },
    );
  });

  it('returns only tokens that stay true when more text follows', () => {
    fc.assert(
      fc.property(text, fc.nat(), (whole, cut) => {
        const certain = vocabulary.encoder().push(whole.slice(0, cut % (whole.length + 1)));
        expect(Array.from(vocabulary.encode(whole)).slice(0, certain.length)).toEqual(certain);
      }),
      { numRuns: 2000 },
    );
  });

  it('can be cloned anywhere', () => {
    fc.assert(
      fc.property(text, text, text, (first, second, other) => {
        const encoder = vocabulary.encoder();
        const tokens = encoder.push(first);
        const copy = encoder.clone();
        copy.push(other);
        expect([...tokens, ...encoder.push(second), ...encoder.flush()]).toEqual(
          Array.from(vocabulary.encode(first + second)),
        );
      }),
      runs,
    );
  });

  it.each([
    ['', ''],
    ['  ', '  '],
    ['a', undefined],
    ['a\n', ''],
    ['a\r\n', ''],
    ['a\r', undefined],
    ['a\n \t', ' \t'],
    ['\ud83d', undefined],
  ])('after %j holds back %j', (typed, pending) => {
    const encoder = vocabulary.encoder();
    encoder.push(typed);
    expect(encoder.pendingIndentation).toBe(pending);
  });

  it('holds back a high surrogate', () => {
    const encoder = vocabulary.encoder();
    expect(show(encoder.push('a\ud83d'))).toBe('[same]a');
    expect(encoder.hasPendingSurrogate).toBe(true);
    expect(encoder.clone().push('\ude00')).toEqual([...Buffer.from('😀')]);
    expect(show(encoder.flush())).toBe('[237][160][189]');
  });
});

describe('indentation choices', () => {
  const choices = (before: string): string => {
    const encoder = vocabulary.encoder();
    encoder.push(before);
    return indentationChoices(encoder, encoder.pendingIndentation ?? '')
      .map(({ tokens, whitespace }) => `${show(tokens)}=${whitespace.length}`)
      .join(' ');
  };

  it.each([
    ['a\n  b\n', '[same]=2 [-1]=0 [tab]=3 [+1]=3 [+2]=4 [+3]=5 [+4]=6 [+5]=7 [+6]=8 [+7]=9 [+8]=10'],
    ['a\n  b\n  ', '[same]=2 [tab]=3 [+1]=3 [+2]=4 [+3]=5 [+4]=6 [+5]=7 [+6]=8 [+7]=9 [+8]=10'],
    ['a\n    b\n ', '[same]=4 [tab]=5 [+1]=5 [+2]=6 [+3]=7 [+4]=8 [+5]=9 [+6]=10 [+7]=11 [+8]=12'],
    ['a\n  b\n\t', '[literal]→=1'],
    ['\ta\n\t\t', '[tab]=2'],
  ])('after %j are %s', (before, expected) => {
    expect(choices(before)).toBe(expected);
  });

  it('contain the real start of the line, unless that is a literal', () => {
    fc.assert(
      fc.property(
        nestedString,
        fc.constantFrom('', ' ', '    ', '\t'),
        fc.constantFrom('', ' ', '\t'),
        (above, typed, more) => {
          const encoder = vocabulary.encoder();
          encoder.push(`${above}\n${typed}`);
          const [token] = encoder.clone().push(`${more}x`);
          const offered = indentationChoices(encoder, typed);
          const found = offered.find((choice) => choice.token === token);
          if (token === INDENT_LITERAL) expect(found === undefined || typed.startsWith(found.whitespace)).toBe(true);
          else expect(found?.whitespace).toBe(typed + more);
        },
      ),
      runs,
    );
  });
});

describe('the incremental decoder', () => {
  it('gives pieces that together are the text', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const decoder = vocabulary.decoder();
        let result = '';
        for (const token of vocabulary.encode(whole)) result += decoder.push(token);
        expect(result).toBe(whole);
        expect(decoder.end()).toBe('');
      }),
      runs,
    );
  });

  it('never ends inside a code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (whole) => {
        const decoder = vocabulary.decoder();
        for (const token of vocabulary.encode(whole)) expect(decoder.push(token)).not.toMatch(/\p{Surrogate}/u);
      }),
      runs,
    );
  });

  it('continues the text of an encoder without writing typed whitespace again', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const encoder = vocabulary.encoder();
        encoder.push(before);
        fc.pre(!encoder.hasPendingSurrogate);
        const decoder = vocabulary.decoder(encoder);
        const tokens = [...encoder.push(after), ...encoder.flush()];
        const written = tokens.map((token) => decoder.push(token)).join('');
        expect(written).toBe(after);
      }),
      { numRuns: 2000 },
    );
  });

  it('can be cloned anywhere', () => {
    fc.assert(
      fc.property(text, fc.nat(), (whole, cut) => {
        const tokens = Array.from(vocabulary.encode(whole));
        let decoder = vocabulary.decoder();
        let result = '';
        tokens.forEach((token, i) => {
          if (i === cut % (tokens.length + 1)) {
            const copy = decoder.clone();
            decoder.push(0x58);
            decoder = copy;
          }
          result += decoder.push(token);
        });
        expect(result).toBe(whole);
      }),
      runs,
    );
  });

  it('accepts any tokens, as a model may write them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: vocabulary.size - 1 })), (tokens) => {
        const decoded = vocabulary.decode(tokens);
        expect(vocabulary.decode(vocabulary.encode(decoded))).toBe(decoded);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an overlong form', [0xc0, 0x80], '��'],
    ['an overlong three-byte form', [0xe0, 0x80, 0x80], '�'],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80], '�'],
    ['an unfinished code point', [0xe2, 0x82], '�'],
    ['an unfinished code point and a letter', [0xe2, 0x82, 0x61], '�a'],
    ['a continuation byte', [0x80], '�'],
  ])('replaces %s', (_name, bytes, expected) => {
    expect(vocabulary.decode(bytes)).toBe(expected);
  });
});

describe('unusual texts', () => {
  it.each([
    ['emoji with modifiers and joiners', '👩🏽‍🚀 👨‍👩‍👧‍👦 🏳️‍🌈\n  🇦🇹'],
    ['combining marks', 'e\u0301 a\u0308\u0323\n\u0301'],
    ['CJK', '漢字かな交じり文\n  한국어\n\t中文，标点。'],
    ['lone surrogates', '\ud83d\n\ude00 \ude00\ud83d x\ud83d'],
    ['CRLF', 'a {\r\n\tb\r\n\r\n}\r\n'],
    ['tabs and spaces', '\ta\n \tb\n\t c\n  \t  d\n\t\n'],
    ['an empty text', ''],
    ['a byte order mark', '\ufeffa\n'],
    ['a zero character', 'a\0b'],
    ['no line feed at the end', 'a\nb'],
    ['a line of 100,000 characters', 'xé😀'.repeat(25_000)],
    ['100,000 spaces', ' '.repeat(100_000) + 'x\n' + ' '.repeat(99_999) + 'y'],
    ['stairs of 3000 levels', Array.from({ length: 3000 }, (_, k) => ' '.repeat(k) + 'x').join('\n')],
  ])('%s survives', (_name, whole) => {
    expect(vocabulary.decode(vocabulary.encode(whole))).toBe(whole);
  });

  it('5 MB survive and take a moment', () => {
    const block = 'function f(a, b) {\n    if (a) {\n        return b + "é漢😀";\n    }\n}\n\n';
    const whole = block.repeat(Math.ceil(5_000_000 / block.length));
    const start = performance.now();
    const tokens = vocabulary.encode(whole);
    // 40 MB in seconds means 5 MB in well under one; a loaded machine gets ten times that.
    expect(performance.now() - start).toBeLessThan(3000);
    expect(vocabulary.decode(tokens)).toBe(whole);
    expect(tokens.length).toBeLessThan(byteLength(whole));
  });
});

describe('the header', () => {
  it('holds language and path', () => {
    const header = Array.from(vocabulary.encodeHeader('python', 'a/b/src/main.py'));
    expect(header.slice(0, 3)).toEqual([
      DOCUMENT_START,
      FIRST_LANGUAGE + vocabulary.languages.indexOf('python'),
      PATH_START,
    ]);
    expect(show(header.slice(3, -1))).toBe('src/main.py');
    expect(header.at(-1)).toBe(PATH_END);
  });

  it('has no path without one, and a common tag for unknown languages', () => {
    expect(Array.from(vocabulary.encodeHeader('klingon'))).toEqual([DOCUMENT_START, UNKNOWN_LANGUAGE]);
    expect(Array.from(vocabulary.encodeHeader('klingon', ''))).toEqual([DOCUMENT_START, UNKNOWN_LANGUAGE]);
  });

  it('is not part of the decoded text, whatever the path', () => {
    fc.assert(
      fc.property(text, text, (path, whole) => {
        expect(vocabulary.decode([...vocabulary.encodeHeader('go', path), ...vocabulary.encode(whole)])).toBe(whole);
      }),
      runs,
    );
  });

  it('has a tag for every known language, and not more than there are tags', () => {
    const all = Vocabulary.ofAllLanguages();
    expect(all.languages.length).toBeLessThanOrEqual(MAXIMUM_LANGUAGES);
    expect(new Set(all.languages).size).toBe(all.languages.length);
    expect(all.size).toBe(352);
    expect(() => new Vocabulary(Array.from({ length: 74 }, String))).toThrow(/at most 73/);
  });

  it('keeps the size of a model with 41 languages, whose tags are the first of all', () => {
    expect(vocabulary.size).toBe(320);
    expect(vocabulary.languages).toHaveLength(41);
    expect(vocabulary.languages).toEqual(Vocabulary.ofAllLanguages().languages.slice(0, 41));
    expect(vocabulary.languageTag('scala')).toBe(vocabulary.languageTag('unknown'));
  });
});

it('bits per character count bytes of the text', () => {
  expect(bitsPerCharacter({ nats: 4 * Math.LN2, characters: byteLength('é!!') })).toBe(1);
  expect(byteLength('')).toBe(0);
});
