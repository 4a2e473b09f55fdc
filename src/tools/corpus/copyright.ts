/**
 * The licences of a Debian source package, file by file. They stand in `debian/copyright`, whose machine-readable form
 * (DEP-5) has a paragraph for each set of files. The last paragraph that matches a file counts.
 */
import { isPermissive, licenceOfText } from './licences.ts';

export interface CopyrightFile {
  /** SPDX name of the terms under which the file may be used here; `undefined` when there are none. */
  licenceOf(path: string): string | undefined;
}

type Paragraph = ReadonlyMap<string, string>;

/** SPDX names of the short names in use, in lower case. */
const shortNames = new Map<string, string>(
  (
    [
      ['MIT', 'expat mit x11 mit/x11 mit/expat expat/mit mit-expat mit-license'],
      ['MIT-0', 'mit-0'],
      ['BSD-2-Clause', 'bsd-2-clause bsd-2 bsd2 2-clause-bsd'],
      ['BSD-3-Clause', 'bsd-3-clause bsd-3 bsd3 3-clause-bsd bsd-c3'],
      ['ISC', 'isc'],
      ['0BSD', '0bsd'],
      ['Apache-2.0', 'apache-2.0 apache-2 apache2 asl-2.0'],
      ['Zlib', 'zlib zlib/libpng'],
      ['PostgreSQL', 'postgresql'],
      ['Unicode-3.0', 'unicode unicode-3.0'],
      ['Unicode-DFS-2016', 'unicode-dfs-2016'],
      ['CC0-1.0', 'cc0-1.0 cc0'],
      ['LicenseRef-public-domain', 'public-domain public_domain publicdomain pd'],
      ['Unlicense', 'unlicense unlicense.org'],
      ['PSF-2.0', 'psf psf-2 psf-2.0'],
      ['Python-2.0', 'python-2.0'],
      ['BSL-1.0', 'bsl-1.0 boost-1.0 boost'],
      ['curl', 'curl'],
      ['NCSA', 'ncsa'],
      ['TCL', 'tcl tcl/tk'],
    ] as const
  ).flatMap(([spdx, names]) => names.split(' ').map((name) => [name, spdx] as const)),
);

/** Terms that are never read, whatever their text says. */
const refusedNames =
  /^(?:a?l?gpl|gfdl|lgpl|mpl|cc-by|epl|cddl|eupl|ofl|sil|artistic|cpl|cecill|qpl|npl|lppl|ruby|openssl|json|bsd-4|non-?free)/i;
/** Conditions beyond a notice in texts that look like free ones otherwise. */
const furtherConditions = /advertising materials|non-?commercial|not for (?:sale|commercial)|shall be used for good/i;

/** Reads a copyright file. Gives `undefined` when it is not machine-readable. */
export function parseCopyright(text: string): CopyrightFile | undefined {
  const [header, ...rest] = paragraphsOf(text);
  if (
    !/copyright-format|dep\.debian\.net|DEP-?5/i.test(
      header?.get('format') ?? header?.get('format-specification') ?? '',
    )
  )
    return undefined;
  const texts = new Map<string, string>();
  for (const paragraph of rest) {
    const [name, body] = licenceIn(paragraph);
    if (body !== '') texts.set(name.toLowerCase(), body);
  }
  const patterns: { readonly matches: (path: string) => boolean; readonly licence: string | undefined }[] = [];
  for (const paragraph of rest) {
    const files = paragraph.get('files');
    if (files === undefined) continue;
    const [name, body] = licenceIn(paragraph);
    const licence = permissiveLicence(name, (term) => texts.get(term.toLowerCase()) ?? body);
    for (const glob of files.split(/[\s,]+/).filter((one) => one !== ''))
      patterns.push({ matches: matcher(glob), licence });
  }
  patterns.reverse();
  return { licenceOf: (path) => patterns.find(({ matches }) => matches(path))?.licence };
}

/** Paragraphs as fields by lower-case names. Lines that go on a field begin with white space. */
function paragraphsOf(text: string): Paragraph[] {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/^#.*\n/gm, '');
  return plain
    .split(/\n(?:[^\S\n]*\n)+/)
    .map((block) => {
      const fields = new Map<string, string>();
      let name = '';
      for (const line of block.split('\n')) {
        const field = /^([\w-]+):[^\S\n]*(.*)$/.exec(line);
        if (field?.[1] !== undefined) {
          name = field[1].toLowerCase();
          fields.set(name, field[2] ?? '');
        } else if (name !== '') fields.set(name, `${fields.get(name) ?? ''}\n${line.trim()}`);
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
}

/** The short name and the text of a paragraph's licence. */
function licenceIn(paragraph: Paragraph): [string, string] {
  const value = paragraph.get('license')?.trimStart() ?? '';
  const end = value.indexOf('\n');
  return end < 0 ? [value.trim(), ''] : [value.slice(0, end).trim(), value.slice(end + 1).trim()];
}

/** One permissive side of an `or`, all sides of an `and`; a comma binds less than both. `undefined` for other terms. */
function permissiveLicence(expression: string, textOf: (name: string) => string): string | undefined {
  const parts = expression.split(/\s*,\s*(?!\s|(?:and\/)?or\s)(?:and\s+)?/i).filter((part) => part !== '');
  const chosen = parts.map((part) =>
    part
      .split(/[\s,]+(?:and\/)?or\s+/i)
      .map((side) => joined(side.split(/\s+and\s+/i).map((name) => permissiveTerm(name.trim(), textOf))))
      .find((side) => side !== undefined),
  );
  return joined(chosen);
}

function joined(licences: readonly (string | undefined)[]): string | undefined {
  const all = licences.flatMap((one) => one?.split(' AND ') ?? []);
  if (licences.length === 0 || licences.includes(undefined)) return undefined;
  return [...new Set(all)].join(' AND ');
}

function permissiveTerm(name: string, textOf: (name: string) => string): string | undefined {
  if (refusedNames.test(name)) return undefined;
  const text = textOf(name);
  if (furtherConditions.test(text)) return undefined;
  // An exception only ever adds rights to terms that are permissive without it.
  const known = shortNames.get(name.toLowerCase().replace(/\s+with\s.*$/, ''));
  const found = known ?? licenceOfText(text);
  return isPermissive(found) ? found : undefined;
}

/** `*` stands for any characters, slashes too, `?` for one. Patterns begin at the root of the source tree. */
function matcher(glob: string): (path: string) => boolean {
  const plain = glob.replace(/^\.\//, '');
  if (!/[*?\\]/.test(plain)) return (path) => path === plain;
  if (plain === '*') return () => true;
  const prefix = /^([^*?\\]*)\*$/.exec(plain)?.[1];
  if (prefix !== undefined) return (path) => path.startsWith(prefix);
  const source = plain.replace(/\\(.)|[*?]|[.+^${}()|[\]\\]/gs, (part, escaped?: string) =>
    part === '*' ? '[\\s\\S]*' : part === '?' ? '[\\s\\S]' : `\\${escaped ?? part}`,
  );
  const expression = new RegExp(`^${source}$`);
  return (path) => expression.test(path);
}
