/**
 * Which stretches of which files are typed when there is no time for all of them: whole lines, from as many files as there is room
 * for, spread over the folder. Files are begun in the middle where they are long, because their tops are much alike (licences,
 * imports) and would say little. The same files give the same samples.
 */
import type { ReplayFile } from '../replay/replaySystem.ts';

export interface Sample {
  /** Ends where the sample does. */
  readonly file: ReplayFile;
  /** Where it begins, in UTF-16 code units; what stands before is there already. Always the start of a line. */
  readonly from: number;
}

/** A stretch should be long enough for a model to get acquainted with the file. */
const smallestStretch = 800;
/** At most about this much is read before a stretch that begins in the middle. */
const longestLead = 2000;

/** At most `maximumCharacters` (UTF-16 code units) together, in the order of the files' paths. */
export function samplesOf(files: readonly ReplayFile[], maximumCharacters: number): readonly Sample[] {
  const chosen = spread(files, Math.max(1, Math.floor(maximumCharacters / smallestStretch)));
  // Shortest first: what they leave over is for those that have more.
  const byLength = [...chosen].sort((a, b) => a.text.length - b.text.length);
  let left = maximumCharacters;
  const samples = byLength.flatMap((file, index) => {
    const sample = stretchOf(file, left / (byLength.length - index));
    if (sample === undefined) return [];
    left -= sample.file.text.length - sample.from;
    return [sample];
  });
  return samples.sort((a, b) => comparePaths(a.file, b.file));
}

/** At most `count` files at equal distances in the order of their paths, which takes some from every folder. */
function spread(files: readonly ReplayFile[], count: number): readonly ReplayFile[] {
  const sorted = files.filter(({ text }) => text.trim() !== '').sort(comparePaths);
  if (sorted.length <= count) return sorted;
  return sorted.filter(
    (_, index) => Math.floor((index * count) / sorted.length) < Math.floor(((index + 1) * count) / sorted.length),
  );
}

/** Whole lines of a file, at most `length` code units; `undefined` if there is none so short. */
function stretchOf(file: ReplayFile, length: number): Sample | undefined {
  const { text } = file;
  if (text.length <= length) return { file, from: 0 };
  const wanted = Math.floor(Math.min((text.length - length) / 2, longestLead));
  const from = text.lastIndexOf('\n', wanted - 1) + 1;
  const end = text.lastIndexOf('\n', from + Math.floor(length) - 1) + 1;
  return end > from ? { file: { ...file, text: text.slice(0, end) }, from } : undefined;
}

function comparePaths(a: ReplayFile, b: ReplayFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
