/**
 * Projects that no model has read, laid out as folders for a replay to type. Files have to pass the corpus's rules,
 * since a compiled copy beside its source would give the answers away.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { readPackage } from './packages.ts';
import { labelOf } from './manifest.ts';
import type { Manifest, PackagePin } from './manifest.ts';
import { DropCounter, candidatesOf } from './select.ts';

/** Those of the first corpus: figures of a replay can only be compared over the same files. */
const replayedLanguages =
  'typescript typescriptreact javascript javascriptreact python go rust c cpp java shellscript json jsonc yaml toml ini dockerfile makefile html css scss less markdown restructuredtext plaintext'.split(
    ' ',
  );

/** Unpacks every project to a folder of its own under `output`, which is emptied first. Gives the exit code. */
export async function unpackProjects(manifest: Manifest, cacheFolder: string, output: string): Promise<number> {
  rmSync(output, { recursive: true, force: true });
  for (const { pin, folder } of versionsOf(manifest)) {
    const offered = (await readPackage(pin, cacheFolder)).files;
    const files = candidatesOf({ languages: replayedLanguages, ...pin }, offered, new DropCounter());
    const languages = new Map<string, number>();
    let bytes = 0;
    for (const file of files) {
      if (file.path.split('/').includes('..')) throw new Error(`${labelOf(pin)}: ${file.path} leaves its folder`);
      const path = join(output, folder, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.text);
      bytes += file.bytes;
      languages.set(file.language, (languages.get(file.language) ?? 0) + file.bytes);
    }
    const [main = 'nothing'] = [...languages].sort((a, b) => b[1] - a[1]).map(([language]) => language);
    console.log(
      `${folder.padEnd(22)} ${labelOf(pin)}: ${String(files.length)} files, ${String(bytes)} bytes, mostly ${main}`,
    );
  }
  return 0;
}

/** Every pinned version with its folder: the older ones lie beside the newer. */
function versionsOf({ packages }: Manifest): { readonly pin: PackagePin; readonly folder: string }[] {
  return packages.flatMap(({ older, ...pin }) => [
    { pin, folder: folderOf(pin) },
    ...(older === undefined ? [] : [{ pin: { ...pin, ...older }, folder: olderFolderOf(pin) }]),
  ]);
}

export function olderFolderOf(pin: PackagePin): string {
  return `${folderOf(pin)}-older`;
}

/** The last telling part of the name: `cli` for `github.com/urfave/cli/v3`. */
export function folderOf(pin: PackagePin): string {
  const parts = pin.name.split(/[/:]/).filter((part) => !/^v\d+$/.test(part));
  return parts.at(-1) ?? pin.name;
}
