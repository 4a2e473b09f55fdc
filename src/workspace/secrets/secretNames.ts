/** Names of secrets: `dbPassword`, `API_KEY`, `smtp.pass`, but not names about them, such as `passwordHint`. */

/**
 * `strong`: its value is a secret, whatever it is. `weak`: it is one if it looks like one, as for `token` and `key`.
 * `word`: the telling part of the name.
 */
export interface SecretName {
  readonly strength: 'strong' | 'weak';
  readonly word: string;
}

const wordsOf = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** A secret as the last word of a name, in any name. */
const strongWords = wordsOf(
  'password passwords passwd passwds passwort pwd pwds pw psw pswd psk passphrase passcode passkey secret secrets ' +
    'credential credentials creds mnemonic totp hotp senha contrasena contraseña mdp motdepasse passe rocommunity rwcommunity kennwort wachtwoord lösenord ' +
    'losenord parola haslo hasło heslo salasana пароль identified apikey apisecret authkey secretkey accesskey ' +
    'privatekey privkey sharedkey masterkey presharedkey encryptionkey signingkey apitoken authtoken accesstoken ' +
    'refreshtoken bearertoken bindpw rootpw userpw passin passout wpapsk seedphrase recoveryphrase',
);

/** Endings of words that are written together: `PGPASSWORD`, `sshpwd`, `clientsecret`. */
const strongEndings = /(?:password|passwd|passwort|passphrase|pwd|secret|apikey)$/;
const notByEnding = wordsOf('nopasswd nopassword');
/** `dbpass`, `storepass`, but not `bypass`. */
const passEnding =
  /^(?!(?:by|com|encom|sur|tres|under|over|back|multi|single|one|two|render|pre|post)?pass$)[a-z]{2,12}pass$/;

/** `pass` is a step of a program behind these words, and a password behind others. */
const stepsBeforePass = wordsOf(
  'render first second third last one two multi single low high band optimizer optimization compiler lint pre post by next ' +
    'each per shadow depth shader analysis transform codegen lowering verifier forward backward light geometry main bind ' +
    'boarding season day no is did does will should can must tests all double triple fast slow initial final type parse',
);

const ownersOfKey = wordsOf(
  'api access secret private account signing sign encryption encrypt decryption master shared auth client license ' +
    'licence service session consumer subscription storage application app deploy deployment webhook hmac jwt aes ' +
    'crypto cipher ssh gpg pgp ssl tls admin root write ingest ingestion instrumentation integration psk preshared ' +
    'publishable project product activation registration functions function host wallet validator wg wireguard age sas ' +
    'shared sendgrid mailgun stripe openai anthropic github gitlab aws azure gcp google twilio datadog rails secretkey',
);

const ownersOfToken = wordsOf(
  'access auth authentication authorization api bearer refresh session id oauth oauth2 csrf xsrf personal bot secret ' +
    'app user client login security deploy registry npm github gitlab gh gl slack discord telegram device push service ' +
    'account verification reset invite admin webhook jwt private job runner vault consul sonar sentry upload publish ' +
    'pypi pat docker hub circle circleci travis codecov coveralls netlify vercel heroku hf huggingface openai mapbox ' +
    'cloudflare cf digitalocean do linode hcloud snyk jira atlassian confluence bitbucket azure aws gcp notion linear ' +
    'figma shopify stripe twilio x',
);

/** Other words that are telling together. */
const strongPairs: ReadonlySet<string> = new Set(
  'pass phrase|pass word|pass code|seed phrase|recovery phrase|recovery code|backup code|otp seed|totp seed|mfa seed|pre shared|wallet seed|master seed|proxy auth|http auth|webhook url|hook url|pin code|secure string|server community|snmp community|unlock code|mot passe|clave secreta'.split(
    '|',
  ),
);

/** Secrets only if their values look like one. */
const weakWords = wordsOf(
  'token tokens key keys auth authorization cookie cookies pin seed signature sig sid session license licence dsn webhook ' +
    'pass hash salt otp jwt bearer cred',
);

/** Behind a telling word, these make the name one about a secret. */
const aboutSecrets = wordsOf(
  'name names ref refs reference label labels field fields file files filename path paths type types policy policies ' +
    'pattern placeholder hint hints length len min max minimum maximum size count limit url uri urls endpoint prompt error ' +
    'errors message messages title description required enabled disabled regex regexp validator validation strength reset ' +
    'change changed changer expiry expires expiration expired ttl lifetime timeout age form page column attribute attr ' +
    'param parameter params method function mode format algorithm algo provider store storage manager service generator ' +
    'index kind class style icon rule rules history help info mismatch template separator dir directory folder arn version ' +
    'status state prefix suffix location source id ids env variable var header headers tag question charset alphabet ' +
    'toggle visibility visible input box view screen dialog button link text checker util utils helper helpers factory ' +
    'stdin fd ask handler middleware resolver loader parser reader writer encoder decoder interface impl exception event count',
);

/** Before a telling word, these make the name a question or a message. */
const beforeQuestions = wordsOf(
  'is has no show hide forgot forgotten invalid wrong missing bad incorrect needs requires',
);

const qualifiers = wordsOf(
  'value val str string plain plaintext prod dev staging local old new raw b64 base64 confirm confirmation again repeat',
);

/** Longest name that is looked at: longer ones are data. */
export const longestName = 80;

/** The words of a name, in small letters: `dbPassword`, `DB_PASSWORD`, `db.password` → db, password. */
function splitName(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}

/** What kind of secret a name promises; `undefined` for other names. */
export function secretName(name: string): SecretName | undefined {
  if (name.length > longestName) return undefined;
  const words = splitName(name);
  for (let last = words.length - 1; last >= 0; last--) {
    const before = last === 0 ? '' : (words[last - 1] ?? '');
    const word = (words[last] ?? '').replace(/\d+$/, '');
    const strength = strengthOf(before, word, name);
    if (strength === undefined) {
      if (aboutSecrets.has(word)) return undefined;
      continue;
    }
    if (words.slice(0, last).some((other) => beforeQuestions.has(other))) return undefined;
    const behind = words.length - 1 - last - words.slice(last + 1).filter((other) => isQualifier(other)).length;
    return { strength: behind > 0 && strength === 'strong' && behind > 2 ? 'weak' : strength, word };
  }
  return undefined;
}

function isQualifier(word: string): boolean {
  return qualifiers.has(word) || /^\d+$/.test(word);
}

function strengthOf(before: string, word: string, name: string): SecretName['strength'] | undefined {
  if (strongWords.has(word) || strongPairs.has(`${before} ${word}`)) return 'strong';
  if (strongEndings.test(word) && !notByEnding.has(word)) return 'strong';
  if (word === 'pass')
    return before === ''
      ? /^_?pass\d*$/i.test(name)
        ? 'strong'
        : 'weak'
      : stepsBeforePass.has(before)
        ? 'weak'
        : 'strong';
  if (passEnding.test(word) || name === '_auth') return 'strong';
  if (/^keys?$/.test(word) && ownersOfKey.has(before)) return 'strong';
  if (/^tokens?$/.test(word) && ownersOfToken.has(before)) return 'strong';
  return weakWords.has(word) ? 'weak' : undefined;
}
