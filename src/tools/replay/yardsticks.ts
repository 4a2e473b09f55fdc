/**
 * Strong compressors as a yardstick of prediction: what the held-out files add to the size of the compressed training files, in
 * bits per character. They see the project just as a fine-tuned model does, and learn while reading.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ReplayFile } from '../../replay/replaySystem.ts';

/** Bits per character (UTF-8 byte); a program that is not installed is absent. */
export interface Yardsticks {
  readonly ppmd?: number;
  readonly zpaq?: number;
}

/** A program with which `options` compress the file `input` into the archive `output`. */
interface Compressor {
  readonly name: keyof Yardsticks;
  readonly program: string;
  readonly options: (input: string, output: string) => readonly string[];
}

const compressors: readonly Compressor[] = [
  {
    name: 'ppmd',
    program: '7z',
    options: (input, output) => ['a', '-bd', '-mmt=1', '-m0=PPMd:o=12:mem=512m', output, input],
  },
  { name: 'zpaq', program: 'zpaq', options: (input, output) => ['a', output, input, '-m5', '-t1'] },
];

export async function measureYardsticks(
  train: readonly ReplayFile[],
  heldOut: readonly ReplayFile[],
  log: (message: string) => void,
): Promise<Yardsticks> {
  const folder = await mkdtemp(join(tmpdir(), 'yardsticks-'));
  try {
    const trainText = train.map(({ text }) => text).join('');
    const heldOutText = heldOut.map(({ text }) => text).join('');
    const characters = Buffer.byteLength(heldOutText, 'utf8');
    await writeFile(join(folder, 'train.txt'), trainText);
    await writeFile(join(folder, 'both.txt'), trainText + heldOutText);
    const results: { ppmd?: number; zpaq?: number } = {};
    for (const compressor of compressors) {
      if (characters === 0 || !(await isInstalled(compressor.program))) continue;
      log(`${compressor.program}: compressing ${(Buffer.byteLength(trainText, 'utf8') / 1e6).toFixed(1)} MB twice`);
      const alone = await compressedSize(compressor, folder, 'train');
      const together = await compressedSize(compressor, folder, 'both');
      results[compressor.name] = (8 * (together - alone)) / characters;
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isInstalled(program: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await readdir(folder).catch((): string[] => [])).includes(program)) return true;
  }
  return false;
}

/** Bytes of the archive. */
async function compressedSize(compressor: Compressor, folder: string, name: string): Promise<number> {
  // The ending keeps the program from adding one of its own.
  const output = join(folder, `${name}.${compressor.name === 'ppmd' ? '7z' : 'zpaq'}`);
  await runQuietly(compressor.program, compressor.options(`${name}.txt`, output), folder);
  const { size } = await stat(output);
  return size;
}

function runQuietly(program: string, options: readonly string[], folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with code ${code ?? 'none'}: ${errors.trim().slice(-500)}`));
    });
  });
}
