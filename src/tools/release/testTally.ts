/**
 * How many tests passed and failed, from vitest's JSON report. A file that cannot be loaded and a run that fails
 * without naming a test count as a failure.
 */

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What is read of the report; anything may be absent. */
interface Report {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly testResults?: readonly {
    readonly status?: string;
    readonly assertionResults?: readonly { status?: string }[];
  }[];
}

/**
 * @param json the report; `undefined` when none was written
 * @param succeeded whether the run itself ended well
 */
export function countTests(json: string | undefined, succeeded: boolean): Tally {
  const report = json === undefined ? {} : (JSON.parse(json) as Report);
  const brokenFiles = (report.testResults ?? []).filter(
    ({ status, assertionResults = [] }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const passed = report.numPassedTests ?? 0;
  const failed = (report.numFailedTests ?? 0) + brokenFiles;
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const silentFailure = failed === 0 && (!succeeded || passed === 0);
  return { passed, failed: silentFailure ? 1 : failed, skipped };
}
