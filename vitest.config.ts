import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{app,lib,db,scripts,bench}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than the cores this must do with: a third of the time a file waits, for a process, a database or a clock.
    maxWorkers: 3,
  },
});
