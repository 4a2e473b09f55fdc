/**
 * What a repository says of a folder inside it: who opens a part of a repository does not expect that what the whole of it ignores is learnt
 * there. On the way up nothing is read but ignore files, and those only once a repository has been found.
 */
import type { RepositoryAbove } from '../../processes/trainerProtocol.ts';

/** A folder, as far as this has to do with it. */
export interface Place {
  /** The last part of its path. */
  readonly name: string;
  /** `undefined` for the topmost one. */
  readonly above: Place | undefined;
  /** Whether there is a file or folder of this name in it. */
  has(name: string): Promise<boolean>;
  /** Text of a file in it; `undefined` when there is none. */
  read(path: string): Promise<string | undefined>;
}

/** `undefined` when the folder is in no repository, or is itself the top of one. */
export async function repositoryAbove(folder: Place): Promise<RepositoryAbove | undefined> {
  if (await folder.has('.git')) return undefined;
  /** From the folder upwards. */
  const above: Place[] = [];
  for (let place = folder.above; place !== undefined; place = place.above) {
    above.unshift(place);
    if (await place.has('.git')) return await rulesOf(above, folder);
  }
  return undefined;
}

/** @param above from the top of the repository down to the folder that `folder` lies in */
async function rulesOf(above: readonly Place[], folder: Place): Promise<RepositoryAbove> {
  const ignoreFiles: { folder: string; text: string }[] = [];
  const take = async (place: Place, path: string, within: string): Promise<void> => {
    const text = await place.read(path);
    if (text !== undefined) ignoreFiles.push({ folder: within, text });
  };
  const [top, ...between] = above;
  // Any .gitignore has the last word over it.
  if (top !== undefined) await take(top, '.git/info/exclude', '');
  if (top !== undefined) await take(top, '.gitignore', '');
  const names: string[] = [];
  for (const place of between) {
    names.push(place.name);
    await take(place, '.gitignore', names.join('/'));
  }
  return { path: [...names, folder.name].join('/'), ignoreFiles };
}
