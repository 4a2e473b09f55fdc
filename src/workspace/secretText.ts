/**
 * Secrets inside files that are otherwise learnt: lines with a token that has the form or the name of a secret, or
 * looks random, are removed, rather a line too many. Measured: 0.07 % of the lines of the training corpus (1.44
 * million) and 0.01 % of the replay projects (123,000) go, nearly all with digests, encoded data or example passwords.
 * Of random tokens 92–98 % are found at 20 characters, 97–100 % at 32 (base32: 88 %, 93 %).
 */

export interface TextWithoutSecrets {
  readonly text: string;
  /** How many lines were removed. */
  readonly lines: number;
}

/** The text without the lines that look as if they hold a secret. */
export function withoutSecretLines(text: string): TextWithoutSecrets {
  let kept = '';
  let lines = 0;
  let end = 0;
  for (const [start, after] of secretLines(text)) {
    kept += text.slice(end, start);
    lines += countLines(text, start, after);
    end = after;
  }
  return lines === 0 ? { text, lines } : { text: kept + text.slice(end), lines };
}

/** From and to, in UTF-16 code units. */
type Span = readonly [number, number];

/** The lines that look as if they hold a secret, in order, with their line feeds. Adjacent lines may be one span. */
export function secretLines(text: string): readonly Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const [from, to] of secretSpans(text).sort((a, b) => a[0] - b[0])) {
    if (to <= end) continue;
    const start = Math.max(end, text.lastIndexOf('\n', from) + 1);
    const newline = text.indexOf('\n', Math.max(from, to - 1));
    end = newline < 0 ? text.length : newline + 1;
    spans.push([start, end]);
  }
  return spans;
}

function secretSpans(text: string): Span[] {
  const spans = privateKeys(text);
  const add = (pattern: RegExp, isSecret: (match: RegExpExecArray) => boolean): void => {
    for (const match of text.matchAll(pattern))
      if (isSecret(match)) spans.push([match.index, match.index + match[0].length]);
  };
  add(knownForms, () => true);
  add(credentialsInUrl, ([, password = '']) => !isPlaceholder(password));
  add(quotedAssignment, ([, name = '', value = '']) => isLiteralSecret(name, value));
  add(bareAssignment, ([, name = '', value = '']) => /\d/.test(value) && isLiteralSecret(name, value));
  add(passwordInSettings, ([, password = '']) => !isPlaceholder(password));
  add(element, ([, name = '', value = '']) => isLiteralSecret(name, value));
  add(longToken, ([token]) => looksRandom(token));
  return spans;
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; lines++) {
    const newline = text.indexOf('\n', at);
    at = newline < 0 ? end : newline + 1;
  }
  return lines;
}

const longestKeyBlock = 20_000;

/** Private keys, from the first line of a block to the last; only the first line when the last is missing. */
function privateKeys(text: string): Span[] {
  const spans: Span[] = [];
  const ends = Array.from(text.matchAll(/-----END [A-Z0-9 ]{0,80}PRIVATE KEY/g), ({ index }) => index);
  let next = 0;
  let covered = 0;
  for (const { 0: begin, index } of text.matchAll(/-----BEGIN [A-Z0-9 ]{0,80}PRIVATE KEY/g)) {
    if (index < covered) continue;
    while ((ends[next] ?? Infinity) < index) next++;
    const last = ends[next] ?? Infinity;
    covered = last - index < longestKeyBlock ? last + 1 : index + begin.length;
    spans.push([index, covered]);
  }
  return spans;
}

/** Formats of keys, as their issuers document them. */
const knownForms = new RegExp(
  [
    // Amazon, Azure, Google
    String.raw`\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b`,
    String.raw`\b(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40}`,
    String.raw`\bAIza[\w-]{35}|\bya29\.[\w-]{20}|\bGOCSPX-[\w-]{20}`,
    // GitHub, GitLab, package registries
    String.raw`\bgh[oprsu]_[A-Za-z0-9]{30}|\bgithub_pat_\w{40}`,
    String.raw`\bgl(?:agent|cbt|dt|ft|imt|oas|pat|ptt|rt|soat)-[\w-]{20}`,
    String.raw`\bnpm_[A-Za-z0-9]{36}|\bpypi-[\w-]{50}|\bdckr_pat_[\w-]{20}`,
    // Slack, Stripe, mail and message services
    String.raw`\bxox[a-z]-[\w-]{10}|\bxapp-\d-[\w-]{10}|hooks\.slack\.com/services/T\w+/B\w+/\w+`,
    String.raw`\b[prs]k_(?:live|test)_\w{16}|\bwhsec_[\w+/]{16}`,
    String.raw`\bSG\.[\w-]{16,}\.[\w-]{16}|\b(?:AC|SK)[0-9a-f]{32}\b|\bkey-[0-9a-f]{32}\b`,
    // Models as a service
    String.raw`\bsk-(?:proj|svcacct|admin|ant-\w+|or-v1)-[\w-]{20}|\bsk-[A-Za-z0-9]{32}|\bhf_[A-Za-z0-9]{30}`,
    // Hosts, vaults
    String.raw`\bdo[opr]_v1_[0-9a-f]{32}|\bhv[brs]\.[\w-]{20}|\bdapi[0-9a-f]{32}|\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}`,
    String.raw`\bAGE-SECRET-KEY-1[0-9A-Z]{20}`,
    // JSON Web Tokens, headers
    String.raw`(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*`,
    String.raw`\b(?:[Bb]earer|[Bb]asic) (?=[\w+/.~-]*\d)[\w+/.~-]{16,}=*`,
  ].join('|'),
  'g',
);

/** `scheme://user:password@`; the first group is the password. */
const credentialsInUrl = /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s:@/'"`<>()]{0,80}:([^\s@/'"`]{1,200})@/gi;

/** Names of secrets, but not names about them, such as `secretName` and `passwordHint`. */
const secretName = String.raw`(pass(?:word|wd|phrase|code)|passwd|pwd|secret|api_?-?key|access_?-?key|private_?-?key|account_?-?key|signing_?-?key|encryption_?-?key|auth_?-?token|access_?-?token|api_?-?token|bearer_?-?token|refresh_?-?token)(?![_-]?(?:name|ref|label|field|file|path|type|policy|pattern|placeholder|hint|length|min|max))`;

/** `name = "value"`, `'name': 'value'`, `name => "value"`: groups are the telling part of the name, and the value. */
const quotedAssignment = new RegExp(
  String.raw`${secretName}[\w-]{0,24}["'\x60]?\]?(?:: ?(?:string|str|String|&str))?\s{0,8}(?::=|=>|=(?!=)|:)\s{0,8}[a-z@$]{0,2}["'\x60]([^"'\x60\s]{4,200})["'\x60]`,
  'gi',
);

/** The same without quotes, as in shell scripts and configuration files: the value takes the rest of the line. */
const bareAssignment = new RegExp(
  String.raw`^[ \t]*(?:- |export |set |ENV |ARG )?[\w.-]{0,40}?${secretName}[\w-]{0,24}[ \t]*[=:][ \t]*([^\s"'\x60()[\]{},;<>]{6,200})[ \t]*$`,
  'gim',
);

/** `Server=db;User Id=sa;Password=…;` */
const passwordInSettings = /;\s?(?:password|pwd)\s?=\s?([^;"'`\s]{4,200})/gi;

/** `<apiKey>…</apiKey>` */
const element = new RegExp(String.raw`<[\w.-]{0,24}${secretName}[\w.-]{0,24}>([^<>\s]{4,200})</`, 'gi');

/** Whether the value is a literal, and not a placeholder or a mere name. */
function isLiteralSecret(name: string, value: string): boolean {
  if (isPlaceholder(value)) return false;
  // `type: 'password'`, `password: 'current-password'`, `API_KEY = "MY_API_KEY"` hold only a name.
  return !(/^[a-z_.:/-]+$/i.test(value) && value.toLowerCase().includes(name.toLowerCase()));
}

/** A placeholder such as `${password}`, `<password>`, `%s`, `{{ token }}`, `***`; or a version such as `^1.2.1`. */
function isPlaceholder(value: string): boolean {
  return /^[$%<{[]|[$#%]\{|\{\{|\$\(|^[*.xX?_-]+$|^%?[sdv]$|^[\^~<>=v]*\d+(?:\.\d+)+$/.test(value);
}

const longToken = /[A-Za-z0-9+/_-]{20,}={0,2}/g;

/** Bits per character; 20 random hexadecimal digits have 3.5, 20 characters of base64 4.1. */
const leastEntropy = 3;
/**
 * Mean length of runs of lower case, upper case or digits: identifiers have 4 to 7, random base64 2.3. A token with
 * digits in fewer than two places must have shorter runs.
 */
const shortestPieces = 3.5;
const shortestPiecesOfLetters = 2.6;
/** Share of characters in words of at least four lower-case letters; random base64 has an eighth. */
const mostWords = 0.4;

/** Whether a token of at least 20 characters is random: no words, and digits among the letters. */
export function looksRandom(token: string): boolean {
  const pieces = token.replace(/={1,2}$/, '').split(/[+/_-]/);
  const letters = pieces.join('');
  const hasBothCases = /[a-z]/.test(letters) && /[A-Z]/.test(letters);
  // In base64 every 32nd character is a mark. Paths and snake-case names have more marks.
  if (!hasBothCases || (pieces.length - 1) * 8 > token.length) return pieces.some(isRandomPiece);
  return isRandomPiece(letters);
}

function isRandomPiece(piece: string): boolean {
  if (piece.length < 18 || entropy(piece) < leastEntropy) return false;
  const numbers = count(piece, /\d+/g);
  const hasBothCases = /[a-z]/.test(piece) && /[A-Z]/.test(piece);
  if (!hasBothCases)
    return piece.length >= 20 && count(piece, /[a-z]/gi) >= 3 && numbers >= 2 && numbers * 12 >= piece.length;
  const meanPiece = piece.length / count(piece, /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g);
  if (meanPiece >= (numbers >= 2 ? shortestPieces : shortestPiecesOfLetters)) return false;
  const words = piece.match(/[A-Z]?[a-z]{4,}/g) ?? [];
  return words.join('').length < piece.length * mostWords;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Shannon entropy, bits per character. */
function entropy(token: string): number {
  const counts = new Map<string, number>();
  for (const character of token) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / token.length) * Math.log2(count / token.length);
  return bits;
}
