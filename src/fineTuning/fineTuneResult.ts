/**
 * What a fine-tuning writes at its end: always the report, and the model only if it is better. A failure or a kill at
 * any moment leaves either the old model or the new one.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storageNames } from '../base/storageNames.ts';
import { UserError, causesOf, isDiskFull } from '../base/userError.ts';
import type { JsonValue } from '../base/validation.ts';
import {
  durableFiles,
  type StoredCheckpoint,
  writeCheckpoint,
  type WrittenCheckpoint,
} from '../runtime/checkpointFiles.ts';
import type { WorkspaceCorpus } from '../workspace/workspaceSurvey.ts';
import type { ModelComparison } from './compareModels.ts';
import type { FineTuneReport } from './fineTuneReport.ts';
import type { FineTunedWeights } from './fineTuneWeights.ts';
import { charactersOf, type DocumentSplit } from './heldOutFiles.ts';

const temporarySuffix = '.tmp';

export interface ReportParts {
  readonly base: StoredCheckpoint;
  readonly tuned: FineTunedWeights;
  readonly comparison: ModelComparison;
  readonly corpus: WorkspaceCorpus;
  readonly split: DocumentSplit;
  readonly threads: number;
}

export function reportOf(
  { base, tuned, comparison, corpus, split, threads }: ReportParts,
  today: Date,
): FineTuneReport {
  const { languages, files, characters, leftOutCounts } = corpus.survey;
  return {
    formatVersion: 1,
    kept: tuned.kept,
    notKept: tuned.notKept,
    finished: today.toISOString(),
    base: { name: base.manifest.name, sha256: base.sha256 },
    corpus: {
      languages,
      files: files.length,
      characters,
      heldOutFiles: split.heldOut.length,
      heldOutCharacters: charactersOf(split.heldOut),
      leftOut: leftOutCounts,
    },
    training: {
      seconds: tuned.seconds,
      updates: tuned.updates,
      characters: tuned.characters,
      measured: tuned.measured,
      threads,
    },
    heldOut: tuned.heldOut,
    baseProbe: tuned.baseProbe,
    keystrokesSaved: comparison.keystrokesSaved,
    curve: tuned.curve,
    lines: comparison.lines,
  };
}

/**
 * `log` gets the faults after the model is in place, which take nothing back.
 * @throws UserError when it cannot be written; the old model and the saved training stay then
 */
export async function storeResult(
  folder: string,
  base: StoredCheckpoint,
  tuned: FineTunedWeights,
  report: FineTuneReport,
  log: (message: string) => void,
): Promise<void> {
  try {
    await store({ folder, base, tuned, report, log });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const isFull = isDiskFull(error);
    throw new UserError(
      `The new model could not be saved: ${isFull ? 'the disk is full' : 'its folder cannot be written'}. The old one is still in use.`,
      isFull ? 'Make room, then start again: it goes on from what was saved last.' : 'See the log of Undercurrent.',
      { cause: error },
    );
  }
}

interface ResultToStore {
  readonly folder: string;
  readonly base: StoredCheckpoint;
  readonly tuned: FineTunedWeights;
  readonly report: FineTuneReport;
  readonly log: (message: string) => void;
}

/** Writes the report before the model replaces the old one: without room for both, the old model stays. */
async function store({ folder, base, tuned, report, log }: ResultToStore): Promise<void> {
  const path = join(folder, storageNames.report);
  const temporary = path + temporarySuffix;
  try {
    await durableFiles.write(temporary, `${JSON.stringify(report, undefined, 2)}\n`);
    if (tuned.kept) {
      const { leftOver } = await writeModel(folder, base, tuned, report);
      if (leftOver !== undefined) tell(log, 'files of the old one could not be deleted', leftOver);
    }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (!tuned.kept) throw error;
    tell(log, 'the report could not be saved', error);
  }
}

/** Of a fault after the new model is in place. */
function tell(log: (message: string) => void, what: string, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  log(`The new model is in place; ${what}: ${[message, causesOf(error)].filter((text) => text !== '').join(', ')}`);
}

function writeModel(
  folder: string,
  base: StoredCheckpoint,
  tuned: FineTunedWeights,
  report: FineTuneReport,
): Promise<WrittenCheckpoint> {
  const { name, config, vocabulary, provenance } = base.manifest;
  const { heldOut, baseProbe, keystrokesSaved, corpus, training, finished } = report;
  return writeCheckpoint(folder, {
    manifest: {
      name: `${name}, fine-tuned`,
      config,
      vocabulary,
      // Only numbers: the model may be exported, and names and lines of files are private.
      provenance: {
        base: { ...report.base, provenance },
        fineTuned: plainJson({ finished, heldOut, baseProbe, keystrokesSaved, corpus, training }),
      },
      bitsPerCharacter: { overall: heldOut.after, languages: {} },
    },
    flat: tuned.parameters,
  });
}

/** Removes a report that a killed process left half-written. */
export async function removeHalfReport(folder: string): Promise<void> {
  await rm(join(folder, storageNames.report + temporarySuffix), { force: true });
}

/** Without undefined fields. */
function plainJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
