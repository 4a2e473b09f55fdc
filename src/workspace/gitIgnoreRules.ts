/**
 * What `.gitignore` files say. Git lets every folder have one, the deeper ones have the last word, and what lies in an ignored folder
 * cannot be asked for again. Here all of them are written into one list of patterns relative to the topmost folder, in the
 * order in which the last match wins. Letter case does not count: leaving out a file too many does no harm.
 */
import ignore, { type Ignore } from 'ignore';

export class GitIgnoreRules {
  private constructor(
    private readonly rules: Ignore /** Of the folder that paths are given from, from the topmost one, with a slash behind it; or nothing. */,
    private readonly start = '',
  ) {}

  static none(): GitIgnoreRules {
    return new GitIgnoreRules(newRules());
  }

  /** The same rules, asked and added to with paths from this folder. */
  from(folder: string): GitIgnoreRules {
    return new GitIgnoreRules(this.rules, `${this.start}${folder}/`);
  }

  /** These rules and those of a `.gitignore` with this text in `folder` (forward slashes; empty for the topmost one). */
  with(folder: string, text: string): GitIgnoreRules {
    const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
    const place = (this.start + folder).replace(/\/$/, '');
    const patterns = lines.flatMap((line) => patternFromTop(place, line) ?? []);
    if (patterns.length === 0) return this;
    return new GitIgnoreRules(newRules().add(this.rules).add(patterns), this.start);
  }

  /** Whether a file or a folder is ignored, by itself or by a folder above it. */
  ignores(path: string, isFolder: boolean): boolean {
    return this.rules.ignores(`${this.start}${path}${isFolder ? '/' : ''}`);
  }
}

function newRules(): Ignore {
  // Names such as `...` are not refused: a file system may have them.
  return ignore({ allowRelativePaths: true });
}

/** A line of a `.gitignore` as a pattern that means the same in the topmost folder; `undefined` for comments and empty lines. */
function patternFromTop(folder: string, line: string): string | undefined {
  const written = line.replace(/(?<!\\)[ \t]+$/, '');
  if (written === '' || written.startsWith('#')) return undefined;
  if (folder === '') return written;
  const isNegated = written.startsWith('!');
  // `\#` and `\!` need their backslash at the beginning of a line only, and this is one no longer.
  const pattern = (isNegated ? written.slice(1) : written).replace(/^\\(?=[!#])/, '');
  const isAnchored = pattern.slice(0, -1).includes('/');
  const above = folder.replace(/[\\*?[\]]/g, String.raw`\$&`);
  return `${isNegated ? '!' : ''}/${above}/${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}
