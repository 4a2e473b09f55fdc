/**
 * `report.json` of a workspace's storage. The file may be damaged or of another version, so every field that is shown
 * is checked.
 */
import * as v from 'valibot';
import { numberFrom, objectOf, recordOf } from '../../base/validation.ts';
import type { FineTuneReport } from '../../processes/contracts.ts';

const figure = numberFrom(0, Number.MAX_VALUE);
const beforeAfter = objectOf({ before: figure, after: figure });
const curve = v.array(v.strictTuple([v.number(), v.number()]));

const reportSchema = objectOf({
  formatVersion: v.literal(1),
  kept: v.boolean(),
  notKept: v.fallback(v.optional(v.picklist(['heldOutNotBetter', 'baseForgotten', 'inUseIsBetter'])), undefined),
  finished: v.string(),
  base: objectOf({ name: v.string(), sha256: v.string() }),
  corpus: objectOf({
    languages: v.array(objectOf({ languageId: v.string(), files: figure, characters: figure })),
    files: figure,
    characters: figure,
    heldOutFiles: figure,
    heldOutCharacters: figure,
    leftOut: recordOf(figure),
  }),
  training: objectOf({
    seconds: figure,
    updates: figure,
    characters: figure,
    // Never shown.
    measured: v.fallback(figure, 0),
    threads: figure,
  }),
  heldOut: beforeAfter,
  baseProbe: beforeAfter,
  keystrokesSaved: v.optional(beforeAfter),
  curve: objectOf({ training: curve, heldOut: curve }),
  lines: v.array(
    objectOf({ path: v.string(), typed: v.string(), truth: v.string(), before: v.string(), after: v.string() }),
  ),
});

const fileSchema = v.pipe(v.string(), v.parseJson(), reportSchema);

/** `undefined` for anything but a report that can be shown. */
export function parseReport(json: string): FineTuneReport | undefined {
  const report = v.safeParse(fileSchema, json);
  if (!report.success) return undefined;
  const { notKept, keystrokesSaved, ...rest } = report.output;
  return { ...rest, notKept, keystrokesSaved };
}
