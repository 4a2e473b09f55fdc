import { describe, expect, test } from 'vitest';
import { countTests } from '../../../../src/tools/release/testTally.ts';

describe('countTests', () => {
  test('takes the numbers of a report', () => {
    const json = JSON.stringify({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
    expect(countTests(json, false)).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  test('a file that could not be loaded is a failure of its own', () => {
    const json = JSON.stringify({
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    });
    expect(countTests(json, false)).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  test('a run that ends badly without a failed test is a failure', () => {
    expect(countTests(JSON.stringify({ numPassedTests: 5 }), false).failed).toBe(1);
    expect(countTests(undefined, true).failed).toBe(1);
  });
});
