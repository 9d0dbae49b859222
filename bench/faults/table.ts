import type { FaultRow } from './row.ts';
import { backgroundChecks } from './rows/combinations/background-checks.ts';
import { callers } from './rows/combinations/callers.ts';
import { credentials } from './rows/combinations/credentials.ts';
import { fullLength } from './rows/combinations/full-length.ts';
import { load } from './rows/combinations/load.ts';
import { settings } from './rows/combinations/settings.ts';
import { severalTargets } from './rows/combinations/several-targets.ts';
import { matrix } from './rows/matrix.ts';
import { nativeErrors } from './rows/native-errors.ts';

/** Every fault in every form, and what becomes of the caller. */
export const faultTable: readonly FaultRow[] = [
  ...matrix,
  ...nativeErrors,
  ...severalTargets,
  ...settings,
  ...credentials,
  ...callers,
  ...backgroundChecks,
  ...load,
  ...fullLength,
];
