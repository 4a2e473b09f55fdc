/**
 * The rules of `.gitignore` files. Every folder may have one, deeper ones override, and nothing in an ignored folder
 * can be included again. Here all patterns become one list relative to the top folder, in which the last match wins.
 * Letter case does not count: leaving out a file too many does no harm.
 */
import ignore, { type Ignore } from 'ignore';

export class GitIgnoreRules {
  private constructor(
    private readonly rules: Ignore,
    /** From the top folder to the folder that paths are relative to, with a slash at the end; or empty. */
    private readonly start = '',
  ) {}

  static none(): GitIgnoreRules {
    return new GitIgnoreRules(newRules());
  }

  /** The same rules, for paths relative to this folder. */
  from(folder: string): GitIgnoreRules {
    return new GitIgnoreRules(this.rules, `${this.start}${folder}/`);
  }

  /** These rules and those of a `.gitignore` with this text in `folder` (forward slashes; empty for the top folder). */
  with(folder: string, text: string): GitIgnoreRules {
    const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
    const place = (this.start + folder).replace(/\/$/, '');
    const patterns = lines.flatMap((line) => patternFromTop(place, line) ?? []);
    if (patterns.length === 0) return this;
    return new GitIgnoreRules(newRules().add(this.rules).add(patterns), this.start);
  }

  /** Whether a file or a folder is ignored, itself or with a folder above it. */
  ignores(path: string, isFolder: boolean): boolean {
    return this.rules.ignores(`${this.start}${path}${isFolder ? '/' : ''}`);
  }
}

function newRules(): Ignore {
  // A file system may hold names such as `...`.
  return ignore({ allowRelativePaths: true });
}

/** A line of a `.gitignore` as a pattern for the top folder; `undefined` for comments and empty lines. */
function patternFromTop(folder: string, line: string): string | undefined {
  const written = line.replace(/(?<!\\)[ \t]+$/, '');
  if (written === '' || written.startsWith('#')) return undefined;
  if (folder === '') return written;
  const isNegated = written.startsWith('!');
  // `\#` and `\!` need their backslash only at the beginning of a line.
  const pattern = (isNegated ? written.slice(1) : written).replace(/^\\(?=[!#])/, '');
  const isAnchored = pattern.slice(0, -1).includes('/');
  const above = folder.replace(/[\\*?[\]]/g, String.raw`\$&`);
  return `${isNegated ? '!' : ''}/${above}/${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}
