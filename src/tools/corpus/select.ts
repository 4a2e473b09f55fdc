/**
 * From the files of a package to the texts worth keeping: the rules of `workspace/fileFilters.ts`, duplicates over the
 * whole corpus, repeated licence headers, and limits per language. The same archives give the same texts.
 */
import { createHash } from 'node:crypto';

import { languageOfPath } from '../../base/languages.ts';
import { reasonToDropByPath, reasonToDropByText } from '../../workspace/fileFilters.ts';
import type { DropReason } from '../../workspace/fileFilters.ts';
import { decodeText, isBinary } from '../../workspace/fileText.ts';
import { NearDuplicateIndex, signatureOf } from '../../workspace/nearDuplicates.ts';
import type { ArchivedFile } from './archives.ts';
import { groupOf } from './languages.ts';
import type { Group } from './languages.ts';
import { compare, labelOf } from './manifest.ts';
import type { PackagePin } from './manifest.ts';

interface CorpusRecord {
  readonly package: string;
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

export interface Candidate extends CorpusRecord {
  readonly group: Group;
  readonly bytes: number;
}

export type Dropped =
  DropReason | 'compiled' | 'locale' | 'notProse' | 'licence' | 'duplicate' | 'nearDuplicate' | 'overLimit';

/** Counts files dropped, by reason. */
export class DropCounter {
  readonly counts = new Map<Dropped, number>();

  add(reason: Dropped, files = 1): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + files);
  }
}

const limits = { largest: 100_000, smallest: 120 };
/** Other text files are test data and lists more often than prose. */
const documentation = /readme|contributing|guide|tutorial|howto|design|(?:^|\/)docs?\//i;
/** Change logs are lists of links and digests, licences are the same everywhere. */
const notProse =
  /(?:change-?log|changes|history|news|release-?notes|licen[cs]es?|copying|code_of_conduct)[^/]*\.(?:md|txt|rst|markdown)$/i;
/** Folders of documentation in a language other than English. */
const translated =
  /(?:^|\/)(?:locales?|i18n|l10n|translations?|(?:ar|bg|bn|cs|da|de|el|es|fa|fi|fr|he|hi|hu|it|ja|ko|nl|pl|pt|ro|ru|sk|sv|th|tr|uk|vi|zh)(?:[-_][a-z]{2,4})?)\/|[._-](?:de|es|fr|it|ja|ko|pt|pt-br|ru|zh|zh-cn|zh_cn|zh-tw)\.(?:md|rst|txt|html|adoc)$/i;

/** The files of one package that pass the rules, in path order, line ends as `\n`. */
export function candidatesOf(pin: PackagePin, files: readonly ArchivedFile[], drops: DropCounter): Candidate[] {
  const prefix = commonRoot(files, pin);
  const paths = files.map((file) => file.path.slice(prefix.length));
  const isCompiled = compiledPathTest(paths);
  const found: Candidate[] = [];
  for (const [index, file] of files.entries()) {
    const path = paths[index] ?? '';
    const language = languageOfPath(path);
    const group = language === undefined ? undefined : groupOf(path, language);
    if (language === undefined || group === undefined) continue;
    if (pin.languages !== undefined && !pin.languages.includes(language)) continue;
    const byPath =
      reasonOfProse(pin, path, language, group) ??
      reasonToDropByPath(path, file.bytes.length, { ...limits, largest: largestOf(pin, group) });
    const reason = byPath ?? (isCompiled(path) ? 'compiled' : isBinary(file.bytes) ? 'binary' : undefined);
    if (reason !== undefined) {
      drops.add(reason);
      continue;
    }
    const text = (decodeText(file.bytes) ?? '').replace(/\r\n?/g, '\n');
    const byText = reasonToDropByText(path, text, language) ?? reasonOfCorpus(text);
    if (byText !== undefined) drops.add(byText);
    else found.push({ package: labelOf(pin), path, language, text, group, bytes: Buffer.byteLength(text) });
  }
  found.sort((a, b) => compare(a.path, b.path));
  return found;
}

/** Plain text is documentation where its path says so, or where the pin asks for it. */
function reasonOfProse(pin: PackagePin, path: string, language: string, group: Group): Dropped | undefined {
  const isText = language === 'plaintext' && pin.languages?.includes('plaintext') !== true;
  if ((isText && !documentation.test(path)) || notProse.test(path)) return 'notProse';
  return group.isProse === true && !isProject(pin) && translated.test(path) ? 'locale' : undefined;
}

function largestOf(pin: PackagePin, { isProse, largestFile }: Group): number {
  return (isProse === true && isProject(pin) ? undefined : largestFile) ?? limits.largest;
}

/** Figures of a replay are compared over a long time, so its projects follow the rules of the first corpus. */
function isProject({ split }: PackagePin): boolean {
  return split === 'project';
}

/** The folder that an archive puts around everything: `package/`, `name-1.0/`, `module@v1.0.0/`. */
export function commonRoot(files: readonly ArchivedFile[], pin: PackagePin): string {
  if (pin.registry === 'debian') return '';
  if (pin.registry === 'go') return `${pin.name}@${pin.version}/`;
  const first = files[0]?.path ?? '';
  const root = first.slice(0, first.indexOf('/') + 1);
  return root !== '' && files.every((file) => file.path.startsWith(root)) ? root : '';
}

/**
 * Tells what a package's own build wrote. Where TypeScript sources are shipped, JavaScript and declarations beside them
 * are their output; where `src/` or `lib/` has JavaScript, folders such as `cjs/` hold copies of it.
 */
function compiledPathTest(paths: readonly string[]): (path: string) => boolean {
  const sources = paths.filter(
    (path) => /\.tsx?$/.test(path) && !/\.d\.ts$|-d\.ts$|(?:^|\/)(?:node_modules|types|tests?|examples)\//.test(path),
  );
  if (sources.length >= 5) return (path) => /\.(?:[cm]?js|jsx|d\.[cm]?ts)$/.test(path);
  const hasSource = paths.some((path) => /^(?:src|lib)\/.*\.m?js$/.test(path));
  return (path) =>
    hasSource &&
    /^(?:cjs|esm|es|es6|es5|commonjs|bundles?|browser|legacy|modern|module|fp)\/|(?:^|\/)[^/]*\.bundle\.js$/.test(path);
}

/**
 * Some packages carry files under stricter terms than their own; such a file says so at its top. A file under a choice
 * of terms (`BSD … and GPLv2, at your option`) does not spell the strict licence's name out and stays.
 */
const otherTerms =
  /GNU (?:Lesser |Library |Affero )?General Public Licen[cs]e|\bA?L?GPL-[23]|Mozilla Public Licen[cs]e|\bMPL-2\.0|Eclipse Public Licen[cs]e|Creative Commons (?:Attribution|Non)|\bCC[- ]BY/i;

function reasonOfCorpus(text: string): Dropped | undefined {
  if (otherTerms.test(text.slice(0, 3000))) return 'licence';
  return isForeign(text) ? 'locale' : undefined;
}

/** Mostly other scripts than Latin: translations. They are good text, but no part of the languages counted here. */
function isForeign(text: string): boolean {
  let foreign = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x24f) foreign++;
  return foreign > text.length * 0.15;
}

const tokenForms = /\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-[0-9]+-/;

/** Leaves out files with tokens of AWS, GitHub or Slack, by their form. Examples count too: none is to be learnt. */
export function withoutTokens(files: readonly Candidate[], drops: DropCounter): Candidate[] {
  const kept = files.filter(({ text }) => !tokenForms.test(text));
  drops.add('secret', files.length - kept.length);
  return kept;
}

const headersKept = 3;
const leadingComment =
  /^(#![^\n]*\n)?\s*((?:\/\*[\s\S]*?\*\/[^\S\n]*\n)|(?:<!--[\s\S]*?-->[^\S\n]*\n)|(?:(?:\/\/|#)[^\n]*\n)+)/;

/** Cuts a leading comment off the files where it comes for the fourth time and more within a package. */
export function cutRepeatedHeaders(files: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, number>();
  return files.map((file) => {
    const match = leadingComment.exec(file.text);
    const header = match?.[2];
    if (header === undefined || header.length < 60) return file;
    const key = header.replace(/[\d\s]+/g, ' ');
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times <= headersKept) return file;
    const text = (match?.[1] ?? '') + file.text.slice(match?.[0].length ?? 0).replace(/^\n+/, '');
    return { ...file, text, bytes: Buffer.byteLength(text) };
  });
}

/**
 * Drops what the corpus has already, the same or nearly the same. One instance sees training text first, then the
 * held-out.
 */
export class Deduplicator {
  private readonly exact = new Set<string>();
  private readonly near = new NearDuplicateIndex<string>();

  keepNew(files: readonly Candidate[], drops: DropCounter): Candidate[] {
    return files.filter((file) => {
      const hash = createHash('sha256').update(file.text.replace(/\s+/g, ' ').trim()).digest('base64');
      if (this.exact.has(hash)) {
        drops.add('duplicate');
        return false;
      }
      this.exact.add(hash);
      const signature = signatureOf(file.text);
      if (this.near.find(signature) !== undefined) {
        drops.add('nearDuplicate');
        return false;
      }
      this.near.add(file.path, signature);
      return true;
    });
  }
}

/** Everything below the level is kept whole, everything above is cut to it; the level is found so that the sum fits. */
export function fairShares(amounts: readonly number[], total: number): number[] {
  const sorted = [...amounts].sort((a, b) => a - b);
  let left = total;
  for (const [index, amount] of sorted.entries()) {
    const level = left / (sorted.length - index);
    if (amount > level) return amounts.map((one) => Math.min(one, level));
    left -= amount;
  }
  return [...amounts];
}

/** At most about what one package may give to each group, so that not all of a large package has to be kept. */
export function withinLimits(files: readonly Candidate[], drops: DropCounter): Candidate[] {
  const byGroup = new Map<Group, Candidate[]>();
  for (const file of files) {
    const some = byGroup.get(file.group);
    if (some === undefined) byGroup.set(file.group, [file]);
    else some.push(file);
  }
  const kept = [...byGroup].flatMap(([group, some]) => sample(some, group.largestPerPackage * spareForDuplicates));
  drops.add('overLimit', files.length - kept.length);
  return kept.sort((a, b) => compare(a.path, b.path));
}

const spareForDuplicates = 1.3;

/** Files up to a number of bytes, chosen by the hash of their paths (so: spread over the package), in path order. */
export function sample(files: readonly Candidate[], bytes: number): Candidate[] {
  const order = (file: Candidate): string => createHash('sha256').update(`${file.package}/${file.path}`).digest('hex');
  const shuffled = files.map((file) => ({ file, key: order(file) })).sort((a, b) => compare(a.key, b.key));
  let left = bytes;
  const chosen: Candidate[] = [];
  for (const { file } of shuffled) {
    if (file.bytes > left) continue;
    chosen.push(file);
    left -= file.bytes;
  }
  return chosen.sort((a, b) => compare(a.path, b.path));
}
