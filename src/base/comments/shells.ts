/** Shells, makefiles, and the languages that took over their quoting: Perl, Ruby, PowerShell. */
import { type Context, enter, type Rule, skip } from './contexts.ts';
import {
  blockComment,
  character,
  continuedComment,
  doubledString,
  escapes,
  hereDocument,
  lineComment,
  literally,
  markedBody,
  markedString,
  nestedCode,
  rawString,
  regexBody,
  regexLiteral,
  textString,
} from './pieces.ts';

const { raw } = String;

function makeShellRules(): readonly Rule[] {
  const rules: Rule[] = [];
  const command = nestedCode(raw`\(`, raw`\)`, () => rules, raw`\$\(`);
  const inTicks: Rule[] = [];
  const inParameter: Rule[] = [];
  const ticks = enter('`', { end: '`', rules: inTicks });
  const parameter = enter(raw`\$\{`, { end: raw`\}`, rules: inParameter });
  const text = enter('"', {
    end: '"',
    rules: [escapes, command, parameter, enter('`', { end: '`', rules: [escapes] })],
  });
  inParameter.push(escapes, text, rawString("'", "'"), command, parameter);
  rules.push(
    lineComment(raw`(?<=^|[\s;&|()${'`'}])#`),
    escapes,
    skip(raw`\$[#$]`),
    enter(raw`\$\(\(`, { end: raw`\)\)`, rules: [nestedCode(raw`\(`, raw`\)`, () => [])] }),
    command,
    parameter,
    textString("'", [], raw`\$'`),
    rawString("'", "'"),
    text,
    ticks,
    hereDocument(raw`(?<!<)<<-?[ \t]{0,8}["'\\]?([A-Za-z_]\w{0,80})["']?[^\n]*\n`),
  );
  inTicks.push(...rules.filter((rule) => rule !== ticks));
  return rules;
}

export const shellRules = makeShellRules();

const reference = nestedCode(raw`\(`, raw`\)`, () => [], raw`\$\(`);
const bracedReference = nestedCode(raw`\{`, raw`\}`, () => [], raw`\$\{`);
export const makefileRules: readonly Rule[] = [
  // Lines of a recipe go to the shell.
  enter(raw`^\t`, { end: raw`(?<!\\)$`, rules: [reference, skip(raw`\$\$`), ...shellRules] }),
  skip(raw`\\#`),
  reference,
  bracedReference,
  continuedComment('#'),
];

const powershellCode: Rule[] = [];
powershellCode.push(
  blockComment('<#', '#>'),
  lineComment(raw`(?<=^|[\s;(){}|,=])#`),
  rawString(raw`@"[ \t]*\n`, '^"@'),
  rawString(raw`@'[ \t]*\n`, "^'@"),
  skip('`[^]'),
  enter('"', {
    end: '"(?!")',
    rules: [skip('""'), skip('`[^]'), enter(raw`\$\(`, { end: raw`\)`, rules: powershellCode })],
  }),
  doubledString("'"),
);
export const powershellRules: readonly Rule[] = powershellCode;

/** `hasBegin`: whether lines from `=begin` to `=end` are a comment. */
export function rubyRules({ hasBegin }: { readonly hasBegin: boolean }): readonly Rule[] {
  const rules: Rule[] = [];
  const code = nestedCode(raw`\{`, raw`\}`, () => rules, raw`#\{`);
  rules.push(
    ...(hasBegin ? [blockComment(raw`^=begin\b`, raw`^=end\b.*$`), enter('^__END__$', {})] : [character]),
    lineComment('#'),
    hereDocument(raw`<<[~-]["'${'`'}]?([A-Za-z_]\w{0,80})["'${'`'}]?[^\n]*\n`, [escapes, code]),
    hereDocument(raw`<<["'${'`'}]?([A-Z]\w{0,80})["'${'`'}]?[^\n]*\n`, [escapes, code]),
    skip(raw`\$["'#;,/\\.<>_!@&~*$?:${'`'}]`),
    textString('"', [code]),
    textString("'"),
    textString('`', [code]),
    markedString(raw`%[qwi]([^\w\s])`),
    markedString(raw`%[QWIxrs]?([([{<|!])`, [code]),
    markedString(raw`%r([^\w\s])`, [code]),
    skip(raw`(?<![\w)\]}])\?\\?\S(?!\w)`),
    regexLiteral,
  );
  return rules;
}

const pairs = '([{<';

/** `s{…}{…}`, `tr/…/…/`: a second part follows the first. */
const twoParts: Rule = enter(raw`(?<![\w$@%&>{-])(?:s|tr|y)([^\w\s,;=)>])`, ({ groups: [open = ''] }): Context => {
  if (!pairs.includes(open)) {
    const mark = literally(open);
    return {
      end: '$',
      rules: [escapes, { begin: mark, context: { end: `${mark}[a-z]{0,8}|$`, rules: [escapes] }, replaces: true }],
    };
  }
  const first = markedBody(open);
  return {
    end: raw`(?!)`,
    rules: [
      {
        begin: raw`${first.end ?? ''}\s{0,20}([([{<])`,
        context: ({ groups: [next = ''] }) => markedBody(next),
        replaces: true,
      },
      ...(first.rules ?? []),
    ],
  };
});

export const perlRules: readonly Rule[] = [
  blockComment(raw`^=[a-zA-Z]\w*`, raw`^=cut\b.*$`),
  enter('^__(?:END|DATA)__$', { rules: [blockComment(raw`^=[a-zA-Z]\w*`, raw`^=cut\b.*$`)] }),
  skip(raw`\$#`),
  skip(raw`[$@%]["';,/\\.<>!&~+]`),
  lineComment('#'),
  hereDocument(raw`<<~?["']?([A-Za-z_]\w{0,80})["']?[^\n]*\n`),
  markedString(raw`(?<![\w$@%&>{-])(?:q[qwxr]?|m)(#)`),
  markedString(raw`(?<![\w$@%&>{-])(?:q[qwxr]?|m)[ \t]{0,4}([^\w\s,;=)>#])`),
  twoParts,
  textString('"'),
  textString("'"),
  textString('`'),
  enter(raw`(?<=[(,=~!&|?{;][ \t]{0,20}|\b(?:split|grep|and|or|not|if|unless|when|return)[ \t]{1,4})/(?!/)`, regexBody),
];
