/**
 * Globs as VS Code means them in `files.exclude` and `search.exclude`: always about the whole path inside the folder, so that a pattern
 * without a slash means the top of it; `**`, `*`, `?`, `[…]`, `[!…]` and `{a,b}`, dot files included; nothing is negated, and all other
 * characters stand for themselves. Letter case does not count, as it does not for VS Code on Windows and macOS.
 * See https://code.visualstudio.com/docs/editor/glob-patterns.
 */
import picomatch from 'picomatch';

/** Whether one of the globs matches a file or a folder. What lies in a folder that matches is for the caller to leave out with it. */
export function excludeMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs
    .map((glob) => glob.trim().replace(/(?<=.)\/$/, ''))
    .filter((glob) => glob !== '')
    .flatMap(expandBraces)
    .map((glob) => glob.replace(/[\\()|+"]/g, String.raw`\$&`).replace(/\[!/g, '[^'));
  if (patterns.length === 0) return () => false;
  return picomatch(patterns, { dot: true, nocase: true, nonegate: true, noextglob: true, nobrace: true });
}

/** `a{b,c}` → `ab`, `ac`. Before the library sees them, since for it `**` in braces is not the same as outside of them. */
function expandBraces(glob: string): string[] {
  const group = /^([^{]*)\{([^{}]*)\}/.exec(glob) ?? /^(.*)\{([^{}]*)\}/s.exec(glob);
  if (group === null) return [glob];
  const [whole, before = '', choices = ''] = group;
  const after = glob.slice(whole.length);
  return choices.split(',').flatMap((choice) => expandBraces(before + choice + after));
}
