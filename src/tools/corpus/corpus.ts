/**
 * `npm run corpus`: from a list of pinned packages to two files of clean text, one to train on and one to measure with.
 * Packages are fetched by the clients of their registries and kept in the user's cache. The same list gives the same
 * bytes.
 *
 *   npm run corpus                            builds train.jsonl and held-out.jsonl
 *   npm run corpus -- --replay-set            writes what ships beside the model into models/base, from the corpus
 *   --out DIR                                 the folder of the built corpus, instead of dist/corpus
 *   --manifest FILE                           the list of packages, instead of models/corpus.json
 *   npm run corpus -- --projects              unpacks the projects for replay into dist/held-out-projects
 *   npm run corpus -- [--held-out|--projects] --pin SPEC…   adds packages to the list (see corpus/pin.ts)
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { buildCorpus } from './build.ts';
import { packagesFolder } from './fetch.ts';
import { unpackProjects } from './projects.ts';
import { keyOf, labelOf, readManifest, writeManifest } from './manifest.ts';
import type { PackagePin, Split } from './manifest.ts';
import { pin } from './pin.ts';
import { buildReplaySet } from './replaySet.ts';

export async function main(args: readonly string[]): Promise<number> {
  const root = process.cwd();
  const cacheFolder = packagesFolder();
  const value = (name: string): string | undefined => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args[at + 1];
  };
  const output = value('--out') ?? join(root, 'dist', 'corpus');
  const projectsPath = join(root, 'test', 'held-out-projects.json');
  const manifestPath = value('--manifest') ?? join(root, 'models', 'corpus.json');
  const pinAt = args.indexOf('--pin');
  if (pinAt >= 0) {
    const isProject = args.includes('--projects');
    const split = isProject ? 'project' : args.includes('--held-out') ? 'heldOut' : 'train';
    return pinAll(args.slice(pinAt + 1), split, isProject ? projectsPath : manifestPath, cacheFolder);
  }
  if (args.includes('--projects')) {
    return unpackProjects(readManifest(projectsPath), cacheFolder, join(root, 'dist', 'held-out-projects'));
  }
  if (args.includes('--replay-set')) {
    return buildReplaySet(readManifest(manifestPath), output, join(root, 'models', 'base'));
  }
  return buildCorpus(readManifest(manifestPath), cacheFolder, output);
}

async function pinAll(
  specifications: readonly string[],
  split: Split,
  manifestPath: string,
  cacheFolder: string,
): Promise<number> {
  let failures = 0;
  const queue = [...specifications];
  const pins: PackagePin[] = [];
  const worker = async (): Promise<void> => {
    for (let spec = queue.shift(); spec !== undefined; spec = queue.shift()) {
      try {
        const made = await pin(spec, split, cacheFolder);
        pins.push(made);
        console.log(`${labelOf(made)}  ${made.licence}`);
      } catch (error) {
        failures++;
        console.error(`${spec}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  const present = existsSync(manifestPath) ? readManifest(manifestPath).packages : [];
  const fresh = new Set(pins.map(keyOf));
  writeManifest(manifestPath, [...present.filter((one) => !fresh.has(keyOf(one))), ...pins]);
  return failures === 0 ? 0 : 1;
}
