/**
 * Small recurrent networks fall into loops. A loop is easy to see in the text, so it is cut off here, whatever its
 * probability.
 */

/** Longest repeated unit, in UTF-16 code units. */
const longestUnit = 24;
/** Characters that people repeat: rulers in comments, tables, headings. */
const ruler = /^[-=*#~_./+|: \t]+$/;

function isLoop(unit: string, repetitions: number): boolean {
  if (/^\s*$/.test(unit)) return false;
  if (ruler.test(unit)) return unit.length * repetitions > 80;
  return repetitions >= 4 && unit.length * repetitions >= 6;
}

/** Where the first loop of `text` repeats its first unit; the length of `text` without a loop. */
export function loopStart(text: string): number {
  let first = text.length;
  for (let size = 1; size <= longestUnit; size++) {
    // n characters that equal the one `size` further on make n + size characters of period `size`.
    let start = 0;
    for (let at = 0; at + size <= text.length && start + size < first; at++) {
      if (text.charCodeAt(at) === text.charCodeAt(at + size)) continue;
      const repetitions = Math.floor((at - start + size) / size);
      if (repetitions > 1 && isLoop(text.slice(start, start + size), repetitions))
        first = Math.min(first, start + size);
      start = at + 1;
    }
  }
  return first;
}

/**
 * Length of `text` after `prefix` without repetition: up to a loop, or to a line that comes a third time in a row
 * (blank lines aside).
 */
export function repetitionLimit(prefix: string, text: string): number {
  const tail = prefix.slice(-2000);
  const lineStart = tail.lastIndexOf('\n') + 1;
  const earlier = tail
    .slice(0, lineStart)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-2);
  let offset = 0;
  let limit = loopStart(text);
  for (const [index, line] of text.split('\n').entries()) {
    const whole = (index === 0 ? tail.slice(lineStart) + line : line).trim();
    if (whole !== '' && isWorthCounting(whole)) {
      if (earlier.length === 2 && earlier.every((other) => other === whole)) {
        limit = Math.min(limit, Math.max(0, offset - 1));
        break;
      }
    }
    if (whole !== '') {
      earlier.push(whole);
      if (earlier.length > 2) earlier.shift();
    }
    offset += line.length + 1;
  }
  return limit;
}

/** Lines of brackets and punctuation do come in a row: `}`, `]`, `);`. */
function isWorthCounting(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}
