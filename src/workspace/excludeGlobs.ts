/**
 * Globs with the meaning that VS Code gives them in `files.exclude` and `search.exclude`: a glob matches the whole path
 * inside the folder, so one without a slash matches at the top only. They know `**`, `*`, `?`, `[…]`, `[!…]` and
 * `{a,b}`, match dot files, and ignore letter case.
 * See https://code.visualstudio.com/docs/editor/glob-patterns.
 */
import picomatch from 'picomatch';

/** Whether one of the globs matches a file or a folder. The caller leaves out what lies in a matching folder. */
export function excludeMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs
    .map((glob) => glob.trim().replace(/(?<=.)\/$/, ''))
    .filter((glob) => glob !== '')
    .flatMap(expandBraces)
    .map((glob) => glob.replace(/[\\()|+"]/g, String.raw`\$&`).replace(/\[!/g, '[^'));
  if (patterns.length === 0) return () => false;
  return picomatch(patterns, { dot: true, nocase: true, nonegate: true, noextglob: true, nobrace: true });
}

/** `a{b,c}` → `ab`, `ac`. Done here, since picomatch treats `**` in braces differently. */
function expandBraces(glob: string): string[] {
  const group = /^([^{]*)\{([^{}]*)\}/.exec(glob) ?? /^(.*)\{([^{}]*)\}/s.exec(glob);
  if (group === null) return [glob];
  const [whole, before = '', choices = ''] = group;
  const after = glob.slice(whole.length);
  return choices.split(',').flatMap((choice) => expandBraces(before + choice + after));
}
