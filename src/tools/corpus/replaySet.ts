/**
 * `npm run corpus -- --replay-set`: the part of the corpus that ships beside the model, for fine-tuning to read again
 * (`fineTuning/replaySet.ts`), with its licences. Source text of others is passed on, so the rules are stricter than
 * for training: fewer licences, only files exactly as published, only packages that carry their notices.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { UserError } from '../../base/userError.ts';
import { type CorpusDocument, readCorpusFile } from '../../training/corpus.ts';
import { REPLAY_SET_FILE, replayLine } from '../../fineTuning/replaySet.ts';
import type { ArchivedFile } from './archives.ts';
import { inCorpusOrder, sampleFairly } from './build.ts';
import { packagesFolder } from './fetch.ts';
import { readPackage } from './packages.ts';
import { compare, labelOf } from './manifest.ts';
import type { Manifest, PackagePin } from './manifest.ts';
import { isFree, isUnderPackageTerms, needsNoNotice, noticesFor, noticesIn, noticesText } from './notices.ts';
import type { Notice } from './notices.ts';
import { type Candidate, candidatesOf, commonRoot, DropCounter } from './select.ts';

const NOTICES_FILE = 'replay-licences.txt';

/** What is to be taken from one half of the corpus. */
export interface Extent {
  readonly bytes: number;
  /** About so many packages: more would mean more licence texts, fewer less variety. */
  readonly packages: number;
  /** Sizes of the files, in bytes. */
  readonly smallest: number;
  readonly largest: number;
}

const replayExtent: Extent = { bytes: 1_300_000, packages: 60, smallest: 1000, largest: 30_000 };
const probeExtent: Extent = { bytes: 70_000, packages: 12, smallest: 500, largest: 8000 };
/** A package with more than this, in characters, lists what it is made of, and is made of too much. */
const longestNotices = 20_000;

/** Bytes. */
const typicalFile = 4000;

/** A package from which text may be taken. */
export interface Source {
  readonly pin: PackagePin;
  /** Those that may be passed on. */
  readonly files: readonly Candidate[];
  readonly notices: readonly Notice[];
}

/** Writes the set and its notices. Gives the exit code. @throws UserError when there is no corpus. */
export async function buildReplaySet(manifest: Manifest, corpus: string, output: string): Promise<number> {
  const pins = inCorpusOrder(manifest.packages).filter(({ licence }) => isFree(licence));
  const train = await readCorpus(join(corpus, 'train.jsonl'));
  const heldOut = await readCorpus(join(corpus, 'held-out.jsonl'));
  const shares = sharesOf(train);
  const sourcesIn = async (documents: readonly CorpusDocument[]): Promise<Source[]> => {
    const sources: Source[] = [];
    const published = new Map<string, string>(documents.map((one) => [`${one.package}/${one.path}`, one.text]));
    const labels = new Set(documents.map((one) => one.package));
    for (const pin of pins.filter((one) => labels.has(labelOf(one)))) {
      const archive = (await readPackage(pin, packagesFolder())).files;
      const source = sourceOf(pin, archive, published);
      if (source !== undefined) sources.push(source);
    }
    return sources;
  };
  const replay = take(await sourcesIn(train), shares, replayExtent);
  const probe = take(await sourcesIn(heldOut), shares, probeExtent);
  const packed = pack(replay, probe);
  const notices = noticesOf([...replay, ...probe]);
  writeFileSync(join(output, REPLAY_SET_FILE), packed);
  writeFileSync(join(output, NOTICES_FILE), notices);
  for (const [name, sources] of Object.entries({ replay, probe })) printTable(name, sources, shares);
  console.log(
    `${REPLAY_SET_FILE}: ${String(packed.length)} bytes, ${NOTICES_FILE}: ${String(notices.length)} characters`,
  );
  return 0;
}

async function readCorpus(path: string): Promise<CorpusDocument[]> {
  const documents: CorpusDocument[] = [];
  try {
    for await (const document of readCorpusFile(path)) documents.push(document);
  } catch (error) {
    throw new UserError(`The corpus ${path} cannot be read.`, 'Make it first: npm run corpus', { cause: error });
  }
  return documents;
}

/** Language → share of the bytes, in 1. */
export function sharesOf(documents: readonly CorpusDocument[]): Map<string, number> {
  const bytes = new Map<string, number>();
  let total = 0;
  for (const { language, text } of documents) {
    const length = Buffer.byteLength(text);
    bytes.set(language, (bytes.get(language) ?? 0) + length);
    total += length;
  }
  return new Map([...bytes].map(([language, length]) => [language, length / total]));
}

/**
 * What may be taken from a package; `undefined` for nothing. `corpus` has the corpus's texts by label and path: a file
 * that differs had a header cut off, and is left out because it may have been the copyright.
 */
export function sourceOf(
  pin: PackagePin,
  archived: readonly ArchivedFile[],
  corpus: ReadonlyMap<string, string>,
): Source | undefined {
  const notices = noticesIn(archived, commonRoot(archived, pin));
  const own = notices.filter(({ folder }) => folder === '');
  const length = own.reduce((sum, { text }) => sum + text.length, 0);
  if (length > longestNotices || (length === 0 && !needsNoNotice(pin.licence))) return undefined;
  const files = candidatesOf(pin, archived, new DropCounter()).filter(
    ({ path, text }) => corpus.get(`${labelOf(pin)}/${path}`) === text && isUnderPackageTerms(path, text, notices),
  );
  return files.length === 0 ? undefined : { pin, files, notices };
}

/**
 * Chooses packages, and files of them, so that each language has its share. What comes back has only files that were
 * chosen.
 */
export function take(sources: readonly Source[], shares: ReadonlyMap<string, number>, extent: Extent): Source[] {
  const fitting = sources.map((source) => ({
    ...source,
    files: source.files.filter(({ bytes }) => bytes >= extent.smallest && bytes <= extent.largest),
  }));
  const chosen = choosePackages(fitting, shares, extent);
  const files = chosen.map((): Candidate[] => []);
  const offeredShares = [...shares].filter(([language]) => chosen.some((one) => inLanguage(one, language).length > 0));
  const sum = offeredShares.reduce((all, [, share]) => all + share, 0);
  for (const [language, share] of offeredShares) {
    const wanted = (extent.bytes * share) / sum;
    const possible = chosen.map((source) => inLanguage(source, language).filter(({ bytes }) => bytes <= wanted));
    // A share that is split among too many is too small for any file, so those with much go first.
    const places = Math.max(1, Math.floor(wanted / typicalFile));
    const giving = new Set([...possible].sort((a, b) => bytesOf(b) - bytesOf(a)).slice(0, places));
    const offered = possible.map((some) => (giving.has(some) ? some : []));
    const kept = sampleFairly(offered, offered.map(bytesOf), wanted);
    for (const [index, some] of kept.entries()) files[index]?.push(...some);
  }
  return chosen
    .map((source, index) => ({ ...source, files: (files[index] ?? []).sort((a, b) => compare(a.path, b.path)) }))
    .filter((source) => source.files.length > 0);
}

/** Rare languages choose first: what they bring in serves the common ones as well. */
function choosePackages(sources: readonly Source[], shares: ReadonlyMap<string, number>, extent: Extent): Source[] {
  const offering = (language: string): number =>
    sources.filter((source) => inLanguage(source, language).length > 0).length;
  const byRarity = [...shares.keys()].sort((a, b) => offering(a) - offering(b) || compare(a, b));
  const chosen = new Set<Source>();
  for (const language of byRarity) {
    const share = shares.get(language) ?? 0;
    // A tenth more than is taken, since whole files never add up.
    const wanted = 1.1 * extent.bytes * share;
    const most = wanted / Math.ceil(extent.packages * share);
    const offer = (source: Source): number => Math.min(most, bytesOf(inLanguage(source, language)));
    let sum = [...chosen].reduce((all, source) => all + offer(source), 0);
    for (const source of sources) {
      if (sum >= wanted) break;
      if (chosen.has(source) || offer(source) < most / 4) continue;
      chosen.add(source);
      sum += offer(source);
    }
  }
  return sources.filter((source) => chosen.has(source));
}

function inLanguage({ files }: Source, language: string): Candidate[] {
  return files.filter((file) => file.language === language);
}

function bytesOf(files: readonly Candidate[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/** The set as a file. The same text gives the same bytes wherever the same zlib packs it. */
export function pack(replay: readonly Source[], probe: readonly Source[]): Buffer {
  const lines = [
    ...replay.flatMap(({ files }) => files.map((file) => replayLine(file, 'replay'))),
    ...probe.flatMap(({ files }) => files.map((file) => replayLine(file, 'probe'))),
  ];
  const packed = gzipSync(lines.join(''), { level: 9 });
  // The time in the header is 0 already; here stands the operating system, which is nobody's business: unknown.
  packed[9] = 255;
  return packed;
}

export function noticesOf(sources: readonly Source[]): string {
  const introduction = [
    `The file ${REPLAY_SET_FILE} holds source text of the packages listed here, unchanged but for line ends. Undercurrent reads`,
    'some of it while a model is fine-tuned, so that the model does not forget what it knew. Each package is named with its',
    'registry, its version and its licence, and with the licence and notice files found in it, whose texts follow below.',
  ].join('\n');
  const packages = sources.map(({ pin, files, notices }) => ({
    label: labelOf(pin),
    licence: pin.licence,
    notices: notices.filter((notice) => files.some(({ path }) => noticesFor(path, [notice]).length > 0)),
  }));
  return noticesText(
    introduction,
    packages.sort((a, b) => compare(a.label, b.label)),
  );
}

function printTable(name: string, sources: readonly Source[], shares: ReadonlyMap<string, number>): void {
  const files = sources.flatMap((source) => source.files);
  const total = bytesOf(files);
  console.log(`${name}: ${String(total)} bytes, ${String(files.length)} files, ${String(sources.length)} packages`);
  for (const [language, share] of [...shares].sort((a, b) => b[1] - a[1])) {
    const mine = sources.flatMap((source) => inLanguage(source, language));
    const percent = (value: number): string => `${(100 * value).toFixed(2)} %`.padStart(9);
    const packages = new Set(mine.map((file) => file.package)).size;
    console.log(
      `  ${language.padEnd(20)}${percent(bytesOf(mine) / total)} of${percent(share)}${String(packages).padStart(6)} packages`,
    );
  }
}
