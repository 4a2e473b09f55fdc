/** JavaScript and its kin, style sheets, and markup that holds both. */
import { type Context, enter, type Rule, skip } from './contexts.ts';
import {
  behind,
  blockComment,
  escapes,
  lineComment,
  lineString,
  nestedCode,
  rawString,
  regexLiteral,
} from './pieces.ts';

const { raw } = String;

/** `stop`: what ends the script itself, also in a comment. */
export function scriptRules({
  jsx = false,
  stop,
}: { readonly jsx?: boolean; readonly stop?: string } = {}): readonly Rule[] {
  const rules: Rule[] = [];
  const code = nestedCode(raw`\{`, raw`\}`, () => rules);
  rules.push(
    lineComment('(?<![^])#!', stop),
    lineComment('//', stop),
    blockComment(raw`/\*`, raw`\*/`),
    lineString('"'),
    lineString("'"),
    enter('`', { end: '`', rules: [escapes, { ...code, begin: raw`\$\{` }] }),
    regexLiteral,
  );
  if (jsx) rules.push(enter(jsxBegin, tagOf(code)));
  return rules;
}

const jsxBegin = `${behind(raw`(?:^|[(,=:[!&|?{};>]|\b(?:return|default|yield|case|else))[ \t]{0,60}`, '<')}${raw`(?=[A-Za-z_$>])(?![A-Z]\w{0,30}(?:,|\s{1,8}extends\b))`}`;

/** An element: attributes, then children with elements and code. */
function tagOf(code: Rule): Context {
  const children: Context = { end: raw`</[^>\n]{0,200}>`, rules: [code, enter('<(?=[A-Za-z_$>])', () => tag)] };
  const tag: Context = {
    end: '/>',
    rules: [
      lineComment('//'),
      blockComment(raw`/\*`, raw`\*/`),
      rawString('"', '"'),
      rawString("'", "'"),
      code,
      { begin: '>', context: children, replaces: true },
    ],
  };
  return tag;
}

const styleStrings = [lineString('"'), lineString("'")];
const address = enter(raw`\burl\((?!\s{0,8}["'])`, { end: raw`\)|$` });

export const cssRules: readonly Rule[] = [blockComment(raw`/\*`, raw`\*/`), address, ...styleStrings];
export const scssRules = (stop?: string): readonly Rule[] => [...cssRules, lineComment('//', stop)];

const attributes: readonly Rule[] = [rawString('"', '"'), rawString("'", "'")];
export const markupComment = blockComment('<!--', '-->');
export const xmlRules: readonly Rule[] = [
  markupComment,
  rawString(raw`<!\[CDATA\[`, raw`\]\]>`),
  enter('</?[A-Za-z_]', { end: '>', rules: attributes }),
];

/** `expressions`: code between the tags; `inner`: rules that also hold in scripts and styles. */
export function htmlRules(expressions: readonly Rule[] = [], inner: readonly Rule[] = []): readonly Rule[] {
  const script = (jsx: boolean): Context => ({
    end: '(?=</script)',
    rules: [...inner, ...scriptRules({ jsx, stop: '</script' })],
  });
  const [plain, withElements] = [script(false), script(true)];
  const css: Context = { end: '(?=</style)', rules: [...inner, ...cssRules] };
  const scss: Context = { end: '(?=</style)', rules: [...inner, ...scssRules('</style')] };
  return [
    markupComment,
    ...inner,
    enter(raw`<script\b([^>]{0,400})>`, ({ groups: [written = ''] }) => {
      if (/type=["']?(?!module|text\/(?:java|ecma|type|babel|jsx)|application\/(?:java|ecma))/.test(written))
        return { end: '(?=</script)' };
      return /[jt]sx|babel/.test(written) ? withElements : plain;
    }),
    enter(raw`<style\b([^>]{0,400})>`, ({ groups: [written = ''] }) =>
      /less|s[ac]ss|styl/.test(written) ? scss : css,
    ),
    rawString(raw`<!\[CDATA\[`, raw`\]\]>`),
    enter('</?[A-Za-z]', { end: '>', rules: [...attributes, ...expressions, ...inner] }),
    ...expressions,
  ];
}

const script = scriptRules();
const elements = scriptRules({ jsx: true });

export const vueRules = htmlRules([enter(raw`\{\{`, { end: raw`\}\}`, rules: script })]);
export const svelteRules = htmlRules([nestedCode(raw`\{`, raw`\}`, () => script)]);
export const astroRules: readonly Rule[] = [
  enter(raw`(?<![^])---$`, { end: '^---$', rules: elements }),
  ...htmlRules([nestedCode(raw`\{`, raw`\}`, () => elements)]),
];

export const handlebarsRules: readonly Rule[] = [
  blockComment(raw`\{\{~?!--`, raw`--~?\}\}`),
  blockComment(raw`\{\{~?!`, raw`\}\}`),
  ...htmlRules([enter(raw`\{\{`, { end: raw`\}\}`, rules: attributes })]),
];

/** Style sheets without braces: a comment goes on over lines that are further indented. */
export const sassRules: readonly Rule[] = [
  enter(behind(raw`^[ \t]{0,200}`, '/[/*]'), ({ before }) => ({
    isComment: true,
    end: raw`^(?![ \t]{${before().length + 1}}|[ \t]*$)`,
  })),
  ...scssRules(),
];

export const jsonRules: readonly Rule[] = [lineComment('//'), blockComment(raw`/\*`, raw`\*/`), lineString('"')];

const phpCode: Context = {
  end: raw`\?>`,
  rules: [
    lineComment('//', raw`\?>`),
    lineComment(raw`#(?!\[)`, raw`\?>`),
    blockComment(raw`/\*`, raw`\*/`),
    enter('"', { end: '"', rules: [escapes] }),
    enter("'", { end: "'", rules: [escapes] }),
    enter('`', { end: '`', rules: [escapes] }),
    enter(raw`<<<[ \t]{0,8}["']?(\w{1,80})["']?[^\n]*\n`, ({ groups: [name = ''] }) => ({
      end: raw`^[ \t]*${name}\b`,
    })),
    skip(raw`<\?(?:php\b|=)`),
  ],
};
export const phpMarkup: Context = { rules: htmlRules([], [enter(raw`<\?(?!xml)(?:php\b|=)?`, phpCode)]) };
/** A stretch of PHP begins in code, unless it begins with markup. */
export const phpBegin = (text: string): readonly Context[] =>
  /^\s{0,200}<(?!\?)/.test(text) ? [phpMarkup] : [phpMarkup, phpCode];
