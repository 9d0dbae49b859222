import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evenShare } from './rate-share.ts';

it('the parts of all processes are the limit, and differ by one at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 50 }), (limit, count) => {
      const parts = Array.from({ length: count }, (_, index) => evenShare(limit, { index, count }));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(limit);
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
    }),
  );
});
