/**
 * Strong compressors as a yardstick of prediction: by how much the held-out files enlarge the compressed training
 * files, in bits per character. They see the project as a fine-tuned model does, and learn while reading. A compressor
 * that is absent or fails is reported and left out.
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteLength } from '../../../base/wtf8.ts';
import { findOnPath, runQuietly } from '../../shared/programs.ts';
import type { ReplayFile } from '../../../replay/replaySystem.ts';

/** Bits per character (UTF-8 byte); a program that is not installed is absent. */
export interface Yardsticks {
  readonly ppmd?: number;
  readonly zpaq?: number;
}

/** A program with which `options` compress the file `input` into the archive `output`. */
interface Compressor {
  readonly name: keyof Yardsticks;
  readonly program: string;
  /** Of Debian and Ubuntu. */
  readonly package: string;
  readonly options: (input: string, output: string) => readonly string[];
}

const compressors: readonly Compressor[] = [
  {
    name: 'ppmd',
    program: '7z',
    package: 'p7zip-full',
    options: (input, output) => ['a', '-bd', '-mmt=1', '-m0=PPMd:o=12:mem=512m', output, input],
  },
  {
    name: 'zpaq',
    program: 'zpaq',
    package: 'zpaq',
    options: (input, output) => ['a', output, input, '-m5', '-t1'],
  },
];

export async function measureYardsticks(
  train: readonly ReplayFile[],
  heldOut: readonly ReplayFile[],
  log: (message: string) => void,
): Promise<Yardsticks> {
  const trainText = train.map(({ text }) => text).join('');
  const heldOutText = heldOut.map(({ text }) => text).join('');
  const characters = byteLength(heldOutText);
  const folder = await mkdtemp(join(tmpdir(), 'yardsticks-'));
  try {
    await writeFile(join(folder, 'train.txt'), trainText);
    await writeFile(join(folder, 'both.txt'), trainText + heldOutText);
    const results: { ppmd?: number; zpaq?: number } = {};
    for (const compressor of compressors) {
      const { name, program } = compressor;
      if ((await findOnPath(program)) === undefined) {
        log(`${program} is not installed (Debian and Ubuntu: ${compressor.package}), so its yardstick is missing.`);
        continue;
      }
      log(`${program}: compressing ${(byteLength(trainText) / 1e6).toFixed(1)} MB twice`);
      const added = await bytesAdded(compressor, folder).catch((error: unknown) => {
        log(`${error instanceof Error ? error.message : String(error)}. Its yardstick is missing.`);
      });
      if (added !== undefined && characters > 0) results[name] = (8 * added) / characters;
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes that the held-out files add to the archive. */
async function bytesAdded(compressor: Compressor, folder: string): Promise<number> {
  const alone = await compressedSize(compressor, folder, 'train');
  return (await compressedSize(compressor, folder, 'both')) - alone;
}

/** Bytes of the archive. */
async function compressedSize(compressor: Compressor, folder: string, name: string): Promise<number> {
  // The ending keeps the program from adding one of its own.
  const output = join(folder, `${name}.${compressor.name === 'ppmd' ? '7z' : 'zpaq'}`);
  await runQuietly(compressor.program, compressor.options(`${name}.txt`, output), 'Its yardstick is missing.', folder);
  const { size } = await stat(output);
  return size;
}
