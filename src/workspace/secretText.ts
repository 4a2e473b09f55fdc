/**
 * Secrets inside files that are otherwise learnt: lines with something that has the form or the name of a secret, or
 * looks random, are removed, rather a line too many. A line may depend on those above it, as in a private key, a YAML
 * block, or a value below its name. `npm run secrets` prints how many lines of a folder go, and why.
 */
import { languageOfId } from '../base/languages.ts';
import { findBinding, keepsPromise, type Notation } from './secrets/secretBindings.ts';
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
const contextAbove = 2_000;
const longestKeyBlock = 20_000;

/** The lines that look as if they hold a secret, in order, each with its line feed. Takes time linear in the text. */
export function secretLines(text: string, { from = 0, languageId }: SecretSearch = {}): readonly Span[] {
  const first = text.lastIndexOf('\n', from - 1) + 1;
  const above = first > contextAbove ? text.indexOf('\n', first - contextAbove) + 1 : 0;
  const scanner = new LineScanner(notationOf(languageId), isInsideKey(text, above));
  const spans: Span[] = [];
  for (let start = above; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const isSecret =
      end - start > longestLine ? scanner.skip() : scanner.isSecret(text.slice(start, newline < 0 ? end : newline));
    if (isSecret && start >= first) spans.push([start, end]);
    start = end;
  }
  return spans;
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

/** Lines between a name and its value. */
const longestWait = 4;

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
    if (this.isInKey) {
      if (keyEnd.test(line)) this.isInKey = false;
      else this.isInKey = keyBody.test(line);
      if (this.isInKey || keyEnd.test(line)) return true;
    }
    const begin = keyBegin.exec(line);
    if (begin !== null) {
      this.isInKey = !keyEnd.test(line.slice(begin.index));
      this.#promised = undefined;
      return true;
    }
    if (/^\s*$/.test(line)) return this.#promised?.how === 'block';
    const isKept = this.#keepsPromise(line);
    if (isKept) return true;
    return this.#findsSecret(line);
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
    if (finding !== undefined && finding.promised.strength === 'strong')
      this.#promised = { name: finding.promised, how: finding.how, indent: indentOf(line), left: longestWait };
    return false;
  }
}

/** Blanks before the text of a line, and before the first entry of a list. */
function indentOf(line: string): number {
  return /^ {0,200}/.exec(line.replaceAll('\t', '  ').slice(0, 200))?.[0].length ?? 0;
}
