/**
 * What is open at a place of a text: brackets, strings, comments, tags and elements, one in another. A tolerant reader,
 * not a grammar: what does not fit counts as a flaw, and two readings of nearly the same text are compared by flaws.
 */
import type { Syntax } from './syntax.ts';

/** How the text inside of something is read. */
type Mode = 'code' | 'text' | 'string' | 'comment' | 'tag';

/** Open to the end of its line or of what it is in, closed but never opened, a separator twice, or before a closer. */
type Flaw = 'unclosed' | 'stray' | 'doubled' | 'dangling';

/** Something open. Never changed, so that readings share it. */
export interface Open {
  readonly below: Open | undefined;
  readonly kind: 'bracket' | 'angle' | 'string' | 'comment' | 'tag' | 'element';
  readonly mode: Mode;
  /** A bracket, the end of a string or comment (a line feed for the end of the line), or the name of an element. */
  readonly closer: string;
  /** Offset where it was opened. */
  readonly at: number;
  /** Indentation of that line, in characters. */
  readonly indentation: number;
}

function isWordOrSpace(unit: number): boolean {
  if (unit >= 0x80) return letter.test(String.fromCharCode(unit));
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 32 || isDigitOrSimilar(unit);
}

/** Digits, underscore, tab. */
function isDigitOrSimilar(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || unit === 95 || unit === 9;
}

/** Whether the same things are open. */
export function areAlike(one: Open | undefined, other: Open | undefined): boolean {
  let [a, b] = [one, other];
  while (a !== b) {
    if (a === undefined || b === undefined || a.closer !== b.closer || a.kind !== b.kind) return false;
    [a, b] = [a.below, b.below];
  }
  return true;
}

const flawKinds: readonly Flaw[] = ['unclosed', 'stray', 'doubled', 'dangling'];
const closers: Readonly<Record<string, string | undefined>> = { '(': ')', '[': ']', '{': '}' };
const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr !doctype'.split(' '),
);
const letter = /[\p{L}\p{N}]/u;
const word = /[\p{L}\p{N}_$]/u;
const startOfTag = /<(?:\/?([A-Za-z][\w.:-]*)?(?=[\s/>{<]|$)|!doctype\b)/iy;
/** Languages in which a backslash escapes a quote outside of strings. */
const escapedCode: ReadonlySet<string> = new Set([
  'shellscript',
  'makefile',
  'dockerfile',
  'latex',
  'perl',
  'tcl',
  'r',
]);
const regularExpression = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const characterLiteral = /'(?:\\[^\n]?[^'\n]{0,10}|[^'\\\n]{1,2})'/y;
/** What stands before a value and not behind one. */
const beforeValue = /(?:^|[(,=>:[!&|?{};\n]|\breturn|\bcase|\bdefault)\s{0,40}$/;
const typeName = /(?:::|(?:^|[^\p{L}\p{N}_$])(?:\p{Lu}[\p{L}\p{N}_]*|template|fn|impl|for))$/u;
const typeArgumentsAhead = /<(?:\p{Lu}|['&?*]|[\w.:](?:\[\]|[\s,&*|]|[\w.:]|<[^<>;(){}\n]*>)*>)/uy;

export class Nesting {
  top: Open | undefined;
  readonly flaws: Record<Flaw, number> = { unclosed: 0, stray: 0, doubled: 0, dangling: 0 };
  /** Closed, and opened before the beginning of what is read. */
  beyond = 0;
  /** Offsets of `>` that close nothing, where others close type arguments. */
  operators: number[] = [];
  /** The last character on the line that is no white space, in code. */
  #last = '';
  #shift = 0;
  #indentation = 0;
  #isIndenting = true;

  /** `hasBeginning`: whether nothing stands before what is read, so that nothing can be open already. */
  constructor(
    private readonly syntax: Syntax,
    private readonly hasBeginning = true,
  ) {}

  clone(): Nesting {
    const copy = new Nesting(this.syntax, this.hasBeginning);
    copy.top = this.top;
    Object.assign(copy.flaws, this.flaws);
    copy.beyond = this.beyond;
    copy.operators = this.operators.slice();
    copy.#last = this.#last;
    copy.#indentation = this.#indentation;
    copy.#isIndenting = this.#isIndenting;
    return copy;
  }

  get depth(): number {
    let count = 0;
    for (let open = this.top; open !== undefined; open = open.below) count++;
    return count;
  }

  hasMoreFlaws({ flaws }: Nesting): boolean {
    return flawKinds.some((kind) => this.flaws[kind] > flaws[kind]);
  }

  /** Forgets what was opened from an offset on. */
  forgetFrom(offset: number): void {
    while (this.top !== undefined && this.top.at >= offset) this.top = this.top.below;
  }

  /**
   * Reads a text from one offset to another, both at the end of the text or where a line starts. `shift` is added to the
   * offsets of what is opened.
   */
  read(text: string, from: number, to: number, shift = 0): void {
    this.#shift = shift;
    for (let at = from; at < to;) at = this.#step(text, at);
  }

  get #mode(): Mode {
    return this.top?.mode ?? this.syntax.outside;
  }

  #step(text: string, at: number): number {
    const character = text.charAt(at);
    if (character === '\n') {
      this.#endLine();
      return at + 1;
    }
    this.#isIndenting &&= character === ' ' || character === '\t';
    if (this.#isIndenting) this.#indentation++;
    // Most characters are letters, digits and spaces, and mean nothing.
    if (isWordOrSpace(text.charCodeAt(at))) {
      if (character !== ' ' && character !== '\t') this.#last = character;
      return at + 1;
    }
    const mode = this.#mode;
    if (mode === 'string') return this.#inString(text, at, character);
    if (mode === 'comment') return this.#inComment(text, at, character);
    if (mode === 'tag') return this.#inTag(text, at, character);
    const next = this.#comment(text, at) ?? (mode === 'code' ? this.#inCode(text, at) : this.#inText(text, at));
    this.#last = text.charAt(next - 1);
    return next;
  }

  #endLine(): void {
    this.#last = '';
    this.#indentation = 0;
    this.#isIndenting = true;
    const fence = this.#fence();
    if (fence?.closer === '\n') this.#closeTo(fence, 0);
    else if (fence?.kind === 'string' && !this.#isOfManyLines(fence)) this.#closeTo(fence, 1);
  }

  /** Strings with a delimiter of one character end with the line; attributes and templates do not. */
  #isOfManyLines({ closer, below }: Open): boolean {
    return closer.length > 1 || (closer === '`' && !this.syntax.quotesInText) || below?.kind === 'tag';
  }

  /** The innermost string or comment, unless there is code in it. */
  #fence(): Open | undefined {
    let open = this.top;
    while (open !== undefined && (open.kind === 'bracket' || open.kind === 'angle') && open.mode !== 'code')
      open = open.below;
    return open?.kind === 'string' || open?.kind === 'comment' ? open : undefined;
  }

  #push(kind: Open['kind'], mode: Mode, closer: string, at: number): void {
    this.top = { below: this.top, kind, mode, closer, at: at + this.#shift, indentation: this.#indentation };
  }

  /** Closes something and what is open in it. `flaws`: of its own end. */
  #closeTo(target: Open, flaws: number): void {
    for (let open = this.top; open !== undefined && open !== target; open = open.below)
      if (open.kind !== 'angle') this.flaws.unclosed++;
    this.flaws.unclosed += flaws;
    this.top = target.below;
  }

  #bracket(character: string, at: number, mode = this.#mode): void {
    const closer = closers[character];
    if (closer !== undefined) this.#push('bracket', mode, closer, at);
    else if (character === ')' || character === ']' || character === '}') this.#closeBracket(character);
  }

  #closeBracket(closer: string): void {
    let open = this.top;
    while (open !== undefined && (open.kind === 'bracket' || open.kind === 'angle') && open.closer !== closer)
      open = open.below;
    if (open?.kind === 'bracket' && open.closer === closer) this.#closeTo(open, 0);
    else if (this.top !== undefined || this.hasBeginning) this.flaws.stray++;
    else this.beyond++;
  }

  /** Whether a backslash stands for itself: in prose, and in raw strings of Go. */
  #isRaw({ closer }: Open): boolean {
    return this.syntax.quotesInText || (closer === '`' && this.syntax.languageId === 'go');
  }

  #inString(text: string, at: number, character: string): number {
    const fence = this.#fence();
    if (fence === undefined) return at + 1;
    const isEscape = character === '\\' && text.charAt(at + 1) !== '\n' && at + 1 < text.length;
    if (isEscape && !this.#isRaw(fence)) return at + 2;
    if (text.startsWith(fence.closer, at)) {
      this.#closeTo(fence, 0);
      this.#last = character;
      return at + fence.closer.length;
    }
    if (character === '$' && fence.closer === '`' && text.charAt(at + 1) === '{') {
      this.#push('bracket', 'code', '}', at);
      return at + 2;
    }
    this.#pair(character, at);
    return at + 1;
  }

  #inComment(text: string, at: number, character: string): number {
    const fence = this.#fence();
    if (fence !== undefined && fence.closer !== '\n' && text.startsWith(fence.closer, at)) {
      this.#closeTo(fence, 0);
      return at + fence.closer.length;
    }
    this.#pair(character, at);
    return at + 1;
  }

  /** In strings and comments other quotes come in pairs like brackets; an apostrophe does not. */
  #pair(character: string, at: number): void {
    if (character !== '"' && character !== '`') this.#bracket(character, at);
    else if (this.top?.kind === 'bracket' && this.top.closer === character) this.top = this.top.below;
    else this.#push('bracket', this.#mode, character, at);
  }

  /** Where a comment begins: the offset behind its mark. */
  #comment(text: string, at: number): number | undefined {
    const { lineComment, blockComment } = this.syntax;
    if (blockComment !== undefined && text.startsWith(blockComment[0], at)) {
      this.#push('comment', 'comment', blockComment[1], at);
      return at + blockComment[0].length;
    }
    if (lineComment === undefined || !text.startsWith(lineComment, at)) return undefined;
    const before = text.charAt(at - 1);
    const begins = lineComment === '#' || lineComment === ';' ? /^\s?$/.test(before) : before !== ':';
    if (!begins) return undefined;
    this.#push('comment', 'comment', '\n', at);
    return at + lineComment.length;
  }

  #inCode(text: string, at: number): number {
    const character = text.charAt(at);
    const string = this.#stringStart(text, at) ?? this.#literal(text, at);
    if (string !== undefined) return string;
    if (character === '<' || character === '>') return this.#angle(text, at, character);
    // Between strings nothing is escaped: what was inside a string stands outside now.
    if (character === '\\' && /^["']$/.test(text.charAt(at + 1)) && !escapedCode.has(this.syntax.languageId))
      this.flaws.stray++;
    if (character === ',' || character === ';') this.#separator(character);
    else if (
      (character === ')' || character === ']') &&
      this.#last === ',' &&
      !/^(?:python|rust)$/.test(this.syntax.languageId)
    )
      this.flaws.dangling++;
    this.#bracket(character, at);
    return at + 1;
  }

  /** A separator has something on its left. */
  #separator(character: string): void {
    const isDoubled =
      character === ','
        ? /^[,([{;]$/.test(this.#last)
        : this.#last === ',' || (this.#last === ';' && this.top?.closer !== ')');
    if (isDoubled && !/^(?:shellscript|ocaml|makefile)$/.test(this.syntax.languageId)) this.flaws.doubled++;
  }

  #stringStart(text: string, at: number): number | undefined {
    const delimiter = this.syntax.stringDelimiters.find((candidate) => text.startsWith(candidate, at));
    if (delimiter === undefined || (delimiter === "'" && isApostrophe(text, at))) return undefined;
    this.#push('string', 'string', delimiter, at);
    return at + delimiter.length;
  }

  /** A regular expression, or a character between single quotes: nothing in it is open or closed. */
  #literal(text: string, at: number): number | undefined {
    const character = text.charAt(at);
    const isValue = character === '/' && this.syntax.regularExpressions && isBeforeValue(text, at);
    const pattern = isValue ? regularExpression : character === "'" ? characterLiteral : undefined;
    return pattern === undefined ? undefined : endOfMatch(pattern, text, at);
  }

  /** `<` and `>`: of an element, of type arguments, or an operator. */
  #angle(text: string, at: number, character: string): number {
    if (character === '>') {
      if (this.top?.kind === 'angle' && !/[=-]/.test(text.charAt(at - 1))) this.top = this.top.below;
      else if (this.syntax.typeArguments) {
        if (isStrayCloser(text, at)) this.flaws.stray++;
        if (at + this.#shift >= 0 && !/[=-]/.test(text.charAt(at - 1))) this.operators.push(at + this.#shift);
      }
      return at + 1;
    }
    const mayBeTag = this.syntax.tags === 'code' ? isBeforeValue(text, at) : text.charAt(at + 1) === '/';
    const tag = mayBeTag && this.syntax.tags !== undefined ? this.#tag(text, at) : undefined;
    if (tag !== undefined) return tag;
    if (this.syntax.typeArguments && isTypeArguments(text, at)) this.#push('angle', 'code', '>', at);
    return at + 1;
  }

  #inText(text: string, at: number): number {
    const character = text.charAt(at);
    if (character === '`' && text.startsWith('```', at)) return at + 3;
    const string = this.syntax.quotesInText && this.top?.kind !== 'element' ? this.#stringStart(text, at) : undefined;
    if (string !== undefined) return string;
    if (character === '>' && this.top?.kind === 'element' && this.syntax.languageId !== 'markdown') this.flaws.stray++;
    if (character === '<' && this.syntax.tags !== undefined) return this.#tag(text, at) ?? at + 1;
    this.#bracket(character, at, character === '{' && this.syntax.codeInText ? 'code' : this.#mode);
    return at + 1;
  }

  /** The offset behind `<name`, or undefined where no tag begins. */
  #tag(text: string, at: number): number | undefined {
    startOfTag.lastIndex = at;
    const found = startOfTag.exec(text)?.[0];
    if (found === undefined || (found === '<' && text.charAt(at + 1) !== '>')) return undefined;
    this.#push('tag', 'tag', found.slice(1), at);
    return at + found.length;
  }

  #inTag(text: string, at: number, character: string): number {
    if (character === '"' || character === "'") {
      this.#push('string', 'string', character, at);
    } else if (character === '{' || character === '}') {
      this.#bracket(character, at, this.syntax.codeInText ? 'code' : 'tag');
    } else if (character === '>') {
      this.#endTag(text.charAt(at - 1) === '/');
    } else if (character === '<' && this.top?.kind === 'tag') {
      this.flaws.unclosed++;
      this.top = this.top.below;
      return at;
    }
    return at + 1;
  }

  #endTag(isEmpty: boolean): void {
    let tag = this.top;
    while (tag !== undefined && tag.kind !== 'tag') tag = tag.below;
    if (tag === undefined) return;
    this.#closeTo(tag, 0);
    const name = tag.closer;
    if (name.startsWith('/')) this.#closeElement(name.slice(1));
    else if (!isEmpty && !(this.syntax.voidElements && voidElements.has(name.toLowerCase())))
      this.#push('element', name === 'script' || name === 'style' ? 'code' : 'text', name, tag.at - this.#shift);
  }

  #closeElement(name: string): void {
    let open = this.top;
    while (open !== undefined && !(open.kind === 'element' && open.closer === name)) open = open.below;
    if (open !== undefined) this.#closeTo(open, 0);
    else if (this.top !== undefined || this.hasBeginning) this.flaws.stray++;
    else this.beyond++;
  }
}

/** Whether a `'` stands in a word or behind one, as in "don't", and begins no string such as `b'x'`. */
function isApostrophe(text: string, at: number): boolean {
  if (!word.test(text.charAt(at - 1)) || !word.test(text.charAt(at + 1))) return false;
  return !/(?:^|[^\p{L}\p{N}_$])[rbufRBUFL]{1,2}$/u.test(text.slice(Math.max(0, at - 3), at));
}

/** Whether a `>` that closes nothing can be no operator: `String>)`. */
function isStrayCloser(text: string, at: number): boolean {
  const isAttached = /[\p{L}\p{N}_\]?]>*$/u.test(text.slice(Math.max(0, at - 8), at));
  return isAttached && !/[\p{L}\p{N}_$=>(]/u.test(text.charAt(at + 1));
}

function isBeforeValue(text: string, at: number): boolean {
  return beforeValue.test(text.slice(Math.max(0, at - 12), at));
}

function isTypeArguments(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at);
  if (!/[\p{L}\p{N}_$:]$/u.test(before)) return false;
  if (typeName.test(before)) return true;
  return endOfMatch(typeArgumentsAhead, text, at) !== undefined;
}

function endOfMatch(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
