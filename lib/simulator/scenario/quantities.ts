import { z } from 'zod';

export const count = z.number().int().min(0).max(1_000_000);
export const milliseconds = z.number().min(0).max(3_600_000);
export const json = z.record(z.string(), z.unknown());
