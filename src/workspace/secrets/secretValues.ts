/** What a value looks like: a placeholder, a mere name, a word, or characters that only a secret has. */

/** Values of configuration files and type annotations that tell nothing. */
const commonWords = new Set(
  (
    'string str text char varchar bool boolean number int integer float any unknown object array bytes buffer secretstr ' +
    'null nil none undefined undef true false yes no on off empty default required optional prompt hidden redacted ' +
    'secret password token key self this value data input option args param void never auto inherit disabled enabled ' +
    'file env vault basic bearer digest oauth2 jwt md5 sha1 sha256 sha512 bcrypt plain scram-sha-256 uuid enum identifier same-origin include omit'
  ).split(' '),
);

/** A placeholder such as `${password}`, `<password>`, `%s`, `{{ token }}`, `***`; or a version such as `^1.2.1`. */
export function isPlaceholder(value: string): boolean {
  return (
    value === '' ||
    /^[$%<{[]|[$#%]\{|\{\{|\$\(|^[*.xX?_\-#•]+$|^%?[sdv]$|^[\^~<>=v]{0,3}\d+(?:\.\d+)+$/.test(value) ||
    /^@[\w.-]+@$|^\\?\(|^your[-_ ]|^<?insert[-_ ]|\.\.\.$/i.test(value)
  );
}

/** Whether it holds only a name: `type: 'password'`, `API_KEY = "MY_API_KEY"`, `password: 'Enter your password'`. */
export function isMereName(value: string, secretWord: string): boolean {
  if (commonWords.has(value.toLowerCase())) return true;
  if (!/^[\p{L}_.:/?!,’' -]+$/u.test(value)) return false;
  const bare = (text: string) => text.toLowerCase().replaceAll(/\P{L}/gu, '');
  return bare(value).includes(bare(secretWord));
}

/** Whether a bare value can only be code: a call, an index, a member, a path or an address. */
export function isExpression(value: string): boolean {
  return /^[!&*]?[A-Za-z_$][\w$]*(?:\.|::|->|\?\.)[A-Za-z_$]|^[A-Za-z_$][\w$.:]*[([{]|^\.{0,2}\/|^[a-z]+:\/\/|^[a-z_-]{1,40}\/[a-z_.-]/.test(
    value,
  );
}

/** Letters and digits or marks together, as nobody writes in words. */
export function isMixed(value: string): boolean {
  return /[A-Za-z]/.test(value) && /\d/.test(value)
    ? value.length >= 6
    : /[A-Za-z].*[!#%^&*?~]|[!#%^&*?~].*[A-Za-z]/.test(value) && value.length >= 6 && !value.includes(' ');
}

/** What nobody would write but for a key: letters and digits, but neither a word with a number nor a size or a date. */
export function isKeyLike(value: string): boolean {
  if (value.length < 8 || !/^[\w+/=.~:-]+$/.test(value) || !/[A-Za-z]/.test(value) || !/\d.*\d/.test(value))
    return false;
  if (isExpression(value) && !value.includes('=')) return false;
  return !/^[A-Za-z]+[-_.:]?\d{1,4}$|^\d+[a-z%]{0,4}$|^\d{1,4}(?:[-_.:]\w{1,6}){1,6}$|^v?\d+\.\d|[-_]v?\d+(?:\.\d+){1,3}$/i.test(
    value,
  );
}

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
