/**
 * The files that a walk finds, as far as they may be read at all: the most interesting ones, and some of those left out.
 * A folder may hold any number of files, so neither list grows with it.
 */
import type { LeftOutFile, LeftOutReason, SurveyRequest } from './workspaceSurvey.ts';

export interface FoundFile {
  readonly folder: number;
  /** Inside the folder. */
  readonly path: string;
  /** Its name in reports: with the folder's name in front where there are several folders. */
  readonly label: string;
  readonly modified: number;
}

export interface RankedFile extends FoundFile {
  /** Opened or edited lately. */
  readonly isRecent: boolean;
}

/** Far more than a model learns or the text cache holds. */
const mostFiles = 20_000;
/** Left-out files that are kept by name, of each reason. */
const mostLeftOut = 2_000;

interface Ranked {
  readonly file: FoundFile;
  /** Place among the recent files; Infinity for others. */
  readonly rank: number;
}

/** Left-out files by reason: all are counted, some are named. */
export class LeftOut {
  readonly #counts = new Map<LeftOutReason, number>();
  readonly #named: LeftOutFile[] = [];
  #total = 0;

  add(path: string, reason: LeftOutReason): void {
    const count = (this.#counts.get(reason) ?? 0) + 1;
    this.#counts.set(reason, count);
    this.#total++;
    if (count <= mostLeftOut) this.#named.push({ path, reason });
  }

  get total(): number {
    return this.#total;
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** By path. */
  get named(): readonly LeftOutFile[] {
    return this.#named.sort((a, b) => compareText(a.path, b.path));
  }
}

export class FoundFiles {
  readonly leftOut = new LeftOut();
  readonly #ranks: ReadonlyMap<string, number>;
  #files: Ranked[] = [];

  constructor(recent: SurveyRequest['recent']) {
    this.#ranks = new Map(recent.map((file, rank) => [keyOf(file), rank] as const).reverse());
  }

  add(file: FoundFile): void {
    this.#files.push({ file, rank: this.#ranks.get(keyOf(file)) ?? Infinity });
    if (this.#files.length >= 2 * mostFiles) this.#fit();
  }

  /** Recent files first, then the others by the time of their last change. */
  inOrderOfInterest(): readonly RankedFile[] {
    this.#fit();
    return this.#files.map(({ file, rank }) => ({ ...file, isRecent: rank < Infinity }));
  }

  #fit(): void {
    this.#files.sort(byInterest);
    for (const { file } of this.#files.slice(mostFiles)) this.leftOut.add(file.label, 'beyondLimit');
    this.#files = this.#files.slice(0, mostFiles);
  }
}

function byInterest(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return b.file.modified - a.file.modified || compareText(keyOf(a.file), keyOf(b.file));
}

function keyOf(file: { readonly folder: number; readonly path: string }): string {
  return `${file.folder}/${file.path}`;
}

/** By code units, independent of the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
