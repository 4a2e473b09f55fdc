/** The result of a replay of edits: what `--json` writes, and the tables for people. */
import type { Eagerness } from '../../../completion/request.ts';
import { alignColumns, percent } from '../../shared/tables.ts';
import { systemNames, systemTitles } from '../replay/replayReport.ts';
import type { EditReplayResult } from './editReplay.ts';
import { placeClasses } from './stretch.ts';

export interface EditReport extends EditReplayResult {
  /** The trace, the repository or the two folders, as they were named. */
  readonly source: string;
  readonly eagerness: Eagerness;
  readonly seed: number;
}

/** How the numbers came about, printed with them. */
const method = [
  'A simulated writer types what the author inserted, with the text left and right of the cursor as it was. The first character of a',
  'stretch comes without an offer; after each further one the writer takes an offer with one keystroke when the rest of the stretch',
  'begins with all of it. In commits and versions, what is offered after the last character is wrong. Deletions cost nothing and come first.',
  'Keystrokes saved: 1 − (typed + accepted) / characters. Wrong: offers not accepted, per 100 characters typed by hand.',
] as const;

export function editTextReport(report: EditReport): string {
  const { source, sessions, documents, eagerness } = report;
  const rows = systemNames.flatMap((name) => {
    const system = report.systems[name];
    if (system === undefined) return [];
    return placeClasses.map((place, index) => {
      const { characters, stretches, keystrokesSaved, acceptanceRate, wrongPer100 } = system.classes[place];
      return [
        index === 0 ? systemTitles[name] : '',
        place,
        String(stretches),
        String(characters),
        percent(keystrokesSaved),
        percent(acceptanceRate),
        wrongPer100.toFixed(2),
      ];
    });
  });
  const head = ['', 'place', 'stretches', 'characters', 'keystrokes saved', 'acceptance', 'wrong per 100'];
  const latencies = systemNames.flatMap((name) => {
    const system = report.systems[name];
    if (system === undefined) return [];
    return [`${name} ${system.p50Milliseconds.toFixed(2)} / ${system.p95Milliseconds.toFixed(2)}`];
  });
  return [
    `${source}: ${sessions} sessions, ${documents} documents, at "${eagerness}"`,
    '',
    alignColumns([head, ...rows]),
    '',
    `Milliseconds of a request, p50 / p95: ${latencies.join(', ')}`,
    ...method,
  ].join('\n');
}
