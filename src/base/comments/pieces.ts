/** Comments, strings and other texts that many languages share, as rules for `contexts.ts`. */
import { type Context, enter, type Rule, skip } from './contexts.ts';

const { raw } = String;

/** A text as a pattern that matches just it. */
export const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, raw`\$&`);

export const escapes = skip(raw`\\[^]`);

/** A comment to the end of the line. `stop`: what ends it earlier. */
export const lineComment = (begin: string, stop?: string): Rule =>
  enter(begin, { isComment: true, end: stop === undefined ? raw`(?=\n)` : raw`(?=\n|${stop})` });

/** The same, where a backslash at the end of the line goes on. */
export const continuedComment = (begin: string): Rule =>
  enter(begin, { isComment: true, end: raw`(?=\n)`, rules: [skip(raw`\\\r?\n`)] });

export const blockComment = (begin: string, end: string, rules: readonly Rule[] = []): Rule =>
  enter(begin, { isComment: true, end, rules });

/** A comment that may hold others of its kind. */
export function nestedComment(begin: string, end: string, rules: readonly Rule[] = []): Rule {
  const context: Context = { isComment: true, end, rules: [...rules, enter(begin, () => context)] };
  return enter(begin, context);
}

/** A string on one line, with backslash escapes. */
export const lineString = (quote: string, inner: readonly Rule[] = []): Rule =>
  enter(quote, { end: `${quote}|$`, rules: [escapes, ...inner] });

/** A string over any lines, with backslash escapes. */
export const textString = (quote: string, inner: readonly Rule[] = [], begin = quote): Rule =>
  enter(begin, { end: quote, rules: [escapes, ...inner] });

/** A string without escapes, or in which only its doubled quote stands for the quote. */
export const rawString = (begin: string, end: string): Rule => enter(begin, { end });
export const doubledString = (quote: string, inner: readonly Rule[] = [], begin = quote): Rule =>
  enter(begin, { end: `${quote}(?!${quote})`, rules: [skip(quote + quote), ...inner] });

/** `'x'`, `'\n'`, but neither a lifetime nor a type variable. */
export const character = skip(raw`'(?:\\[^\n][^'\n]{0,10}|[^'\\\n])'`);

/** Names and numbers that may hold apostrophes. */
export const primedName = skip(raw`[A-Za-z_][\w']*`);
export const separatedNumber = skip(raw`\b\d[\w.]*(?:'\w+)*`);

/** Code between braces or parentheses, inside a string or markup. */
export function nestedCode(open: string, close: string, rules: () => readonly Rule[], begin = open): Rule {
  let context: Context | undefined;
  const own = (): Context => (context ??= { end: close, rules: [...rules(), enter(open, own)] });
  return enter(begin, own);
}

/** A text up to a line with its name: `<<EOF`. `begin` ends behind the line; its last group is the name. */
export const hereDocument = (begin: string, rules: readonly Rule[] = []): Rule =>
  enter(begin, ({ groups }) => ({ end: raw`^[ \t]*${literally(groups.at(-1) ?? '')}\b`, rules }));

/** Everything that is further indented than the line where it begins. */
export const indented = (begin: string, isComment: boolean): Rule =>
  enter(begin, ({ before, groups }) => {
    const indent = /^[ \t]*/.exec(before() + (groups.at(0) ?? ''))?.[0].length ?? 0;
    return { isComment, end: raw`^(?![ \t]{${indent + 1}}|[ \t]*$)` };
  });

/** A mark behind something. The mark comes first, so that the look back is only for marks. */
export const behind = (before: string, mark: string): string => `${mark}(?<=${before}${mark})`;

/** `/…/` where a value may stand. */
const beforeValue = raw`(?:^|[(,=:[!&|?{};+*%^~>-]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield|and|or|not|if|unless|when|while|until))[ \t]{0,60}`;
export const regexBody: Context = {
  end: '/[a-z]{0,8}|$',
  rules: [skip(raw`\\.`), enter(raw`\[`, { end: raw`\]|$`, rules: [skip(raw`\\.`)] })],
};
export const regexLiteral = enter(`${behind(beforeValue, '/')}(?![*/])`, regexBody);

/** `q(…)`, `%w[…]`, `~s{…}`: the last group is the opening mark. */
export const markedString = (begin: string, inner: readonly Rule[] = noRules): Rule =>
  enter(begin, ({ groups }) => markedBody(groups.at(-1) ?? '', inner));

const closers = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['<', '>'],
]);

const bodies = new WeakMap<readonly Rule[], Map<string, Context>>();
const noRules: readonly Rule[] = [];

export function markedBody(open: string, inner: readonly Rule[] = noRules): Context {
  let known = bodies.get(inner);
  if (known === undefined) bodies.set(inner, (known = new Map<string, Context>()));
  const found = known.get(open);
  if (found !== undefined) return found;
  const close = closers.get(open);
  const context: Context =
    close === undefined
      ? { end: literally(open), rules: [escapes, ...inner] }
      : { end: literally(close), rules: [escapes, ...inner, enter(literally(open), () => context)] };
  known.set(open, context);
  return context;
}
