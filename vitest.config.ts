import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{app,lib,db,scripts,bench}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more forks than that only wait for one another.
    maxWorkers: 2,
  },
});
