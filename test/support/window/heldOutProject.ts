/**
 * A real project that the base model has never seen, pinned in test/held-out-projects.json, as a folder on the disk.
 */
import path from 'node:path';
import { readManifest } from '../../../src/tools/corpus/manifest.ts';
import { unpackProjects } from '../../../src/tools/corpus/projects.ts';
import { repositoryRoot } from './realWindow.ts';

/** Fetches the package unless it is in the cache, checks its digest, and unpacks it. @returns the folder */
export async function heldOutProject(name: string): Promise<string> {
  const manifest = readManifest(path.join(repositoryRoot, 'test', 'held-out-projects.json'));
  const packages = manifest.packages.filter((pin) => pin.name === name);
  if (packages.length !== 1) throw new Error(`test/held-out-projects.json has ${packages.length} packages ${name}.`);
  const folder = path.join(repositoryRoot, 'dist', 'test', 'projects');
  await unpackProjects({ ...manifest, packages }, path.join(repositoryRoot, 'dist', 'corpus', 'packages'), folder);
  return path.join(folder, name);
}
