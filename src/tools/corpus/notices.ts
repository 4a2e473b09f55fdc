/**
 * Licences and notices that have to go along with source text of others. Those of a package lie at its root. One in a
 * folder says that the files there come from elsewhere, under terms that the manifest does not name.
 */
import { decodeText } from '../../workspace/fileText.ts';
import type { ArchivedFile } from './archives.ts';
import { compare } from './manifest.ts';
import { licenceOfText } from './licences.ts';

export interface Notice {
  /** Inside the package. */
  readonly path: string;
  /** '' for one of the whole package. */
  readonly folder: string;
  readonly text: string;
}

/** Packages that are passed on, and what for. */
export interface UsedPackage {
  /** As in the manifest's labels: `npm:rxjs@7.8.2`. */
  readonly label: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly notices: readonly Notice[];
}

const free = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense', 'CC0-1.0', 'Apache-2.0']);
const withoutConditions = new Set(['0BSD', 'Unlicense', 'CC0-1.0']);

/** The licences of a choice (`A OR B`, older `A/B`); what is no choice comes back as one piece. */
function choices(expression: string): string[] {
  return expression
    .replace(/[()]/g, ' ')
    .split(/\s+OR\s+|\//)
    .map((licence) => licence.trim());
}

/** Whether source text may be passed on with no more than a notice: one licence of the list, or a choice of such. */
export function isFree(expression: string): boolean {
  return choices(expression).every((licence) => free.has(licence));
}

/** Whether not even a notice is asked for. */
export function needsNoNotice(expression: string): boolean {
  return choices(expression).some((licence) => withoutConditions.has(licence));
}

const noticeName = /^(?:(?:un)?licen[cs]e|copying|notice|copyright|third.?party)[^/]*$/i;
const sourceName = /\.(?:[cm]?[jt]sx?|json|py|go|rs|java|c|h|html?|css|s[ac]ss|sh|ya?ml|toml|png|svg)$/i;
/** Where wheels and jars keep what belongs to the whole package. */
const ofWholePackage = /^(?:[^/]+\.dist-info(?:\/licenses)?|META-INF)$/;

export function isNotice(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return noticeName.test(name) && !sourceName.test(name);
}

/**
 * Licence and notice files of an archive, in path order. `root` is the folder around everything, with its slash, or ''.
 */
export function noticesIn(files: readonly ArchivedFile[], root: string): Notice[] {
  const notices: Notice[] = [];
  for (const file of files) {
    const path = file.path.startsWith(root) ? file.path.slice(root.length) : file.path;
    const slash = path.lastIndexOf('/');
    const text = isNotice(path) ? decodeText(file.bytes) : undefined;
    if (text === undefined || text.trim() === '') continue;
    const folder = path.slice(0, Math.max(slash, 0));
    notices.push({ path, folder: ofWholePackage.test(folder) ? '' : folder, text: tidy(text) });
  }
  return notices.sort((a, b) => compare(a.path, b.path));
}

function tidy(text: string): string {
  return text
    .replace(/\r\n?|\f/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');
}

/** Notices that hold for a file because they lie in a folder on the way to it, those at the root among them. */
export function noticesFor(path: string, notices: readonly Notice[]): Notice[] {
  return notices.filter(({ folder }) => folder === '' || path.startsWith(`${folder}/`));
}

/**
 * What stands at the top of files under other terms than ours, or under a notice in a file that does not come along.
 */
const otherTerms =
  /See Copyright Notice in|Boost Software Licen|\bzlib[ /]?licen|Artistic Licen|Microsoft Public Licen|\bCDDL\b|OpenSSL licen/i;

/** Whether a file's own folder and first lines say nothing else than what `isFree` accepts. */
export function isUnderPackageTerms(path: string, text: string, notices: readonly Notice[]): boolean {
  const inside = noticesFor(path, notices).filter(({ folder }) => folder !== '');
  const head = text.slice(0, 3000);
  const identifier = /SPDX-License-Identifier:\s*([^\n*]+)/.exec(head)?.[1]?.trim();
  if (identifier !== undefined && !isFree(identifier)) return false;
  return !otherTerms.test(head) && inside.every((notice) => free.has(licenceOfText(notice.text)));
}

/** All notices as one text; what is the same in several packages, white space aside, is printed once. */
export function noticesText(introduction: string, packages: readonly UsedPackage[]): string {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const list = packages.map(({ label, licence, notices }) => {
    const lines = notices.map(({ path, text }) => {
      const key = text.replace(/\s+/g, ' ');
      const number = numbers.get(key) ?? texts.push(text);
      numbers.set(key, number);
      return `    ${path}: text ${String(number)}`;
    });
    if (lines.length === 0) lines.push('    comes without a licence text, and its licence asks for none');
    return [`${label}, ${licence}`, ...lines].join('\n');
  });
  const rule = '='.repeat(100);
  const printed = texts.map((text, index) => `${rule}\nText ${String(index + 1)}\n\n${text}\n`);
  return `${introduction}\n\n${list.join('\n')}\n\n${printed.join('\n')}`;
}
