/**
 * The values that stand beside a secret's name on a line, in any notation: assigned, passed, defined, set as an option,
 * as an element, an attribute or a column. All searches look at bounded stretches behind a name.
 */
import { type SecretName, secretName } from './secretNames.ts';
import { isExpression, isKeyLike, isMereName, isMixed, isPlaceholder, looksRandom } from './secretValues.ts';

/** How a file is written: in configuration and prose a bare word is a value, in code it is a variable. */
export type Notation = 'code' | 'configuration';

/** What a line says of secrets: it holds one, or promises one on the lines below. */
export type Finding =
  'secret' | { readonly promised: SecretName; readonly how: 'block' | 'open' | 'named' } | undefined;

/** Something that stands between names and values. */
const marks = /[=:(>"'`\s]/;
const names = /-{0,2}[\p{L}_$][\p{L}\p{N}_$.-]*/gu;
/** A quick look: a line without any of these has no name of a secret. */
const telling =
  /pass|pwd|pw|psk|psw|secret|token|key|auth|cred|cookie|mnemonic|seed|otp|2fa|mfa|phrase|identified|hook|session|sid|sig|jwt|bearer|licen|dsn|salt|hash|pin|code|senha|contrase|mdp|kennwort|wachtwoord|parola|heslo|salasana|clave|lösen|losen|hasło|haslo|пароль/i;
/** How far behind a name its value is looked for. */
const reach = 320;

/** What the names on a line say, and the values beside them. */
export function findBinding(line: string, notation: Notation): Finding {
  if (!marks.test(line) || !telling.test(line)) return undefined;
  let promise: Finding;
  for (const match of line.matchAll(names)) {
    const written = match[0].replace(/[-.]{1,80}$/, '');
    const name = secretName(written.replace(/^-{1,2}/, ''));
    if (name === undefined) continue;
    const end = match.index + written.length;
    const place: Place = {
      name,
      written,
      before: line.slice(Math.max(0, match.index - reach), match.index),
      rest: line.slice(end, end + reach),
      notation,
    };
    const finding = judge(place);
    if (finding === 'secret') return finding;
    promise = finding ?? promise;
  }
  return promise;
}

interface Place {
  readonly name: SecretName;
  /** With the dashes of an option. */
  readonly written: string;
  readonly before: string;
  readonly rest: string;
  readonly notation: Notation;
}

/** Behind a name: its closing quote or bracket, the size of an array, a mark of TypeScript, accessors of C#. */
const nameEnd = /^(?:\\{0,3}["'`])?(?:\)|\])?(?:\[\d{0,4}\])?[?!]?(?:\s?\{ ?get;[^}]{0,40}\})?/;
/** With a type between name and value, as in TypeScript, Python, Rust and Swift. */
const typedAssignment = /^\s{0,40}:\s{0,8}[\w\s|&<>[\],.?*']{1,60}?(?<![=!<>])=(?![=>~])\s{0,40}/;
const assignment = /^\s{0,40}(?:[A-Z]{2,12} )?(?:={1,3}>?|:{1,2}=|!={1,2}|\?{1,2}=|\+=|\|\|=|<-|->|:{1,2}|\()\s{0,40}/;
const argument = /^\s{0,8}[,({]\s{0,40}/;
const element = /^\s{0,8}\/?>\s{0,8}([^<>]{4,200})</;
/** The value has a name of its own: `name: 'DB_PASSWORD', value: '…'`, `<add key="ApiPassword" value="…" />`. */
const valueField =
  /^\s{0,4}[,;]?\s{0,40}["']?(?:value|val|default|defaultvalue|content|data|secret|string|plaintext)["']?\s{0,4}[:=]>?\s{0,8}/i;
/** Words or nothing between name and quote: `#define PASSWORD "…"`, `IDENTIFIED BY '…'`. */
const spaced =
  /^\s{1,40}(?:(?:by|to|is|as|with|value|was)\s{1,8})?(?:password\s{0,4}\(?\s{0,2})?=?\s{0,4}(?=[nN]?["'`])/i;
const literalStart = /^(?:[([{]\s{0,4})?[A-Za-z@$&]{0,3}#{0,3}(\\{0,3}(?:"""|'''|"|'|`))/;
const anyLiteral = /(["'`])((?:(?!\1)[^\\\n]|\\.){1,200})\1/g;

function judge(place: Place): Finding {
  const { name, rest, before } = place;
  if ((place.written.startsWith('-') && isOptionSecret(place)) || isComparedBefore(place)) return 'secret';
  const closed = rest.slice(nameEnd.exec(rest)?.[0].length ?? 0);
  const inElement = element.exec(closed)?.[1];
  if (inElement !== undefined && isSecretLiteral(name, inElement.trim())) return 'secret';
  const field = valueField.exec(closed);
  if (field !== null) return valueAt(closed.slice(field[0].length), place, 'direct') ?? undefined;
  const typed = typedAssignment.exec(closed);
  if (typed !== null) {
    const found = valueAt(closed.slice(typed[0].length), place, 'direct', typed[0]);
    if (found !== undefined) return found;
  }
  const assigned = assignment.exec(closed);
  if (assigned !== null) return valueAt(closed.slice(assigned[0].length), place, bindingOf(place), assigned[0]);
  const passed = argument.exec(closed);
  if (passed !== null) {
    const isFirst = /\(\s{0,8}\\{0,3}["'`]$/.test(before.slice(-20));
    return valueAt(closed.slice(passed[0].length), place, isFirst ? 'direct' : 'indirect', passed[0]);
  }
  const apart = spaced.exec(closed);
  if (apart !== null) return valueAt(closed.slice(apart[0].length), place, 'direct');
  if (isBareBehindWord(place, closed) || isInsertedValue(name, closed) || isTyped(name, closed)) return 'secret';
  if (isValueElement(place, closed)) return 'secret';
  return promiseOf(place, closed);
}

/** Calls that look something up by name: `getPassword("x")`. */
const lookups =
  /^(?:get|find|fetch|read|load|lookup|prompt|ask|describe|it|test|has|remove|delete|render|check|is)(?=[A-Z_])/;

function bindingOf({ written }: Place): 'direct' | 'indirect' {
  return lookups.test(written) ? 'indirect' : 'direct';
}

/** What stands behind the sign between a name and its value. */
function valueAt(text: string, place: Place, binding: 'direct' | 'indirect', sign = ''): Finding {
  const { name } = place;
  const fallback = /^[\w.[\]"'()$]{1,80}\s{0,4}(?:\|\||\?\?|\?:|or)\s{0,4}(?=["'`])/.exec(text)?.[0];
  if (fallback !== undefined) return valueAt(text.slice(fallback.length), place, 'direct', sign);
  const start = literalStart.exec(text);
  if (start !== null) {
    const [opening, quote = ''] = start;
    const from = opening.length;
    const to = text.indexOf(quote, from);
    const value = text.slice(from, to < 0 ? undefined : to);
    if (to < 0 && place.rest.length < reach) {
      if (name.strength === 'strong' && value.length > 0 && !isPlaceholder(value) && !/\s$/.test(value))
        return 'secret';
    } else if (binding === 'direct' ? isSecretLiteral(name, value) : isSecretWhenApart(name, value)) return 'secret';
  } else if (isBareSecret(text, place, sign)) return 'secret';
  const statement = (text.split(/;\s|;$/, 1)[0] ?? '').slice(0, 200);
  for (const [, , value = ''] of statement.matchAll(anyLiteral)) if (isSecretWhenApart(name, value)) return 'secret';
  return openEnd(text, place, sign);
}

/** The value comes on the next lines. */
function openEnd(text: string, { name, notation }: Place, sign: string): Finding {
  if (/^[|>][+-]?\d?[+-]?\s{0,8}(?:#|$)/.test(text) && sign.includes(':')) return { promised: name, how: 'block' };
  if (
    /^(?:\\|\(|\{|\[)?\s{0,8}(?:$|#\s|\/\/)/.test(text) &&
    (notation === 'configuration' || text !== '' || sign !== '')
  )
    return { promised: name, how: 'open' };
  return undefined;
}

/** `- name: DB_PASSWORD`, `<key>apiPassword</key>`, `variable "db_password" {`: the value has a field below. */
function promiseOf({ name, before }: Place, closed: string): Finding {
  const isNamed =
    /(?:name|key|id|variable|property|field|env|param|parameter|attribute)["']?(?:\s{0,8}[:=]|\s{0,8}>|\s)\s{0,8}["']?[\w.-]{0,40}$/i.test(
      before,
    );
  return isNamed && /^(?:\s{0,8}[,{]|<\/\w{1,20}>|\s{0,8}\/?>)?\s{0,8}$/.test(closed)
    ? { promised: name, how: 'named' }
    : undefined;
}

/** Whether a line below a promise keeps it; `undefined`: it says nothing, look further. */
export function keepsPromise(line: string, promised: SecretName, how: 'open' | 'named'): boolean | undefined {
  const text = line.trim().slice(0, reach);
  const field =
    /^(?:- )?["']?(?:value|val|default|defaultvalue|content|data|string|secret|plaintext)["']?\s{0,8}[:=]>?\s{0,8}/i.exec(
      text,
    );
  const place: Place = { name: promised, written: '', before: '', rest: text, notation: 'configuration' };
  if (field !== null) return valueAt(text.slice(field[0].length), place, 'direct', ':') === 'secret';
  const inElement = /^<(?:string|value|data)[^>]{0,40}>([^<]{4,200})</i.exec(text)?.[1];
  if (inElement !== undefined) return isSecretLiteral(promised, inElement);
  if (how === 'named') return undefined;
  if (/^(?:- )?[A-Za-z@$&]{0,3}["'`][^"'`]{1,260}["'`]\s{0,4}[+.,;)\\]{0,4}$/.test(text))
    return valueAt(text.replace(/^- /, ''), place, 'direct') === 'secret';
  const bare = /^(?:- )?([^\s"'`(){}[\]<>=:]{6,200})[,;]?$/.exec(text)?.[1];
  if (bare === undefined) return undefined;
  return !isExpression(bare) && isMixed(bare) && !isMereName(bare, promised.word);
}

/** Whether a literal beside a name is a secret. */
export function isSecretLiteral(name: SecretName, value: string): boolean {
  if (isPlaceholder(value) || isMereName(value, name.word)) return false;
  if (name.strength === 'weak') return isKeyLike(value) || looksRandom(value);
  if (value.length < 4 || isMessage(value) || /^(?:\.{1,2})?\/[\w./-]+$|^https?:\/\/[\w./-]+$/.test(value))
    return false;
  return !/\$\{|#\{|\{\{|%[sd]|^\{.{0,40}\}$/.test(value);
}

/** A sentence of an interface, not a phrase that somebody remembers. */
function isMessage(value: string): boolean {
  if (!value.includes(' ')) return false;
  return (
    /[.?!:]$/.test(value) ||
    /^[A-Z][a-z]+(?: [a-z']+){2,40}$/.test(value) ||
    /\b(?:please|must|should|required?|invalid|cannot|enter|missing|incorrect|wrong|expired?|optional|your|not)\b/i.test(
      value,
    )
  );
}

/** Whether a literal further behind a name is a secret: only its characters can tell. */
function isSecretWhenApart(name: SecretName, value: string): boolean {
  if (name.strength === 'weak') return isKeyLike(value) && looksRandom(value);
  return isMixed(value) && !/[\s(){}<>]/.test(value) && isSecretLiteral(name, value) && !isExpression(value);
}

/** `--password x`, `--token=x`, `-pw x`. */
function isOptionSecret({ name, rest }: Place): boolean {
  const match = /^(=|:|[ \t]{1,8})(["']?)([^\s"']{3,200})(.?)/.exec(rest);
  if (match === null) return false;
  const [, sign = '', quote = '', value = ''] = match;
  if (value.startsWith('-') || isPlaceholder(value) || isMereName(value, name.word)) return false;
  if (name.strength === 'weak')
    return isKeyLike(value) || looksRandom(value) || (sign !== ':' && isMixed(value) && value.length >= 8);
  if (quote !== '' || sign === '=' || isMixed(value)) return !isExpression(value) || looksRandom(value);
  return value.length >= 5 && !proseBehindOption.test(value);
}

/** What stands behind an option in a sentence about it. */
const proseBehindOption =
  /^(?:flags?|options?|arguments?|parameters?|values?|instead|given|files?|which|where|there|these|those|should|would|could|switch|command|after|before|\w{0,20}[,.:;)])$/i;

/** A password in a sentence or a list of words: `password hunter2`, `the password is hunter2`. */
function isBareBehindWord({ name: { strength, word }, before, notation }: Place, closed: string): boolean {
  const match = /^\s{1,8}(?:(?:is|was|to|by|\d)\s{1,4})?([^\s"'`,;:(){}[\]<>]{4,200})\s{0,8}(?=$|[\s,;.)])/i.exec(
    closed,
  );
  const value = match?.[1];
  if (strength !== 'strong' || value === undefined || isPlaceholder(value) || isMereName(value, word)) return false;
  if (/\d/.test(value) && isMixed(value)) return !isExpression(value);
  // A directive: nothing but the name and its value.
  return notation === 'configuration' && isLineStart.test(before) && match?.[0].trimEnd() === closed.trimEnd();
}

/** `'…' == password` */
function isComparedBefore({ name, before }: Place): boolean {
  const value = /["'`]([^"'`\n]{4,100})["'`]\s{0,8}[!=]={1,2}\s{0,8}[\w.$]{0,40}$/.exec(before)?.[1];
  return value !== undefined && isSecretLiteral(name, value);
}

/** `<setting name="Password"><value>…</value>` */
function isValueElement({ name, before }: Place, closed: string): boolean {
  const value = /^[^<>]{0,80}>\s{0,8}<(?:value|string|data)[^<>]{0,40}>([^<>]{4,200})</i.exec(closed)?.[1];
  return value !== undefined && /(?:name|key|id)=["']?$/i.test(before) && isSecretLiteral(name, value);
}

/** Typed into a field: `$('#password').type('…')`. */
function isTyped(name: SecretName, closed: string): boolean {
  const [, method = '', value = ''] = /^\.?(\w{0,20})\(\s{0,8}["'`]([^"'`\n]{4,100})["'`]/.exec(closed) ?? [];
  return (
    /^(?:type|fill|send_?keys|set|val|set_?value|input|enter|write)$/i.test(method) && isSecretLiteral(name, value)
  );
}

/** `INSERT INTO users (name, password) VALUES ('a', '…')`. */
function isInsertedValue(name: SecretName, closed: string): boolean {
  const values = /\bvalues\s{0,8}\((.{1,280})$/i.exec(closed)?.[1];
  if (values === undefined) return false;
  return [...values.matchAll(anyLiteral)].some(([, , value = '']) => isSecretWhenApart(name, value));
}

/** Nothing before a name but what introduces a setting. */
const isLineStart = /^\s{0,200}(?:- |export |set |setx |env |ENV |ARG |\$env:|"|'|#|;|\/\/)?\s?$/i;

/** A value without quotes. `sign`: what stands between it and its name, with spaces. */
function isBareSecret(text: string, { name, written, before, notation }: Place, sign: string): boolean {
  const inQuery = /[?&;]$/.test(before);
  const value = (inQuery ? /^[^\s"'`<>&;,]{3,200}/ : /^[^\s"'`<>,;]{3,200}/)
    .exec(text)?.[0]
    .replace(/^([^([{]{0,200}?)[)\]}]{1,20}$/, '$1');
  if (value === undefined || isPlaceholder(value) || isMereName(value, name.word)) return false;
  const isTight = /^:?=$/.test(sign);
  const isLast = /^[)\]}]{0,4}\s{0,40}(?:$|["'`]|#|\/\/|;|--|<!--|\\$|&&|\||\*\/)/.test(text.slice(value.length));
  const isOption = /\s\/$/.test(before) && sign === ':';
  if (!isTight && !isLast && !isOption) return false;
  if (name.word === 'pin' && /^\d{4,8}$/.test(value)) return true;
  if (name.word === 'auth' && /^[\w.@-]{2,40}:[^\s:]{4,100}$/.test(value)) return true;
  if (name.strength === 'weak') return !isExpression(value) && (isKeyLike(value) || looksRandom(value));
  if (isExpression(value)) return looksRandom(value);
  if (isMixed(value)) return true;
  const isUpper = !/\p{Ll}/u.test(written);
  const isWritten =
    isOption ||
    (isTight && (isUpper || inQuery)) ||
    (notation === 'configuration' && (isLineStart.test(before) || isTight));
  if (!isWritten || /^[A-Z]{0,40}\(/.test(value)) return false;
  return value.length >= 4 && !/[.]{3}|[()]/.test(value);
}
