/** Languages in the manner of C, and what they share with others. */
import { enter, type Rule, skip } from './contexts.ts';
import {
  blockComment,
  character,
  continuedComment,
  doubledString,
  escapes,
  lineComment,
  lineString,
  literally,
  nestedCode,
  nestedComment,
  rawString,
  regexLiteral,
  separatedNumber,
  textString,
} from './pieces.ts';

const { raw } = String;

export const slashes = lineComment('//');
export const hash = lineComment('#');
export const starred = blockComment(raw`/\*`, raw`\*/`);
export const nestedStarred = nestedComment(raw`/\*`, raw`\*/`);
export const [double, single] = [lineString('"'), lineString("'")];
export const tripleDouble = textString('"""');
export const tripleSingle = textString("'''");

/** Rules that contain themselves, in the code inside of strings. */
export function withInterpolation(
  open: string,
  make: (code: Rule) => readonly Rule[],
  pair: readonly [string, string] = [raw`\{`, raw`\}`],
): readonly Rule[] {
  const rules: Rule[] = [];
  rules.push(...make(nestedCode(pair[0], pair[1], () => rules, open)));
  return rules;
}

const preprocessor = [
  skip(raw`^[ \t]*#[ \t]*(?:error|warning|pragma[ \t]+(?:mark|region)|region|endregion)\b.*`),
  skip(raw`^[ \t]*#[ \t]*(?:include|import)[ \t]*<[^>\n]*>?`),
];
export const cRules = [...preprocessor, continuedComment('//'), starred, separatedNumber, double, single];
export const cppRules = [
  enter(raw`\b(?:u8|[uUL])?R"([^()\\\s]{0,16})\(`, ({ groups: [mark = ''] }) => ({ end: raw`\)${literally(mark)}"` })),
  ...cRules,
];
export const javaLike = [slashes, starred, tripleDouble, double, character];
export const cSharp = withInterpolation(raw`\{`, (code) => [
  skip(raw`^[ \t]*#(?:region|endregion|error|warning)\b.*`),
  slashes,
  starred,
  enter(raw`(?<!")("{3,20})`, ({ groups: [quotes = ''] }) => ({ end: quotes })),
  doubledString('"', [], raw`(?:@\$?|\$@)"`),
  enter(raw`\$"`, { end: '"|$', rules: [escapes, skip(raw`\{\{`), code] }),
  double,
  character,
]);
export const dollarBraces = raw`\$\{`;
export const kotlin = withInterpolation(dollarBraces, (code) => [
  slashes,
  nestedStarred,
  enter('"""', { end: '"""(?!")', rules: [code] }),
  lineString('"', [code]),
  character,
]);
export const dart = withInterpolation(dollarBraces, (code) => [
  slashes,
  nestedStarred,
  enter(raw`\br("""|'''|"|')`, ({ groups: [quote = ''] }) => ({ end: quote })),
  textString('"""', [code]),
  textString("'''", [code]),
  lineString('"', [code]),
  lineString("'", [code]),
]);
export const swift = withInterpolation(
  raw`\\\(`,
  (code) => [
    slashes,
    nestedStarred,
    enter(raw`(#{1,8})("""|"|/)`, ({ groups: [marks = '', quote = ''] }) => ({ end: `${quote}${marks}` })),
    enter('"""', { end: '"""', rules: [code, escapes] }),
    enter('"', { end: '"|$', rules: [code, escapes] }),
    regexLiteral,
  ],
  [raw`\(`, raw`\)`],
);
export const rust: readonly Rule[] = [
  slashes,
  nestedStarred,
  enter(raw`\b(?:r|br|cr)(#{0,20})"`, ({ groups: [marks = ''] }) => ({ end: `"${marks}` })),
  textString('"'),
  character,
];
export const go = [slashes, starred, rawString('`', '`'), double, character];
export const python = [hash, tripleDouble, tripleSingle, double, single];
export const groovy = withInterpolation(dollarBraces, (code) => [
  lineComment('(?<![^])#!'),
  slashes,
  starred,
  textString('"""', [code]),
  tripleSingle,
  rawString(raw`\$/`, raw`/\$`),
  lineString('"', [code]),
  single,
  regexLiteral,
]);
export const d = [
  slashes,
  starred,
  nestedComment(raw`/\+`, raw`\+/`),
  rawString('`', '`'),
  rawString(raw`\br"`, '"'),
  textString('"'),
  character,
];
export const zig = [slashes, skip(raw`\\\\.*`), double, character];
export const nim = [
  nestedComment(raw`##?\[`, raw`\]##?`),
  hash,
  rawString('"""', '"""(?!")'),
  doubledString('"', [], raw`\br"`),
  double,
  separatedNumber,
  character,
];
export const verilog = [slashes, starred, separatedNumber, double];
