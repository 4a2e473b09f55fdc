/** All systems over all files, side by side: each file is typed once with each system before the next file comes. */
import { measuresOf } from '../../replay/measures.ts';
import type { ReplayFile, ReplaySystem } from '../../replay/replaySystem.ts';
import { addTallies, codePoints, type Tally, write } from '../../replay/simulatedWriter.ts';
import { bitsPerCharacterOf, type FileCost } from './bitsPerCharacter.ts';
import type { FileResult, ReplayReport, SystemName } from './replayReport.ts';

export interface MeasuredSystem {
  readonly name: SystemName;
  readonly system: ReplaySystem;
  /** What a whole file costs under the system's distribution, if it has one. */
  readonly cost?: (file: ReplayFile) => Promise<FileCost>;
}

export interface ReplayResult {
  readonly systems: ReplayReport['systems'];
  readonly fileResults: readonly FileResult[];
  /** Code points of all files. */
  readonly characters: number;
}

/** Milliseconds between two lines of progress inside a file. */
const progressInterval = 10_000;

export async function replay(
  systems: readonly MeasuredSystem[],
  files: readonly ReplayFile[],
  now: () => number,
  log: (message: string) => void,
): Promise<ReplayResult> {
  const tallies = new Map<SystemName, Tally[]>(systems.map(({ name }) => [name, []]));
  const costs = new Map<SystemName, FileCost[]>(systems.map(({ name }) => [name, []]));
  const fileResults: FileResult[] = [];
  for (const [index, file] of files.entries()) {
    const measured: FileResult['systems'] = {};
    for (const { name, system, cost } of systems) {
      const label = `${index + 1}/${files.length} ${file.path} ${name}`;
      const tally = await write(system, file, now, progressLog(label, file.text.length, now, log));
      const fileCost = await cost?.(file);
      tallies.get(name)?.push(tally);
      if (fileCost !== undefined) costs.get(name)?.push(fileCost);
      const measures = measuresOf(tally, fileCost === undefined ? undefined : bitsPerCharacterOf([fileCost]));
      Object.assign(measured, { [name]: measures });
      log(`${label}: ${(100 * measures.keystrokesSaved).toFixed(1)} % of ${tally.characters} keystrokes saved`);
    }
    fileResults.push({
      path: file.path,
      languageId: file.languageId,
      characters: codePoints(file.text),
      systems: measured,
    });
  }
  const overall = systems.map(({ name }) => {
    const ownCosts = costs.get(name) ?? [];
    const bits = ownCosts.length === 0 ? undefined : bitsPerCharacterOf(ownCosts);
    return [name, measuresOf(addTallies(tallies.get(name) ?? []), bits)] as const;
  });
  return {
    systems: Object.fromEntries(overall),
    fileResults,
    characters: fileResults.reduce((sum, { characters }) => sum + characters, 0),
  };
}

/** Speaks up now and then in files that take long. */
function progressLog(
  label: string,
  length: number,
  now: () => number,
  log: (message: string) => void,
): (offset: number) => void {
  let last = now();
  return (offset) => {
    if (now() - last < progressInterval) return;
    last = now();
    log(`${label}: ${Math.round((100 * offset) / length)} %`);
  };
}
