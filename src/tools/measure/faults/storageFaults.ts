/** A disk that fails, or a process that dies, at any step of writing a model. */
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rng } from '../../../base/rng.ts';
import { type DurableFiles, durableFiles, readCheckpoint, writeCheckpoint } from '../../../runtime/checkpointFiles.ts';
import { type FaultOutcome, type FaultStage, isTelling, survived, textOf } from './faultKinds.ts';
import { smallModel } from './faultModels.ts';

const codes = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT', 'EMFILE', 'EBUSY'] as const;

/** The process is dead: nothing more happens on the disk. */
class Dead extends Error {}

/** How a step fails: an error, or the end of the process, before, within or after it. */
interface Failure {
  readonly step: number;
  readonly code: (typeof codes)[number] | 'dead';
  readonly when: 'before' | 'within' | 'after';
  /** Whether all later steps fail as well, as on a full disk. */
  readonly stays: boolean;
}

export function storageStage(folder: string, rngOf: (index: number) => Rng): Promise<FaultStage> {
  return Promise.resolve({
    inject: (index) => injected(join(folder, `${index}`), rngOf(index), index),
    dispose: () => Promise.resolve(),
  });
}

async function injected(folder: string, rng: Rng, index: number): Promise<FaultOutcome> {
  const failure: Failure = {
    step: rng.integer(9),
    code: rng.integer(2) === 0 ? 'dead' : (codes[rng.integer(codes.length)] ?? 'EIO'),
    when: (['before', 'within', 'after'] as const)[rng.integer(3)] ?? 'before',
    stays: rng.integer(2) === 0,
  };
  const what = `${failure.code} ${failure.when} step ${failure.step}${failure.stays ? ' and later' : ''}`;
  const hasOld = rng.integer(4) > 0;
  if (hasOld) await writeCheckpoint(folder, smallModel(2 * index));
  const old = hasOld ? (await readCheckpoint(folder)).sha256 : undefined;
  const error: unknown = await writeCheckpoint(folder, smallModel(2 * index + 1), 'float16', failing(failure)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const now = await readCheckpoint(folder).then(
    ({ sha256 }) => sha256,
    (reason: unknown) => (hasOld ? reason : undefined),
  );
  if (typeof now !== 'string' && now !== undefined) return { result: 'lost', what: `${what}: ${textOf(now)}` };
  const isNew = now !== undefined && now !== old;
  if (error === undefined && !isNew) return { result: 'unclear', what: `${what}: told as saved, and it is not` };
  if (error !== undefined && isNew && failure.code !== 'dead')
    return { result: 'unclear', what: `${what}: told as not saved, and it is: ${textOf(error)}` };
  // The next model can be saved, whatever was left behind.
  await writeCheckpoint(folder, smallModel(2 * index));
  await readCheckpoint(folder);
  const isKnown = error === undefined || error instanceof Dead || 'code' in (error as object) || isTelling(error);
  return isKnown ? survived(what) : { result: 'unclear', what: `${what}: ${textOf(error)}` };
}

function failing({ step, code, when, stays }: Failure): DurableFiles {
  let steps = 0;
  const fail = (): never => {
    if (code === 'dead') throw new Dead('dead');
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  const attempt = async (act: () => Promise<void>, half?: () => Promise<void>): Promise<void> => {
    const at = steps++;
    const isDead = code === 'dead' && at > step;
    if (isDead || (stays && at > step)) fail();
    if (at !== step) {
      await act();
      return;
    }
    if (when === 'within') await half?.();
    if (when === 'after') await act();
    fail();
  };
  return {
    write: (path, content) =>
      attempt(
        () => durableFiles.write(path, content),
        async () => {
          const bytes = typeof content === 'string' ? Buffer.from(content) : content;
          await writeFile(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
          await (await open(path, 'r')).close();
        },
      ),
    rename: (from, to) => attempt(() => durableFiles.rename(from, to)),
    remove: (path) => attempt(() => durableFiles.remove(path)),
  };
}
