/** Secrets among the words of a command line: options that only their program knows, and calls that log in. */
import { isMixed, isPlaceholder } from './secretValues.ts';

/** How a program takes a secret. */
interface SecretOptions {
  /** Before the secret, in the same word or before the next one. */
  readonly flags?: readonly string[];
  /** Only in the same word. */
  readonly attached?: readonly string[];
  /** Before `user:secret`, or with another mark between the two. */
  readonly userFlags?: readonly string[];
  readonly mark?: string;
  /** Only behind this word. */
  readonly behind?: string;
}

const mysql: SecretOptions = { attached: ['-p'] };
const mongo: SecretOptions = { flags: ['-p'] };
const login: SecretOptions = { flags: ['-p'], behind: 'login' };
const ldap: SecretOptions = { flags: ['-w'] };
const archive: SecretOptions = { attached: ['-p', '-hp'] };
const zip: SecretOptions = { flags: ['-P'] };
const sql: SecretOptions = { flags: ['-P'] };
const samba: SecretOptions = { userFlags: ['-U', '--user'], mark: '%' };
const oracle: SecretOptions = { userFlags: [''], mark: '/' };

const commands = new Map<string, SecretOptions>([
  ...['mysql', 'mysqldump', 'mysqladmin', 'mysqlimport', 'mysqlcheck', 'mysqlsh', 'mariadb', 'mariadb-dump', 'xtrabackup'].map((name) => [name, mysql] as const), // prettier-ignore
  ...['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoimport', 'mongoexport', 'cqlsh', 'sshpass', 'ncftp', 'influx'].map((name) => [name, mongo] as const), // prettier-ignore
  ...['docker', 'podman', 'nerdctl', 'helm', 'oras', 'crane', 'skopeo', 'az', 'oc', 'rabbitmqadmin', 'argocd', 'cf'].map((name) => [name, login] as const), // prettier-ignore
  ...['ldapsearch', 'ldapadd', 'ldapmodify', 'ldapdelete', 'ldapwhoami', 'ldappasswd'].map((name) => [name, ldap] as const), // prettier-ignore
  ...['7z', '7za', '7zz', 'rar', 'unrar'].map((name) => [name, archive] as const),
  ...['zip', 'unzip', 'ipmitool'].map((name) => [name, zip] as const),
  ...['sqlcmd', 'bcp', 'osql', 'isql', 'tsql'].map((name) => [name, sql] as const),
  ...['smbclient', 'rpcclient', 'smbmap', 'winexe'].map((name) => [name, samba] as const),
  ...['sqlplus', 'rman', 'impdp', 'expdp', 'sqlldr'].map((name) => [name, oracle] as const),
  ['curl', { userFlags: ['-u', '--user', '-U', '--proxy-user'], flags: ['--oauth2-bearer'] }],
  ...['http', 'https', 'xh'].map((name) => [name, { userFlags: ['-a', '--auth'] }] as const),
  ['lftp', { userFlags: ['-u'], mark: ',' }],
  ['redis-cli', { flags: ['-a'] }],
  ['wget', { flags: ['--http-passwd'] }],
  ...['xfreerdp', 'wfreerdp', 'rdesktop'].map((name) => [name, { attached: ['/p:', '-p'] }] as const),
  ['rclone', { flags: ['obscure'] }],
  ['vault', { flags: ['login'] }],
]);

/** What feeds a program that reads its secret from its input. */
const readsSecret =
  /--password-stdin|--with-token|--stdin\b|\bchpasswd\b|\bsudo -\w{0,4}S|--passphrase-fd|\bsecret create\b/;
const writes = /\b(?:echo|printf)\s{1,4}(?:-\w{1,3}\s{1,4})?["']?([^\s"'|]{3,200})/;

const mostWords = 400;

/** Whether a line runs a program with a secret among its words. */
export function hasSecretInCommand(line: string): boolean {
  if (/\bpass:[^\s"'$]{4}/.test(line) && line.includes('openssl')) return true;
  if (readsSecret.test(line)) {
    const value = writes.exec(line)?.[1];
    if (value !== undefined && !isPlaceholder(value)) return true;
  }
  if (!/\s[-/]|\s(?:login|obscure)\s|\/.*@|net use|htpasswd|wpa_passphrase/.test(line)) return false;
  const words = line.split(/[\s"'`;|&()[\],]+/, mostWords);
  return words.some((word, at) => {
    const name = word.slice(word.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
    const options = commands.get(name);
    if (options !== undefined) return takesSecret(words.slice(at + 1), options);
    if (name === 'htpasswd')
      return /^-\w{0,4}b/.test(words[at + 1] ?? '') && !isPlaceholder(words.slice(at).filter(Boolean).at(-1) ?? '');
    return name === 'wpa_passphrase' && isValue(words.at(at + 2));
  });
}

function takesSecret(
  words: readonly string[],
  { flags = [], attached = [], userFlags = [], mark = ':', behind }: SecretOptions,
): boolean {
  const from = behind === undefined ? 0 : words.indexOf(behind) + 1;
  if (behind !== undefined && from === 0) return false;
  return words.slice(from).some((word, at, all) => {
    const next = all.at(at + 1);
    const valueOf = (flag: string): string | undefined => {
      if (flag === '') return word.includes('@') ? word : undefined;
      if (word === flag) return next;
      return word.startsWith(flag) ? word.slice(flag.length).replace(/^=/, '') : undefined;
    };
    if (attached.some((flag) => word.startsWith(flag) && isValue(word.slice(flag.length)))) return true;
    if (flags.some((flag) => isValue(valueOf(flag)))) return true;
    return userFlags.some((flag) => {
      const value = valueOf(flag) ?? '';
      const place = value.indexOf(mark);
      return place > 0 && isValue(value.slice(place + 1));
    });
  });
}

function isValue(word: string | undefined): boolean {
  return (
    word !== undefined &&
    word.length >= 3 &&
    !word.startsWith('-') &&
    !isPlaceholder(word) &&
    !/^\{|^password$/i.test(word)
  );
}

/** Calls that log in: the last of their texts is a secret. */
const loginCall =
  /(?:log_?in|sign_?in|authenticate|basic_?auth|digest_?auth|\bauth|credentials?|getConnection|mysql\w{0,4}_connect|mysqli|PDO|\bconnect)\s{0,4}[=(]\s{0,4}\(?([^()]{3,200})/gi;
const texts = /["'`]((?:[^"'`\\]|\\.){1,100})["'`]/g;

/** Calls that take a key as a text, beside the name of a method. */
const keyCall =
  /\b(?:jwt\.\w{3,8}|createHmac|hmac\.new|Hmac\w{0,8}|Fernet|SecretKeySpec|createCipher\w{0,8}|createDecipher\w{0,8}|URLSafe\w{0,20}Serializer|TOTP|HOTP|cookieParser|cookieSession)\(([^()]{3,200})/g;
const methodNames =
  /^(?:[hrep]s\d{3}|sha-?\d{1,3}|md5|aes[\w/-]{0,20}|hmac\w{0,12}|utf-?8|ascii|hex|base64(?:url)?|latin1|buffer|des\w{0,6}|rsa\w{0,6}|raw|\w{1,5})$/i;

/** Whether a line calls something with a user's name and password, or with a key. */
export function hasLoginCall(line: string): boolean {
  if (!line.includes('(')) return false;
  for (const [, inside = ''] of line.matchAll(keyCall))
    for (const [, text = ''] of inside.matchAll(texts))
      if (!methodNames.test(text) && !isPlaceholder(text) && !/[\s{}]/.test(text)) return true;
  if (!/log_?in|sign_?in|auth|credential|getConnection|mysql|PDO|connect/i.test(line)) return false;
  for (const [call, inside = ''] of line.matchAll(loginCall)) {
    const found = [...inside.matchAll(texts)].map(([, text = '']) => text);
    const last = found.at(-1);
    if (found.length < 2 || last === undefined || isPlaceholder(last) || last.length < 4) continue;
    if (isMixed(last) && !/[\s/<>{}]/.test(last)) return true;
    if (
      /basic|digest|credential|getConnection|mysql/i.test(call) &&
      /^\w+$/.test(last) &&
      found.length <= 4 &&
      !/pass/i.test(last)
    )
      return true;
  }
  return false;
}
