import path from 'node:path';
import { Mixture } from '../../src/completion/textCache/mixture.ts';
import { readMixture } from '../../src/runtime/baseModelFiles.ts';

/** The numbers that are shipped. */
export async function fittedMixture(): Promise<Mixture> {
  return Mixture.fromTables(await readMixture(path.join(import.meta.dirname, '../../models/base')));
}
