/**
 * Secrets by their form alone: keys as their issuers document them, addresses with credentials, hashes of passwords,
 * account numbers. Each pattern begins with fixed characters and has bounded repeats, so a search is linear.
 */
import { isPlaceholder, looksRandom } from './secretValues.ts';

/** Formats of keys, as their issuers document them. */
const knownForms = new RegExp(
  [
    // Amazon, Azure, Google, Alibaba, Yandex, Cloudflare
    String.raw`\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA|A3T[A-Z0-9])[A-Z0-9]{16}\b|\bABSK[\w+/=]{40}`,
    String.raw`\b(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40}|\b[\w.~]{3}\dQ~[\w.~-]{31}`,
    String.raw`\bAIza[\w-]{35}|\bya29\.[\w-]{20}|\bGOCSPX-[\w-]{20}|\b1\/\/0[\w-]{30}`,
    String.raw`\bLTAI[A-Za-z0-9]{16}|\bAQVN[\w-]{35}|\bt1\.[\w-]{8}[\w=.-]{60}|\bv1\.0-[a-f0-9]{24}-[a-f0-9]{60}`,
    // GitHub, GitLab, package registries, builds
    String.raw`\bgh[oprsu]_[A-Za-z0-9]{30}|\bgithub_pat_\w{40}|\bATATT3[\w=-]{50}|\bATBB[A-Za-z0-9]{28}`,
    String.raw`\b(?:gl(?:agent|cbt|dt|ft|imt|oas|pat|ptt|rt|soat|ffct)|GR1348941)-?[\w-]{20}`,
    String.raw`\bnpm_[A-Za-z0-9]{36}|\bpypi-[\w-]{50}|\bdckr_(?:pat|oat)_[\w-]{20}|\brubygems_[a-f0-9]{48}`,
    String.raw`\bCLOJARS_[a-z0-9]{60}|\boy2[a-z0-9]{43}|\bAKCp[A-Za-z0-9]{60}|\bcmVmd[A-Za-z0-9]{50}|\bcio[A-Za-z0-9]{32}`,
    String.raw`\bpul-[a-f0-9]{40}|\bAPI-[A-Z0-9]{26}\b|\bsq[upa]_[a-f0-9]{40}|\bbkua_[a-f0-9]{40}|\bCCIPAT_\w{20}`,
    // Slack, Stripe and other payments, mail and message services
    String.raw`\bxox[a-z]-[\w-]{10}|\bxapp-\d-[\w-]{10}`,
    String.raw`\b(?:[prs]k|rzp|shippo|duffel|lob)_?(?:live|test|prod)_\w{16}|\bwhsec_[\w+/]{16}|\bFLWSECK(?:_TEST)?-[\w-]{12}`,
    String.raw`\bsq0(?:atp|csp)-[\w-]{22}|\bEAAA[\w-]{56}|\bEAA[MC][A-Za-z0-9]{60}|\baccess_token\$(?:production|sandbox)\$\w{16}`,
    String.raw`\bSG\.[\w-]{16,40}\.[\w-]{16}|\b(?:AC|SK)[0-9a-f]{32}\b|\bkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b`,
    String.raw`\bxkeysib-[a-f0-9]{32}|\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20}|\bPMAK-[a-f0-9]{24}|\b\d{8,10}:AA[\w-]{32}`,
    String.raw`\b[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27}|\bEZ[AT]K[A-Za-z0-9]{54}`,
    // Models as a service
    String.raw`\bsk-(?:proj|svcacct|admin|ant-\w{3,12}|or-v1|lf)-[\w-]{20}|\bsk-[A-Za-z0-9]{32}|\bhf_[A-Za-z0-9]{30}`,
    String.raw`\bpplx-[A-Za-z0-9]{40}|\bgsk_[A-Za-z0-9]{40}|\br8_[A-Za-z0-9]{36}|\bxai-[A-Za-z0-9]{60}|\btgp_v1_[\w-]{40}`,
    // Hosts, vaults, observation, data
    String.raw`\bdo[opr]_v1_[0-9a-f]{32}|\bhv[brs]\.[\w-]{20}|\bdapi[0-9a-f]{32}|\bshp(?:at|ca|pa|ss|tk)_[0-9a-fA-F]{32}`,
    String.raw`\bAGE-SECRET-KEY-1[0-9A-Z]{20}|\bops_eyJ[\w+/=]{40}|\bA3-[A-Z0-9]{6}-[A-Z0-9]{6}|\bdp\.[a-z]{2,5}\.[\w.]{40}`,
    String.raw`\bfo1_[\w-]{43}|\bfm[12][ar]?_[\w+/=]{60}|\brnd_[A-Za-z0-9]{28}|\bnfp_[A-Za-z0-9]{36}|\bsbp_[a-f0-9]{40}`,
    String.raw`\bpscale_(?:tkn|oauth|pw)_[\w=.-]{32}|\bdt0c01\.[A-Z0-9]{24}|\bglsa_[A-Za-z0-9]{32}|\bglc_[\w+/=]{32}`,
    String.raw`\bNR(?:AK|JS|II|IQ|RA)-[\w-]{19}|\bsntry[su]_[\w+/=]{40}|\blin_api_[A-Za-z0-9]{40}|\bntn_[A-Za-z0-9]{40}`,
    String.raw`\bsecret_[A-Za-z0-9]{43}|\bfig[dou]_[\w-]{36}|\btfp_[\w.=-]{40}|\bpat[A-Za-z0-9]{14}\.[a-f0-9]{60}`,
    String.raw`\bPMAK-[a-f0-9-]{50}|\bsgp_[\w]{40}|\bsha256~[\w-]{43}|\bphc_[A-Za-z0-9]{40}|\bnvapi-[\w-]{60}`,
    // JSON Web Tokens and other JSON in base64, keys in base64
    String.raw`\beyJ[A-Za-z][\w-]{13}|\bLS0tLS1CRUdJTi[\w+/=]{10}|\bMII[CEJ][A-Za-z0-9+/]{60}`,
  ].join('|'),
);

/** Forms with spaces or marks in them, or perhaps without a digit: headers, hashes of passwords, addresses that let in. */
const otherForms = new RegExp(
  [
    String.raw`\b(?:[Bb]earer|[Bb]asic|[Tt]oken|[Dd]igest|ApiKey) (?=[\w+/.~-]{0,80}\d)[\w+/.~-]{16}`,
    String.raw`\bBasic [A-Za-z0-9+/]{8,200}={1,2}`,
    // Hashes of passwords, second factors
    String.raw`\$(?:1|2[abxy]|5|6|y|apr1|argon2(?:id|i|d)|scrypt|pbkdf2-?\w{0,8})\$[\w./$,=+-]{16}|\botpauth:\/\/`,
    String.raw`\{(?:SSHA|SSHA512|CRYPT|cipher)\}[\w+/=$.]{8}`,
    // Addresses that are secrets
    String.raw`hooks\.slack\.com\/(?:services|workflows|triggers)\/\w|discord(?:app)?\.com\/api\/webhooks\/\d`,
    String.raw`webhook\.office\.com\/webhook|outlook\.office(?:365)?\.com\/webhook\/\w|hooks\.zapier\.com\/hooks\/\w`,
    String.raw`maker\.ifttt\.com\/\w{1,20}\/\w{1,40}\/with\/key\/\w|hook\.\w{2,6}\.make\.com\/\w|api\.telegram\.org\/bot\d`,
    String.raw`chat\.googleapis\.com\/v1\/spaces\/\w|\.logic\.azure\.com[:/]\S{0,200}sig=`,
    String.raw`:\/\/[0-9a-f]{32}(?::[0-9a-f]{32})?@[\w.-]{0,40}(?:sentry|ingest)`,
    String.raw`[?&](?:sig|X-Amz-Signature|X-Goog-Signature|Signature)=[\w%+/-]{16}`,
  ].join('|'),
);

/** `scheme://user:password@`; the group is the password. */
const credentialsInUrl = /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s:@/'"`<>()]{0,80}:([^\s@/'"`]{1,200})@/gi;
/** Without a scheme: `user:password@tcp(host)`, and `user/password@//host` of Oracle. */
const credentialsInName = /\b\w{1,40}[:/]([^\s:@/'"`<>(){}]{3,80})@(?:tcp|unix)?(?:\(|\/\/)/gi;

const longToken = /[A-Za-z0-9+/_-]{20,}={0,2}/g;

/** An address of a hook: the last part is what lets in. */
const hookAddress = /hooks?[/-]([^\s"'`<>?#]{12,200})/gi;

/** Lines of `.pgpass`, `.netrc` and `/etc/shadow`. */
const passwordLines =
  /^[\w.*-]{1,80}:(?:\d{2,5}|\*):[^:\s]{1,60}:[^:\s]{1,60}:[^:\s]{1,80}$|\blogin\s{1,8}\S{1,60}\s{1,8}password\s{1,8}\S/;

/** Shortest key, in characters, and longest row of letters that is no key. */
const shortestKey = 12;
const longestWord = 28;

/** Whether a line holds something with the form of a secret. Cheap looks come before the dear ones. */
export function hasSecretForm(line: string): boolean {
  if (line.length < shortestKey) return false;
  const isKeyPossible = hasRunWithDigit(line);
  if (isKeyPossible && (knownForms.test(line) || hasMatch(line, longToken, ([token]) => looksRandom(token))))
    return true;
  const hasAddress = line.includes('://');
  if (hasAddress && hasMatch(line, credentialsInUrl, ([, password = '']) => !isPlaceholder(password))) return true;
  if (hasAddress && hasMatch(line, hookAddress, ([, key = '']) => /\d/.test(key) && /[a-z]/i.test(key))) return true;
  if (line.includes('@') && hasMatch(line, credentialsInName, ([, password = '']) => !isPlaceholder(password)))
    return true;
  return (
    otherForms.test(line) || passwordLines.test(line) || (isKeyPossible && hasAccountNumber(line)) || hasMnemonic(line)
  );
}

/** Whether there are characters of keys in a row, with a digit or so many that they are no word, or groups of digits. */
function hasRunWithDigit(line: string): boolean {
  let run = 0;
  let digits = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    // A to Z, a to z, and + - . / = _ ~ $ ? & :
    if (isDigit || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || keyMarks.has(code)) {
      run++;
      if (isDigit) digits++;
      if (run >= (digits > 0 ? shortestKey : longestWord)) return true;
    } else if (code !== 32 || digits === 0) {
      run = 0;
      digits = 0;
    }
  }
  return false;
}

const keyMarks = new Set([...'+-./=_~$?&:'].map((mark) => mark.charCodeAt(0)));

function hasMatch(line: string, pattern: RegExp, isSecret: (match: RegExpExecArray) => boolean): boolean {
  for (const match of line.matchAll(pattern)) if (isSecret(match)) return true;
  return false;
}

const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const paymentCard = /\b(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6(?:011|5\d\d)|3[47]\d\d)([ -]?)\d{4}\1\d{4}\1\d{3,4}\b/g;

/** An account (IBAN) or a card, whose check digits are right. */
function hasAccountNumber(line: string): boolean {
  return (
    hasMatch(line, iban, ([number]) => isIban(number.replaceAll(' ', ''))) ||
    hasMatch(line, paymentCard, ([number]) => isCard(number.replaceAll(/\D/g, '')))
  );
}

function isIban(number: string): boolean {
  if (number.length < 15 || number.length > 34) return false;
  let rest = 0;
  for (const character of number.slice(4) + number.slice(0, 4))
    for (const digit of parseInt(character, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** By Luhn's formula. */
function isCard(digits: string): boolean {
  if (new Set(digits).size < 2) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Lengths of the phrases of wallets (BIP 39), whose words have 3 to 8 letters. */
const mnemonicLengths: readonly number[] = [12, 15, 18, 21, 24];
/** Twelve words of three letters. */
const shortestMnemonic = 47;
const wordRun = /[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){11,23}/g;
/** Words of all prose that are on no list of a wallet. */
const prose =
  /\b(?:the|and|for|are|not|was|has|have|but|from|which|its|his|her|our|their|been|does|into|than|were|also)\b/;

/** Words of a wallet: nothing before and behind them but quotes and a name. */
function hasMnemonic(line: string): boolean {
  if (line.length < shortestMnemonic) return false;
  return hasMatch(line, wordRun, ({ 0: run, index }) => {
    const [before, behind] = [line.slice(0, index), line.slice(index + run.length)];
    if (!/(?:^|["'`:=>[({])\s*$/.test(before.slice(-8)) || !/^\s{0,8}(?:$|["'`)\]}<,;#\\])/.test(behind)) return false;
    return mnemonicLengths.includes(run.split(/[ ,]{1,2}/).length) && !prose.test(run);
  });
}
