/**
 * A survey cut to what is shown of it. A workspace may have a hundred thousand files, and whoever is told of all of them takes the message
 * apart in one go: in the extension host that would hold up everybody for as long.
 */
import type { SurveyResult, SurveySummary } from './workspaceSurvey.ts';

/** Longest lists of paths: they are there to be looked through. */
export const mostFilesTold = 2_000;
export const mostLeftOutTold = 200;

export function summaryOf({ files, leftOut, languages, characters }: SurveyResult): SurveySummary {
  const leftOutCounts: Record<string, number> = {};
  const told = leftOut.filter(({ reason }) => {
    const count = (leftOutCounts[reason] ?? 0) + 1;
    leftOutCounts[reason] = count;
    return count <= mostLeftOutTold;
  });
  return {
    languages,
    characters,
    files: files.slice(0, mostFilesTold),
    fileCount: files.length,
    leftOut: told,
    leftOutCounts,
  };
}
