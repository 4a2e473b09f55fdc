/**
 * The files that are typed: those that are held out by their path, as in fine-tuning, without near copies of the
 * others; and of these as many as there is time for.
 */
import { Rng } from '../../../base/rng.ts';
import { isHeldOut } from '../../../fineTuning/heldOutFiles.ts';
import type { ReplayFile } from '../../../replay/replaySystem.ts';
import { codePoints } from '../../../replay/simulatedWriter.ts';
import { NearDuplicateIndex, signatureOf } from '../../../workspace/nearDuplicates.ts';

export interface Split {
  readonly train: readonly ReplayFile[];
  readonly heldOut: readonly ReplayFile[];
  /** Held-out files that were dropped because a training file is nearly the same. */
  readonly nearDuplicatesDropped: number;
}

export function splitFiles(files: readonly ReplayFile[]): Split {
  const train = files.filter(({ path }) => !isHeldOut(path));
  const candidates = files.filter(({ path }) => isHeldOut(path));
  const index = new NearDuplicateIndex<string>();
  for (const { path, text } of train) index.add(path, signatureOf(text));
  const heldOut = candidates.filter(({ text }) => index.find(signatureOf(text)) === undefined);
  return { train, heldOut, nearDuplicatesDropped: candidates.length - heldOut.length };
}

/** The same files as far as they are typed: their first lines, with the line feed of the last. */
export function firstLinesOf(files: readonly ReplayFile[], lines: number): readonly ReplayFile[] {
  if (lines === Infinity) return files;
  return files.map((file) => ({
    ...file,
    text: file.text
      .split(/(?<=\n)/)
      .slice(0, lines)
      .join(''),
  }));
}

/**
 * Whole files in an order that the seed gives, as many as have `maximum` characters together; files that no longer fit
 * are passed over. Where none is small enough, the smallest is taken.
 */
export function takeFiles(files: readonly ReplayFile[], maximum: number, seed: number): readonly ReplayFile[] {
  const taken: ReplayFile[] = [];
  let characters = 0;
  let smallest: ReplayFile | undefined;
  for (const file of new Rng(seed).shuffle([...files])) {
    const length = codePoints(file.text);
    if (smallest === undefined || length < codePoints(smallest.text)) smallest = file;
    if (characters + length > maximum) continue;
    taken.push(file);
    characters += length;
  }
  return taken.length === 0 && smallest !== undefined ? [smallest] : taken;
}
