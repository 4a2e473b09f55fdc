/**
 * Patterns of paths with the wildcards that `.gitignore` files and VS Code's globs share: `*`, `?`, `[…]` inside a
 * segment, `**` over segments. No regular expression: a match takes at most as many steps as the pattern has tokens
 * times the path has characters, whatever the pattern is. Letter case does not count.
 */

/** `.gitignore` and VS Code differ in these. */
export interface PatternDialect {
  /** A backslash makes the next character literal. */
  readonly escapes: boolean;
  /** A `[` without its `]` stands for itself; otherwise such a pattern matches nothing. */
  readonly literalBracket: boolean;
  /** `a/**` also matches `a`. */
  readonly includesFolder: boolean;
}

/** One character of a set; `*` is the string. */
type Token = number | '*' | '?' | CharacterSet;

interface CharacterSet {
  readonly negated: boolean;
  /** First and last code unit of each range. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** A text stands for itself. */
type Segment = string | readonly Token[] | typeof anySegments;

/** `**` */
const anySegments = Symbol('any segments');

/** Longest path of a file system, in characters: a pattern that needs more matches nothing. */
const longestPath = 4096;
/** Most ranges in the sets of a pattern. */
const mostRanges = 1024;

export class PathPattern {
  /** For a pattern of one name without wildcards. */
  readonly #name: string | undefined;
  /** Wildcards and texts between them, which is what a match may cost for each character of a path. */
  readonly size: number;

  private constructor(private readonly segments: readonly Segment[]) {
    this.#name = onlyName(segments);
    this.size = segments.reduce((sum, segment) => sum + 1 + sizeOf(segment), 0);
  }

  /**
   * `undefined` for a pattern that matches no path. @throws RangeError for one that is too long to check
   * @param text segments with slashes between them
   */
  static parse(text: string, dialect: PatternDialect): PathPattern | undefined {
    const segments: Segment[] = [];
    let needed = 0;
    let ranges = 0;
    const parts = text.toLowerCase().split('/', longestPath);
    for (const [index, part] of parts.entries()) {
      if (part === '**') {
        if (segments.at(-1) !== anySegments) segments.push(anySegments);
        const isLast = index === parts.length - 1;
        if (isLast && !dialect.includesFolder) segments.push(['*']);
        continue;
      }
      const tokens = tokensOf(part, dialect);
      if (tokens === undefined) return undefined;
      needed += tokens.filter((token) => token !== '*').length;
      ranges += tokens.reduce<number>((sum, token) => sum + rangesOf(token), 0);
      if (needed > longestPath) return undefined;
      if (ranges > mostRanges) throw new RangeError('a pattern with too many sets of characters');
      segments.push(literalOf(tokens) ?? tokens);
    }
    return new PathPattern(segments);
  }

  /** @param path its segments, in lower case */
  matches(path: readonly string[]): boolean {
    const { segments } = this;
    if (this.#name !== undefined) return path[path.length - 1] === this.#name;
    let [at, place, star, tried] = [0, 0, -1, 0];
    // Only the last `**` has to be tried again: what an earlier one could take, the last one can take as well.
    while (place < path.length) {
      const segment = segments[at];
      if (segment === anySegments) {
        star = at++;
        tried = place;
      } else if (segment !== undefined && matchesSegment(segment, path[place] ?? '')) {
        at++;
        place++;
      } else if (star >= 0) {
        at = star + 1;
        place = ++tried;
      } else return false;
    }
    while (segments[at] === anySegments) at++;
    return at === segments.length;
  }
}

/** The name, if that is all: `**` and a text. */
function onlyName([first, second, ...others]: readonly Segment[]): string | undefined {
  return first === anySegments && typeof second === 'string' && others.length === 0 ? second : undefined;
}

/** The text of a segment without wildcards. */
function literalOf(tokens: readonly Token[]): string | undefined {
  let text = '';
  for (const token of tokens) {
    if (typeof token !== 'number') return undefined;
    text += String.fromCharCode(token);
  }
  return text;
}

function matchesSegment(segment: string | readonly Token[], text: string): boolean {
  if (typeof segment === 'string') return segment === text;
  let [at, place, star, tried] = [0, 0, -1, 0];
  while (place < text.length) {
    const token = segment[at];
    if (token === '*') {
      star = at++;
      tried = place;
    } else if (token !== undefined && matchesCharacter(token, text.charCodeAt(place))) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++tried;
    } else return false;
  }
  while (segment[at] === '*') at++;
  return at === segment.length;
}

function matchesCharacter(token: Exclude<Token, '*'>, code: number): boolean {
  if (typeof token === 'number') return token === code;
  if (token === '?') return true;
  return token.ranges.some(([first, last]) => code >= first && code <= last) !== token.negated;
}

function sizeOf(segment: Segment): number {
  if (typeof segment === 'string' || segment === anySegments) return 0;
  return segment.reduce<number>((sum, token) => sum + 1 + rangesOf(token), 0);
}

function rangesOf(token: Token): number {
  return typeof token === 'object' ? token.ranges.length : 0;
}

/** `undefined` where the text is no pattern, or one that no path is long enough for. */
function tokensOf(text: string, { escapes, literalBracket }: PatternDialect): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    // Stars are never side by side, so at least every other token needs a character.
    if (tokens.length > 2 * longestPath) return undefined;
    const character = text.charAt(at);
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (character === '?') {
      tokens.push('?');
    } else if (character === '[') {
      const set = setAt(text, at, escapes);
      if (set !== undefined) {
        tokens.push(set.set);
        at = set.end;
      } else if (literalBracket) tokens.push(text.charCodeAt(at));
      else return undefined;
    } else if (character === '\\' && escapes) {
      if (++at === text.length) return undefined;
      tokens.push(text.charCodeAt(at));
    } else {
      tokens.push(text.charCodeAt(at));
    }
  }
  return tokens;
}

/** The set that begins at a `[`, and the place of its `]`. */
function setAt(
  text: string,
  start: number,
  escapes: boolean,
): { readonly set: CharacterSet; readonly end: number } | undefined {
  const last = text.indexOf(']', start + 1);
  // Without any bracket ahead there is no set: many opening ones then cost one look each.
  if (last < 0 || last - start > longestPath) return undefined;
  let at = start + 1;
  const negated = text.charAt(at) === '!' || text.charAt(at) === '^';
  if (negated) at++;
  const ranges: (readonly [number, number])[] = [];
  const first = at;
  while (at < text.length && ranges.length <= mostRanges) {
    if (text.charAt(at) === ']' && at > first) return { set: { negated, ranges }, end: at };
    const named = namedRanges(text, at);
    if (named !== undefined) {
      ranges.push(...named.ranges);
      at = named.end;
      continue;
    }
    if (text.charAt(at) === '\\' && escapes) at++;
    const from = text.charCodeAt(at++);
    if (text.charAt(at) === '-' && at + 1 < text.length && text.charAt(at + 1) !== ']') {
      at++;
      if (text.charAt(at) === '\\' && escapes) at++;
      ranges.push([from, text.charCodeAt(at++)]);
    } else ranges.push([from, from]);
  }
  return undefined;
}

/** POSIX classes, in lower case as everything is. */
const namedSets: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  alpha: [[97, 122]],
  lower: [[97, 122]],
  upper: [[97, 122]],
  digit: [[48, 57]],
  xdigit: [
    [48, 57],
    [97, 102],
  ],
  alnum: [
    [48, 57],
    [97, 122],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
};
const longestSetName = 6;

/** `[:alpha:]` and the like inside a set. */
function namedRanges(
  text: string,
  start: number,
): { readonly ranges: readonly (readonly [number, number])[]; readonly end: number } | undefined {
  if (!text.startsWith('[:', start)) return undefined;
  const written = text.slice(start + 2, start + 2 + longestSetName + 2);
  const end = written.indexOf(':]');
  const name = end < 0 ? '' : written.slice(0, end);
  const ranges = Object.hasOwn(namedSets, name) ? namedSets[name] : undefined;
  return ranges === undefined ? undefined : { ranges, end: start + 2 + end + 2 };
}
