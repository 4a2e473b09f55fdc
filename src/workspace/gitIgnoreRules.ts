/**
 * The rules of `.gitignore` files. Every folder may have one; deeper ones override, and in one file the last match wins.
 * Nothing in an ignored folder can be included again, so the walk asks for folders before it asks for what is in them.
 * Letter case does not count: leaving out a file too many does no harm.
 */
import { PathPattern } from './pathPattern.ts';

interface Rule {
  readonly pattern: PathPattern;
  readonly isNegated: boolean;
  readonly foldersOnly: boolean;
  /** Without a slash a pattern is about names at any depth. */
  readonly byName: boolean;
}

const dialect = { escapes: true, literalBracket: false, includesFolder: false } as const;

/** Size of all rules that hold in a folder. Checking a path costs at most so many steps for each character. */
const largestSize = 50_000;

export class GitIgnoreRules {
  readonly #base: string;

  private constructor(
    private readonly above: GitIgnoreRules | undefined,
    /** Folder of the rules, from the top, with a slash at the end; or empty. */
    private readonly base: string,
    private readonly rules: readonly Rule[],
    private readonly size: number,
    /** From the top folder to the folder that paths are relative to, with a slash at the end; or empty. */
    private readonly start: string,
  ) {
    this.#base = base.toLowerCase();
  }

  static none(): GitIgnoreRules {
    return new GitIgnoreRules(undefined, '', [], 0, '');
  }

  /** There are more or longer rules than can be checked. Then nothing of the folder may be read. */
  get isTooLarge(): boolean {
    return this.size > largestSize;
  }

  /** The same rules, for paths relative to this folder. */
  from(folder: string): GitIgnoreRules {
    return new GitIgnoreRules(this.above, this.base, this.rules, this.size, `${this.start}${folder}/`);
  }

  /** These rules, where a `.gitignore` could not be read, since it is too long. */
  withUnreadable(): GitIgnoreRules {
    return new GitIgnoreRules(this.above, this.base, this.rules, Infinity, this.start);
  }

  /** These rules and those of a `.gitignore` with this text in `folder` (forward slashes; empty for the top folder). */
  with(folder: string, text: string): GitIgnoreRules {
    const base = folder === '' ? this.start : `${this.start}${folder}/`;
    const rules: Rule[] = [];
    let { size } = this;
    for (const line of linesOf(text)) {
      if (size > largestSize) break;
      try {
        const rule = ruleOf(line);
        if (rule === undefined) continue;
        size += rule.pattern.size;
        rules.push(rule);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        size = Infinity;
      }
    }
    return rules.length === 0 && size === this.size ? this : new GitIgnoreRules(this, base, rules, size, this.start);
  }

  /** Whether a file or a folder is ignored, for a path in a folder that is not. */
  ignores(path: string, isFolder: boolean): boolean {
    return this.#decideHereOrAbove(`${this.start}${path}`.toLowerCase(), isFolder) ?? false;
  }

  #decideHereOrAbove(full: string, isFolder: boolean): boolean | undefined {
    const own = this.#decide(full, isFolder);
    if (own !== undefined || this.above === undefined) return own;
    return this.above.#decideHereOrAbove(full, isFolder);
  }

  /** The last rule of this level that matches; `undefined` when none does. */
  #decide(full: string, isFolder: boolean): boolean | undefined {
    if (this.rules.length === 0 || !full.startsWith(this.#base)) return undefined;
    const path = full.slice(this.#base.length).split('/');
    const name = path.slice(-1);
    for (let index = this.rules.length - 1; index >= 0; index--) {
      const rule = this.rules[index];
      if (rule === undefined || (rule.foldersOnly && !isFolder)) continue;
      if (rule.pattern.matches(rule.byName ? name : path)) return !rule.isNegated;
    }
    return undefined;
  }
}

function* linesOf(text: string): Generator<string> {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(start, text.charAt(end - 1) === '\r' && end > start ? end - 1 : end);
    start = end + 1;
  }
}

/** A line of a `.gitignore`; `undefined` for comments, empty lines and patterns that match nothing. */
function ruleOf(line: string): Rule | undefined {
  const written = withoutTrailingSpace(line);
  if (written === '' || written.startsWith('#')) return undefined;
  const isNegated = written.startsWith('!');
  let pattern = isNegated ? written.slice(1) : written;
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  if (pattern === '') return undefined;
  const byName = !pattern.includes('/');
  const parsed = PathPattern.parse(byName ? `**/${pattern}` : pattern.replace(/^\//, ''), dialect);
  return parsed === undefined ? undefined : { pattern: parsed, isNegated, foldersOnly, byName };
}

/** White space at the end does not count, unless a backslash precedes it. */
function withoutTrailingSpace(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charAt(end - 1) === ' ' || line.charAt(end - 1) === '\t')) end--;
  return line.charAt(end - 1) === '\\' && end < line.length ? line.slice(0, end + 1) : line.slice(0, end);
}
