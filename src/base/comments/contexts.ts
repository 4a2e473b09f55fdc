/**
 * A lexer that only tells comments from everything else. A text is in one context at a time: code, a comment, a string.
 * A context has an end, and rules for what begins in it. All patterns are regular expressions without flags; `^` and `$`
 * are ends of a line. A scan goes through a text once: from each place to the next match of the end or of a rule.
 */

export interface Context {
  readonly isComment?: boolean;
  /** Ends this context and goes back to the one around it. */
  readonly end?: string;
  /** Tried in this order where several match at one place. */
  readonly rules?: readonly Rule[];
}

/** A match of a rule. */
export interface Begun {
  readonly groups: readonly string[];
  /** The line before the match, or the last part of it. */
  readonly before: () => string;
}

export interface Rule {
  readonly begin: string;
  /** What begins here; absent: the match is passed over. A function, where it depends on the match, or on itself. */
  readonly context?: Context | ((begun: Begun) => Context | undefined);
  /** The new context takes the place of this one. */
  readonly replaces?: boolean;
}

/** Passes over a text, such as an escape. */
export const skip = (begin: string): Rule => ({ begin });
export const enter = (begin: string, context: NonNullable<Rule['context']>): Rule => ({ begin, context });

interface Compiled {
  readonly pattern: RegExp;
  /** Index of the first group of each rule, after that of the end. */
  readonly groups: readonly number[];
}

/** By rules and end: contexts that depend on a match differ only in their ends. */
const compiled = new WeakMap<readonly Rule[], Map<string, Compiled>>();
const noRules: readonly Rule[] = [];
/** Ends kept for the same rules. Texts made of nothing but new ends are no reason to keep them all. */
const mostEnds = 200;

function groupsIn(source: string): number {
  return (new RegExp(`${source}|`).exec('')?.length ?? 1) - 1;
}

function compile({ rules = noRules, end = '(?!)' }: Context): Compiled {
  let known = compiled.get(rules);
  if (known === undefined || known.size > mostEnds) compiled.set(rules, (known = new Map<string, Compiled>()));
  const found = known.get(end);
  if (found !== undefined) return found;
  const sources = [end, ...rules.map(({ begin }) => begin)];
  let group = 1;
  const groups = sources.map((source) => {
    const own = group;
    group += 1 + groupsIn(source);
    return own;
  });
  const result = { pattern: new RegExp(sources.map((source) => `(${source})`).join('|'), 'gmu'), groups };
  known.set(end, result);
  return result;
}

/** Contexts inside each other that are followed. Deeper ones are the work of a machine. */
const deepest = 200;

/** Whether a text ends in a comment. `begin`: the contexts it begins in, the outermost first. */
export function endsInComment(text: string, begin: readonly Context[]): boolean {
  const stack = [...begin];
  let at = 0;
  for (;;) {
    const current = stack.at(-1);
    if (current === undefined) return false;
    const { pattern, groups } = compile(current);
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return stack.some(({ isComment }) => isComment === true);
    const which = groups.findIndex((group) => match[group] !== undefined);
    const rule = which === 0 ? undefined : current.rules?.[which - 1];
    const end = match.index + match[0].length;
    const first = (groups[which] ?? 0) + 1;
    const depth = stack.length;
    if (rule === undefined) {
      if (stack.length > 1) stack.pop();
    } else if (rule.context !== undefined && stack.length < deepest) {
      const before = (): string => lineBefore(text, match.index);
      const begun = { groups: match.slice(first, groups[which + 1] ?? match.length), before };
      const next = typeof rule.context === 'function' ? rule.context(begun) : rule.context;
      if (rule.replaces === true) stack.pop();
      if (next !== undefined) stack.push(next);
    }
    // An empty match that changes nothing would be found again.
    at = end === at && match[0] === '' && stack.length === depth && rule?.replaces !== true ? end + 1 : end;
    if (at > text.length) return stack.some(({ isComment }) => isComment === true);
  }
}

/** How far back the beginning of a line is looked for. */
const longestBefore = 400;

function lineBefore(text: string, at: number): string {
  const stretch = text.slice(Math.max(0, at - longestBefore), at);
  return stretch.slice(stretch.lastIndexOf('\n') + 1);
}
