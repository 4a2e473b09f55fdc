/**
 * Secrets inside files that are otherwise learnt: lines with something that has the form or the name of a secret, or
 * looks random, are removed, rather a line too many. A line may depend on those above it, as in a private key, a YAML
 * block, or a value below its name. `npm run secrets` prints how many lines of a folder go, and why.
 */
import { languageOfId } from '../base/languages.ts';
import { findBinding, type Finding, keepsPromise, type Notation } from './secrets/secretBindings.ts';
import { hasLoginCall, hasSecretInCommand } from './secrets/secretCommands.ts';
import { hasSecretForm } from './secrets/secretForms.ts';
import type { SecretName } from './secrets/secretNames.ts';

export { looksRandom } from './secrets/secretValues.ts';

export interface TextWithoutSecrets {
  readonly text: string;
  /** How many lines were removed. */
  readonly lines: number;
}

/** The text without the lines that look as if they hold a secret. `languageId`: of VS Code, if it is known. */
export function withoutSecretLines(text: string, languageId?: string): TextWithoutSecrets {
  let kept = '';
  let lines = 0;
  let end = 0;
  for (const [start, after] of secretLines(text, { languageId })) {
    kept += text.slice(end, start);
    lines++;
    end = after;
  }
  return lines === 0 ? { text, lines } : { text: kept + text.slice(end), lines };
}

/** From and to, in UTF-16 code units. */
type Span = readonly [number, number];

export interface SecretSearch {
  /** Only lines that end behind this offset; those above it are looked at as far as lines depend on them. */
  readonly from?: number;
  /** VS Code language id: whether bare words are values or variables. */
  readonly languageId?: string | undefined;
}

/** Longer lines are hidden without a look: nobody types them. */
const longestLine = 20_000;
/** How far above `from` lines are looked at, in UTF-16 code units, and how far for the beginning of a private key. */
const contextAbove = 4_000;
const longestKeyBlock = 20_000;
/** Lines between a name and its value. */
const longestWait = 4;

/** The lines that look as if they hold a secret, in order, each with its line feed. Takes time linear in the text. */
export function secretLines(text: string, { from = 0, languageId }: SecretSearch = {}): readonly Span[] {
  const first = lineStart(text, from);
  const scanner = new LineScanner(notationOf(languageId), isInsideKey(text, first));
  for (const line of linesAbove(text, first)) scanner.lookAhead(line);
  const spans: Span[] = [];
  for (let start = first; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const isSecret =
      end - start > longestLine ? scanner.skip() : scanner.isSecret(text.slice(start, newline < 0 ? end : newline));
    if (isSecret) spans.push([start, end]);
    start = end;
  }
  return spans;
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** The lines above one that it may depend on: the last ones, and those that it is indented under. */
function linesAbove(text: string, first: number): readonly string[] {
  const lines: string[] = [];
  const earliest = Math.max(0, first - contextAbove);
  let indent = Infinity;
  for (let end = first - 1, count = 0; end >= earliest; count++) {
    const start = lineStart(text, end);
    const line = text.slice(start, Math.min(end, start + longestLine));
    const own = indentOf(line);
    const isBlank = own === line.length;
    if (count === 0 && !isBlank) indent = own + 1;
    if (count <= longestWait || (!isBlank && own < indent)) lines.push(line);
    if (!isBlank) indent = Math.min(indent, own);
    if (indent === 0 && count >= longestWait) break;
    end = start - 1;
  }
  return lines.reverse();
}

const codeWithoutComments = new Set(['json', 'jsonc']);
const configurationLanguages = new Set(
  'yaml ini properties toml dotenv plaintext dockerfile shellscript makefile git-commit markdown restructuredtext asciidoc'.split(
    ' ',
  ),
);

function notationOf(languageId: string | undefined): Notation {
  if (languageId === undefined) return 'code';
  const isCode = codeWithoutComments.has(languageId) || languageOfId(languageId) !== undefined;
  return isCode && !configurationLanguages.has(languageId) ? 'code' : 'configuration';
}

const keyBegin =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|^PuTTY-User-Key-File-\d|-----BEGIN (?:PGP|OpenVPN|SSH2)[A-Z0-9 ]{0,40}(?:PRIVATE|Static|ENCRYPTED)/i;
const keyEnd = /-----END |^Private-MAC:/;
/** A line inside a key: base64, a header, or nothing, with the quotes and marks of a text in code. */
const keyBody =
  /^[\s"'`+*>|#/,;.\\]{0,40}(?:[A-Za-z0-9+/=]{1,200}|[A-Z][\w-]{1,40}: .{0,200})?(?:\\r|\\n){0,4}[\s"'`+,;.\\)]{0,20}$/;

function isInsideKey(text: string, at: number): boolean {
  if (at === 0) return false;
  const before = text.slice(Math.max(0, at - longestKeyBlock), at);
  const begin = before.lastIndexOf('-----BEGIN ');
  if (begin < 0 || !keyBegin.test(before.slice(begin, begin + 80)) || before.includes('-----END ', begin)) return false;
  return before
    .slice(begin)
    .split('\n')
    .slice(1, -1)
    .every((line) => keyBody.test(line));
}

interface Promised {
  readonly name: SecretName;
  readonly how: 'block' | 'open' | 'named';
  readonly indent: number;
  /** Lines that may still keep it. */
  left: number;
}

/** Looks at one line after the other. */
class LineScanner {
  #promised: Promised | undefined;

  constructor(
    private readonly notation: Notation,
    private isInKey: boolean,
  ) {}

  /** A line that is too long to look at. */
  skip(): true {
    this.#promised = undefined;
    this.isInKey = false;
    return true;
  }

  isSecret(line: string): boolean {
    if (this.#isOfKey(line)) return true;
    if (indentOf(line) === line.length) return this.#promised?.how === 'block';
    return this.#keepsPromise(line) || this.#findsSecret(line);
  }

  /** A line above those that are asked for: only what it promises matters. */
  lookAhead(line: string): void {
    if (indentOf(line) === line.length || this.isInKey) return;
    if (!this.#keepsPromise(line)) this.#notePromise(line, findBinding(line, this.notation));
  }

  /** Whether a line belongs to a private key. */
  #isOfKey(line: string): boolean {
    if (this.isInKey) {
      const isEnd = keyEnd.test(line);
      this.isInKey = !isEnd && keyBody.test(line);
      if (isEnd || this.isInKey) return true;
    }
    const begin = line.includes('-') ? keyBegin.exec(line) : null;
    if (begin === null) return false;
    this.isInKey = !keyEnd.test(line.slice(begin.index));
    this.#promised = undefined;
    return true;
  }

  #keepsPromise(line: string): boolean {
    const promised = this.#promised;
    if (promised === undefined) return false;
    const isDeeper = indentOf(line) > promised.indent;
    if (promised.how === 'block') {
      if (isDeeper) return true;
      this.#promised = undefined;
      return false;
    }
    if (--promised.left === 0) this.#promised = undefined;
    const kept = keepsPromise(line, promised.name, promised.how);
    if (kept !== undefined || !(isDeeper || promised.how === 'named')) this.#promised = undefined;
    return kept === true;
  }

  #findsSecret(line: string): boolean {
    const finding = findBinding(line, this.notation);
    if (finding === 'secret' || hasSecretForm(line) || hasSecretInCommand(line) || hasLoginCall(line)) return true;
    this.#notePromise(line, finding);
    return false;
  }

  #notePromise(line: string, finding: Finding): void {
    if (finding === undefined || finding === 'secret' || finding.promised.strength === 'weak') return;
    this.#promised = { name: finding.promised, how: finding.how, indent: indentOf(line), left: longestWait };
  }
}

/** Blanks before the text of a line; a tab counts as one. */
function indentOf(line: string): number {
  let at = 0;
  while (at < line.length && (line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9)) at++;
  return at;
}
