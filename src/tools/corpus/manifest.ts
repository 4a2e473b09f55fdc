/**
 * The manifest lists the packages of the corpus by registry, name and version, each with the digest of its archive. The
 * projects that are replayed are listed in the same form. A package whose licence is not permissive is refused.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isPermissive } from './licences.ts';

export const registries = ['npm', 'pypi', 'crates', 'go', 'maven', 'debian'] as const;
export type Registry = (typeof registries)[number];

const splits = ['train', 'heldOut', 'project'] as const;
export type Split = (typeof splits)[number];

export interface PackagePin {
  readonly registry: Registry;
  /** As its client takes it; for Maven `group:artifact`. */
  readonly name: string;
  readonly version: string;
  /** `sha512-BASE64` (npm), `h1:BASE64` (Go, of the file tree), `sha256-HEX` (others; Debian: of a list of digests). */
  readonly integrity: string;
  /** SPDX expression. For Debian all terms of the files taken; files under others are left out. */
  readonly licence: string;
  /** `project`: no part of the corpus, a whole project that replay types. */
  readonly split: Split;
  /** When given, only files of these language ids are taken. */
  readonly languages?: readonly string[];
  /** Of a project: an earlier version, so that the edits between the two can be typed. */
  readonly older?: Pick<PackagePin, 'version' | 'integrity'>;
}

export interface Manifest {
  readonly formatVersion: 1;
  readonly packages: readonly PackagePin[];
}

/**
 * Reads and checks a manifest. Throws with the package's name when a field is missing or a licence is not permissive.
 */
export function readManifest(path: string): Manifest {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  if ((manifest.formatVersion as number) !== 1) throw new Error(`${path}: unknown format version`);
  const seen = new Set<string>();
  for (const pin of manifest.packages) {
    const label = labelOf(pin);
    if (!registries.includes(pin.registry)) throw new Error(`${label}: unknown registry`);
    for (const { integrity } of pin.older === undefined ? [pin] : [pin, pin.older]) {
      if (!/^(sha512-|sha256-|h1:)/.test(integrity)) throw new Error(`${label}: no integrity`);
    }
    if (!splits.includes(pin.split)) throw new Error(`${label}: unknown split`);
    if (!isPermissive(pin.licence)) throw new Error(`${label}: licence ${pin.licence} is not on the list`);
    if (seen.has(keyOf(pin))) throw new Error(`${label}: listed twice`);
    seen.add(keyOf(pin));
  }
  return manifest;
}

export function keyOf(pin: Pick<PackagePin, 'registry' | 'name'>): string {
  return `${pin.registry}:${pin.name}`;
}

/** How a package is named in records and messages: `npm:rxjs@7.8.2`. */
export function labelOf(pin: Pick<PackagePin, 'registry' | 'name' | 'version'>): string {
  return `${keyOf(pin)}@${pin.version}`;
}

/** Writes a manifest in one order, so that adding a package changes one place. */
export function writeManifest(path: string, packages: readonly PackagePin[]): void {
  const sorted = [...packages].sort((a, b) => compare(a.registry, b.registry) || compare(a.name, b.name));
  const lines = sorted.map((pin) => `    ${JSON.stringify(pin)}`).join(',\n');
  writeFileSync(path, `{\n  "formatVersion": 1,\n  "packages": [\n${lines}\n  ]\n}\n`);
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
