/**
 * Builds the corpus. The candidates of all packages are gathered first, since how much of a package is kept depends on
 * the others. Then each language is shared out among its packages. Files are written package by package, in an order
 * by the hashes of the packages' names, which mixes the languages.
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';

import { ArchiveGone } from './debian.ts';
import { groups } from './languages.ts';
import { compare, keyOf, labelOf } from './manifest.ts';
import type { Manifest, PackagePin, Split } from './manifest.ts';
import { readPackage } from './packages.ts';
import {
  Deduplicator,
  DropCounter,
  candidatesOf,
  cutRepeatedHeaders,
  fairShares,
  sample,
  withinLimits,
  withoutTokens,
} from './select.ts';
import type { Candidate } from './select.ts';

const largestPackage = 6_000_000;
const heldOutBytesPerGroup = 140_000;

/**
 * Builds both files and prints the table. A version that Debian has replaced is left out. Gives the exit code: 1 when
 * another package could not be had.
 */
export async function buildCorpus(manifest: Manifest, cacheFolder: string, output: string): Promise<number> {
  const drops = new DropCounter();
  const duplicates = new Deduplicator();
  const pins = inCorpusOrder(manifest.packages);
  let failures = 0;
  let gone = 0;
  const gather = async (split: Split): Promise<Candidate[][]> => {
    const packages: Candidate[][] = [];
    for (const pin of pins.filter((one) => one.split === split)) {
      try {
        const { files, refused } = await readPackage(pin, cacheFolder);
        drops.add('licence', refused);
        const candidates = withinLimits(candidatesOf(pin, files, drops), drops);
        packages.push(duplicates.keepNew(cutRepeatedHeaders(candidates), drops));
      } catch (error) {
        if (error instanceof ArchiveGone) gone++;
        else failures++;
        console.error(`${labelOf(pin)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return packages;
  };
  const train = share(await gather('train'), (group) => group.megabytes * 1e6, drops);
  const heldOut = share(await gather('heldOut'), () => heldOutBytesPerGroup, drops);
  mkdirSync(output, { recursive: true });
  writeRecords(join(output, 'train.jsonl'), train);
  writeRecords(join(output, 'held-out.jsonl'), heldOut);
  printTable(train, heldOut, drops);
  if (gone > 0)
    console.log(`${String(gone)} packages are gone from Debian's archive; the digests are of a corpus without them.`);
  return failures === 0 ? 0 : 1;
}

/** By the hashes of their names: mixed, and the same every time. */
export function inCorpusOrder(pins: readonly PackagePin[]): PackagePin[] {
  const order = (pin: PackagePin): string => createHash('sha256').update(keyOf(pin)).digest('hex');
  return [...pins].sort((a, b) => compare(order(a), order(b)));
}

function bytesOf(files: readonly Candidate[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/** Shares each group's bytes out among the packages, then holds every package to its own limit. */
function share(
  packages: readonly Candidate[][],
  bytesFor: (group: (typeof groups)[number]) => number,
  drops: DropCounter,
): Candidate[][] {
  const chosen = packages.map((): Candidate[] => []);
  for (const group of groups) {
    const offered = packages.map((files) => files.filter((file) => file.group === group));
    const amounts = offered.map((files) => Math.min(bytesOf(files), group.largestPerPackage));
    const kepts = sampleFairly(offered, amounts, bytesFor(group));
    for (const [index, files] of offered.entries()) {
      const kept = kepts[index] ?? [];
      drops.add('overLimit', files.length - kept.length);
      chosen[index]?.push(...kept);
    }
  }
  return chosen.map((files) => {
    const fitting = bytesOf(files) > largestPackage ? sample(files, largestPackage) : files;
    drops.add('overLimit', files.length - fitting.length);
    return withoutTokens(fitting, drops).sort((a, b) => compare(a.path, b.path));
  });
}

/** Whole files never fill a share quite, so what was left over is shared out again. */
export function sampleFairly(
  offered: readonly Candidate[][],
  amounts: readonly number[],
  wanted: number,
): Candidate[][] {
  let aim = wanted;
  let chosen: Candidate[][] = [];
  for (let round = 0; round < 4; round++) {
    const shares = fairShares(amounts, aim);
    const next = offered.map((files, index) => sample(files, shares[index] ?? 0));
    if (round > 0 && bytesOf(next.flat()) > wanted) break;
    chosen = next;
    aim += wanted - bytesOf(chosen.flat());
  }
  return chosen;
}

function writeRecords(path: string, packages: readonly Candidate[][]): void {
  const temporary = `${path}.tmp`;
  const digest = createHash('sha256');
  const file = openSync(temporary, 'w');
  for (const { package: label, path: name, language, text } of packages.flat()) {
    const line = `${JSON.stringify({ package: label, path: name, language, text })}\n`;
    digest.update(line);
    writeSync(file, line);
  }
  closeSync(file);
  renameSync(temporary, path);
  console.log(`${basename(path)}  SHA-256 ${digest.digest('hex')}`);
}

function printTable(train: readonly Candidate[][], heldOut: readonly Candidate[][], drops: DropCounter): void {
  const row = (cells: readonly string[]): void => {
    console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(13))).join(''));
  };
  const number = (value: number): string => value.toLocaleString('en-US');
  const [trainFiles, heldOutFiles] = [train.flat(), heldOut.flat()];
  const total = bytesOf(trainFiles);
  row(['bytes', 'train', 'of all', 'wanted', 'packages', 'held out']);
  for (const group of groups) {
    const mine = trainFiles.filter((file) => file.group === group);
    const percent = `${((bytesOf(mine) / total) * 100).toFixed(1)} %`;
    const packages = new Set(mine.map((file) => file.package)).size;
    const held = bytesOf(heldOutFiles.filter((file) => file.group === group));
    row([group.name, number(bytesOf(mine)), percent, number(group.megabytes * 1e6), number(packages), number(held)]);
  }
  row(['total', number(total), '', '', number(train.length), number(bytesOf(heldOutFiles))]);
  console.log(`${number(trainFiles.length)} files to train on, ${number(heldOutFiles.length)} held out; dropped:`);
  for (const [reason, count] of [...drops.counts].sort((a, b) => b[1] - a[1])) row([`  ${reason}`, number(count)]);
}
