/**
 * The smallest runner that is of use inside the extension host: tests by name, one after the other, each with a time
 * limit, and one line of JSON a test in a file that the process outside reads. A file and not the console, so that what
 * was done before a crash is known.
 */
import { appendFileSync } from 'node:fs';

/** Throws or rejects to fail. */
export type HostTest = () => Promise<void>;

/** One line of the results file. */
export interface HostTestResult {
  readonly name: string;
  readonly milliseconds: number;
  /** Absent when the test passed. */
  readonly error?: string;
}

const timeLimitMilliseconds = 60_000;

async function withTimeLimit(test: HostTest): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Not done after ${timeLimitMilliseconds} ms.`));
    }, timeLimitMilliseconds);
  });
  try {
    await Promise.race([test(), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs the tests and answers how many failed. */
export async function runTests(tests: Readonly<Record<string, HostTest>>, resultsFile: string): Promise<number> {
  let failures = 0;
  for (const [name, test] of Object.entries(tests)) {
    const started = performance.now();
    let error: string | undefined;
    try {
      await withTimeLimit(test);
    } catch (thrown) {
      error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      failures++;
    }
    const milliseconds = performance.now() - started;
    const result: HostTestResult = { name, milliseconds, ...(error === undefined ? {} : { error }) };
    appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
  }
  return failures;
}

/** Waits until `look` answers something other than `undefined` or `false`. */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  what: string,
  timeoutMilliseconds = 20_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMilliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`In ${timeoutMilliseconds} ms it did not happen: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
