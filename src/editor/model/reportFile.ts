/** `report.json` of a workspace's storage, believed in as far as its numbers are there: a file may have been cut short or be of another version. */
import { JsonObject, UnexpectedJson } from '../../base/jsonObject.ts';
import type { FineTuneReport } from '../../processes/trainerProtocol.ts';

export const reportName = 'report.json';

/** `undefined` for what is not a report that can be shown. */
export function parseReport(json: string): FineTuneReport | undefined {
  try {
    const report = JsonObject.parse(json);
    report.integer('formatVersion', 1, 1);
    report.boolean('kept');
    report.string('finished');
    report.object('base').string('name');
    report.object('base').string('sha256');
    for (const key of ['heldOut', 'baseProbe']) expectNumbers(report.object(key), ['before', 'after']);
    if (report.keys.includes('keystrokesSaved')) expectNumbers(report.object('keystrokesSaved'), ['before', 'after']);
    const corpus = report.object('corpus');
    expectNumbers(corpus, ['files', 'characters', 'heldOutFiles', 'heldOutCharacters']);
    expectNumbers(corpus.object('leftOut'), corpus.object('leftOut').keys);
    for (const language of corpus.objects('languages')) {
      language.string('languageId');
      expectNumbers(language, ['files', 'characters']);
    }
    expectNumbers(report.object('training'), ['seconds', 'updates', 'characters', 'threads']);
    for (const key of ['training', 'heldOut']) expectCurve(report.object('curve'), key);
    for (const line of report.objects('lines'))
      for (const key of ['path', 'typed', 'truth', 'before', 'after']) line.string(key);
    return JSON.parse(json) as FineTuneReport;
  } catch (error) {
    if (error instanceof UnexpectedJson) return undefined;
    throw error;
  }
}

function expectNumbers(object: JsonObject, keys: readonly string[]): void {
  for (const key of keys) object.number(key, 0, Number.MAX_VALUE);
}

function expectCurve(curves: JsonObject, key: string): void {
  const isPoint = (point: unknown) =>
    Array.isArray(point) && point.length === 2 && point.every((value) => typeof value === 'number');
  if (!curves.array(key).every(isPoint)) throw new UnexpectedJson(`${key} is not a curve`);
}
