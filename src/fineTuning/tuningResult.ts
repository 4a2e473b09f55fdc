/**
 * What is written at the end of a fine-tuning: the report in any case, the model only when it is better. Whatever happens meanwhile, the model
 * that was there is there still, or the new one is.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonValue } from '../base/validation.ts';
import { UserError } from '../base/userError.ts';
import type { ModelComparison } from './compareModels.ts';
import { durableFiles, type StoredCheckpoint, writeCheckpoint } from '../runtime/checkpointFiles.ts';
import { isDiskFull } from '../base/diskFull.ts';
import type { FineTuned } from './fineTuning.ts';
import type { FineTuneReport } from './fineTuneReport.ts';
import { charactersOf, type DocumentSplit } from './heldOutFiles.ts';
import type { WorkspaceCorpus } from '../workspace/workspaceSurvey.ts';

export const reportName = 'report.json';
const temporarySuffix = '.tmp';

export interface ReportParts {
  readonly base: StoredCheckpoint;
  readonly tuned: FineTuned;
  readonly comparison: ModelComparison;
  readonly corpus: WorkspaceCorpus;
  readonly split: DocumentSplit;
  readonly threads: number;
}

export function reportOf(
  { base, tuned, comparison, corpus, split, threads }: ReportParts,
  today: Date,
): FineTuneReport {
  const { languages, files, characters, leftOut } = corpus.survey;
  const reasons: Record<string, number> = {};
  for (const { reason } of leftOut) reasons[reason] = (reasons[reason] ?? 0) + 1;
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
      leftOut: reasons,
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

/** @throws UserError when it cannot be written: then the old model stays, and so does what was saved of the training */
export async function storeResult(
  folder: string,
  base: StoredCheckpoint,
  tuned: FineTuned,
  report: FineTuneReport,
): Promise<void> {
  try {
    await store(folder, base, tuned, report);
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

/** The report is on the disk before the model replaces the old one: when there is no room for both, the old one stays. */
async function store(folder: string, base: StoredCheckpoint, tuned: FineTuned, report: FineTuneReport): Promise<void> {
  const path = join(folder, reportName);
  const temporary = path + temporarySuffix;
  try {
    await durableFiles.write(temporary, `${JSON.stringify(report, undefined, 2)}\n`);
    if (tuned.kept) await writeModel(folder, base, tuned, report);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeModel(
  folder: string,
  base: StoredCheckpoint,
  tuned: FineTuned,
  report: FineTuneReport,
): Promise<void> {
  const { name, config, vocabulary, provenance } = base.manifest;
  const { heldOut, baseProbe, keystrokesSaved, corpus, training, finished } = report;
  await writeCheckpoint(folder, {
    manifest: {
      name: `${name}, fine-tuned`,
      config,
      vocabulary,
      // Numbers alone: the model may be exported, and the names and lines of files are nobody else's.
      provenance: {
        base: { ...report.base, provenance },
        fineTuned: plainJson({ finished, heldOut, baseProbe, keystrokesSaved, corpus, training }),
      },
      bitsPerCharacter: { overall: heldOut.after, languages: {} },
    },
    flat: tuned.parameters,
  });
}

/** Removes what was left of one by a process that was killed while it wrote. */
export async function removeHalfReport(folder: string): Promise<void> {
  await rm(join(folder, reportName + temporarySuffix), { force: true });
}

/** Without the fields that are undefined, which JSON does not know. */
function plainJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
