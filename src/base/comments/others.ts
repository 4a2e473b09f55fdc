/** Languages with comments of their own kinds. */
import { enter, type Rule, skip } from './contexts.ts';
import {
  behind,
  blockComment,
  character,
  doubledString,
  escapes,
  hereDocument,
  lineComment,
  lineString,
  markedBody,
  markedString,
  nestedComment,
  primedName,
  rawString,
  regexLiteral,
  textString,
} from './pieces.ts';
import {
  slashes,
  hash,
  starred,
  nestedStarred,
  double,
  single,
  tripleDouble,
  tripleSingle,
  withInterpolation,
  dollarBraces,
} from './braces.ts';

const { raw } = String;

export const julia = withInterpolation(
  raw`\$\(`,
  (code) => [
    nestedComment('#=', '=#'),
    hash,
    textString('"""', [code]),
    textString('"', [code]),
    textString('`', [code]),
    skip(raw`[\w)\]}.]'`),
    character,
  ],
  [raw`\(`, raw`\)`],
);
export const terraform = withInterpolation(dollarBraces, (code) => [
  hash,
  slashes,
  starred,
  lineString('"', [code]),
  hereDocument(raw`<<-?(\w{1,80})[^\n]*\n`),
]);
export const elixir = withInterpolation(raw`#\{`, (code) => [
  hash,
  markedString(raw`~[a-z]("""|'''|[/|"'([{<])`, [code]),
  markedString(raw`~[A-Z]{1,20}("""|'''|[/|"'([{<])`),
  textString('"""', [code]),
  textString("'''", [code]),
  textString('"', [code]),
  textString("'", [code]),
  skip(raw`(?<!\w)\?\\?\S`),
]);
export const coffee = withInterpolation(raw`#\{`, (code) => [
  blockComment('###(?!#)', '###'),
  hash,
  textString('"""', [code]),
  tripleSingle,
  textString('"', [code]),
  textString("'"),
  rawString('`', '`'),
  enter('///', { end: '///[a-z]{0,8}', rules: [escapes, code, lineComment(raw`(?<=\s)#`)] }),
  regexLiteral,
]);
const symbols = raw`!#$%&*+./<=>?@\\^|~:`;
export const haskell = [
  rawString(raw`\{-#`, raw`#-\}`),
  nestedComment(raw`\{-`, raw`-\}`),
  lineComment(raw`(?<![${symbols}-])--+(?![${symbols}-])`),
  textString('"'),
  primedName,
  character,
];
const mlString = textString('"');
export const ocaml = [
  nestedComment(raw`\(\*(?!\))`, raw`\*\)`, [mlString, character]),
  enter(raw`\{([a-z_]{0,20})\|`, ({ groups: [mark = ''] }) => ({ end: raw`\|${mark}\}` })),
  mlString,
  primedName,
  character,
];
export const fsharp = [
  slashes,
  nestedComment(raw`\(\*(?!\))`, raw`\*\)`, [mlString]),
  tripleDouble,
  doubledString('"', [], '@"'),
  mlString,
  primedName,
  character,
];
export const erlang = [lineComment('%'), skip(raw`\$\\?[^]`), mlString, textString("'")];
export const lisp = [
  nestedComment(raw`#\|`, raw`\|#`),
  skip('#;'),
  skip(raw`#\\[^]`),
  lineComment(';'),
  mlString,
  enter(raw`\|`, { end: raw`\||$` }),
];
export const clojure = [skip(raw`\\[^]`), lineComment(';'), mlString];
const brackets = (open: string, isComment: boolean): Rule =>
  enter(raw`${open}\[(=*)\[`, ({ groups: [marks = ''] }) => ({ isComment, end: raw`\]${marks}\]` }));
export const lua = [
  lineComment('(?<![^])#!'),
  brackets('--', true),
  lineComment('--'),
  brackets('', false),
  double,
  single,
];
export const cmake = [brackets('#', true), hash, brackets('', false), textString('"'), escapes];
export const tcl = [lineComment(behind(raw`(?:^[ \t]{0,200}|[;{][ \t]{0,20})`, '#')), escapes, textString('"')];
export const sql = [
  lineComment('--'),
  lineComment(raw`(?<=^|\s)#(?=\s|$)`),
  nestedStarred,
  enter(raw`\$(\w{0,40})\$`, ({ groups: [mark = ''] }) => ({ end: raw`\$${mark}\$` })),
  enter("'", { end: "'(?!')", rules: [skip("''"), skip(raw`\\'(?=[^'\n]*')`)] }),
  doubledString('"'),
  rawString('`', '`'),
  enter(raw`\[`, { end: raw`\]|$` }),
];
export const r = [
  hash,
  enter(raw`\b[rR](["'])(-{0,8})([([{])`, ({ groups: [quote = '', dashes = '', open = ''] }) => ({
    end: `${markedBody(open).end ?? ''}${dashes}${quote}`,
  })),
  textString('"'),
  textString("'"),
  rawString('`', '`'),
];
