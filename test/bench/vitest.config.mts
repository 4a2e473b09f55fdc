import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Measurements that need a real VS Code window and that `npm run bench` reports; they fail only where nothing was
 * measured.
 */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/bench/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    teardownTimeout: 20_000,
  },
});
