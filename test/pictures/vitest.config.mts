import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** No tests: what `npm run pictures` runs. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/pictures/*.test.ts'],
    pool: 'forks',
    // One window at a time.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    teardownTimeout: 20_000,
  },
});
