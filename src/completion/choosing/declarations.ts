/**
 * Keys, imports and declarations of the lines around a line, so that none of them is offered twice. Works on lines and
 * their indentation: lines of one block begin in the same column, with no line further left between them.
 */

/** Lines that are looked at in each direction. */
const furthest = 200;

const imports =
  /^(?:import|from|use|using|require|require_relative|@import|@use|#\s*include|#\s*import|extern crate)\b/;
const modifiers =
  '(?:(?:export|default|pub(?:\\([^)]*\\))?|public|private|protected|internal|static|abstract|async|declare|final|open|sealed)\\s+)*';
const types = new RegExp(
  `^${modifiers}(class|interface|type|enum|struct|trait|module|namespace|protocol)\\s+([\\p{L}_$][\\p{L}\\p{N}_$]*)`,
  'u',
);
const values = new RegExp(`^${modifiers}(const|let|var|val)\\s+([\\p{L}_$][\\p{L}\\p{N}_$]*)`, 'u');
const functions = new RegExp(
  `^${modifiers}(function|def|fn|func)\\s{0,8}\\*?\\s{1,8}([\\p{L}_$][\\p{L}\\p{N}_$]*)`,
  'u',
);
const key = /^(?:- )?(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)'|([\p{L}_$][\p{L}\p{N}_$-]*))\??\s*:(?=\s|$|["'[{\d])/u;
const setting = /^([\p{L}_][\p{L}\p{N}_.-]*)\s*=/u;

/** Words before a colon that are no keys. */
const labels = /^(?:case|default|else|try|finally|public|private|protected|signals|slots|except|lambda|https?)$/;
/** A name may stand for another thing again. */
const shadowing = new Set(['rust', 'ocaml', 'fsharp', 'haskell', 'elixir', 'scala', 'swift', 'kotlin', 'zig', 'julia']);
/** Functions with one name and several signatures. */
const withoutOverloads = new Set('python javascript javascriptreact rust go ruby lua php shellscript'.split(' '));
const withoutKeys = new Set(
  'markdown plaintext git-commit latex restructuredtext asciidoc css scss less sass c cpp makefile html xml'.split(' '),
);
const withSettings = new Set(['toml', 'ini', 'dotenv', 'properties']);

/** A statement without semicolons and white space at its end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s;]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** What a line declares, in a form to be compared; undefined for nothing. */
export function declaredBy(line: string, languageId: string): string | undefined {
  const text = line.trim();
  if (imports.test(text)) return /\s\S/.test(text) ? `import ${withoutEnd(text)}` : undefined;
  const patterns = [
    types,
    ...(shadowing.has(languageId) ? [] : [values]),
    ...(withoutOverloads.has(languageId) ? [functions] : []),
  ];
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return `${found[1]} ${found[2]}`;
  }
  if (withSettings.has(languageId)) return prefixed('key', setting.exec(text)?.[1]);
  if (withoutKeys.has(languageId)) return undefined;
  const found = key.exec(text);
  const name = found?.[1] ?? found?.[2] ?? found?.[3];
  return name === undefined || labels.test(name) ? undefined : prefixed('key', name);
}

function prefixed(kind: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${kind} ${name}`;
}

/** What the other lines of the block declare. `above` ends, and `below` begins, where the line with `indentation` is. */
export function declaredAround(
  above: readonly string[],
  below: readonly string[],
  indentation: number,
  languageId: string,
): ReadonlySet<string> {
  const declared = new Set<string>();
  for (const lines of [above.slice(-furthest).reverse(), below.slice(0, furthest)]) {
    for (const line of lines) {
      if (line.trim() === '') continue;
      const column = columnOf(line);
      if (column < indentation || line.startsWith('---')) break;
      // Decorated definitions come in groups of one name: properties, overloads.
      if (column > indentation) continue;
      const name = declaredBy(line, languageId);
      if (name !== undefined) declared.add(name);
      if (/^\s*- /.test(line)) break;
    }
  }
  return declared;
}

/** Where the text of a line begins; the dash of a list item belongs to its indentation. */
export function columnOf(line: string): number {
  return /^\s*(?:- )?/.exec(line)?.[0].length ?? 0;
}
