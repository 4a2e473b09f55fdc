/**
 * Globs with the meaning that VS Code gives them in `files.exclude` and `search.exclude`: a glob matches the whole path
 * inside the folder, so one without a slash matches at the top only. They know `**`, `*`, `?`, `[…]`, `[!…]` and
 * `{a,b}`, match dot files, and ignore letter case.
 * See https://code.visualstudio.com/docs/editor/glob-patterns.
 */
import { PathPattern } from './pathPattern.ts';

const dialect = { escapes: false, literalBracket: true, includesFolder: true } as const;

/** Size of all patterns. Checking a path costs at most so many steps for each of its characters. */
const largestSize = 20_000;
/** Patterns that the braces of all globs may stand for, and braces in one glob. */
const mostPatterns = 2_000;
const mostBraces = 100;
/** Characters of all globs. */
const mostCharacters = 200_000;

export interface ExcludeMatcher {
  /** There are more or longer globs than can be checked. Then every path counts as excluded. */
  readonly isTooLarge: boolean;
  /** Whether a glob matches a file or a folder. The caller leaves out what lies in a matching folder. */
  readonly matches: (path: string) => boolean;
}

export function excludeMatcher(globs: readonly string[]): ExcludeMatcher {
  const patterns = patternsOf(globs);
  if (patterns === undefined) return { isTooLarge: true, matches: () => true };
  return {
    isTooLarge: false,
    matches: (path) => {
      if (patterns.length === 0) return false;
      const segments = path.toLowerCase().split('/');
      return patterns.some((pattern) => pattern.matches(segments));
    },
  };
}

/** Whether a glob matches the path or a folder above it. */
export function isWithinExcluded({ matches }: ExcludeMatcher, path: string): boolean {
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
    if (end > 0 && matches(path.slice(0, end))) return true;
  return matches(path);
}

/** `undefined` when there are too many. */
function patternsOf(globs: readonly string[]): readonly PathPattern[] | undefined {
  const patterns: PathPattern[] = [];
  let size = 0;
  let characters = 0;
  let count = 0;
  try {
    for (const written of globs) {
      characters += written.length;
      if (characters > mostCharacters || written.split('{', mostBraces + 2).length > mostBraces + 1) return undefined;
      const trimmed = written.trim();
      const glob = trimmed.length > 1 && trimmed.endsWith('/') ? trimmed.slice(0, -1) : trimmed;
      if (glob === '') continue;
      for (const choice of choicesOf(glob)) {
        const pattern = PathPattern.parse(choice, dialect);
        size += pattern?.size ?? 0;
        if (++count > mostPatterns || size > largestSize) return undefined;
        if (pattern !== undefined) patterns.push(pattern);
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return patterns;
}

/** `a{b,c}` → `ab`, `ac`, one after the other: the caller stops when there are too many. */
function* choicesOf(glob: string): Generator<string> {
  const open = glob.indexOf('{');
  const close = open < 0 ? -1 : closingBrace(glob, open);
  if (close < 0) {
    yield glob;
    return;
  }
  const before = glob.slice(0, open);
  const after = glob.slice(close + 1);
  for (const choice of commaSeparated(glob.slice(open + 1, close)))
    for (const rest of choicesOf(choice + after)) yield before + rest;
}

function closingBrace(glob: string, open: number): number {
  let depth = 0;
  for (let at = open; at < glob.length; at++) {
    if (glob.charAt(at) === '{') depth++;
    else if (glob.charAt(at) === '}' && --depth === 0) return at;
  }
  return -1;
}

/** Between the commas that are in no inner braces. */
function commaSeparated(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
