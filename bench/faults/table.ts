import type { FaultRow } from './row.ts';
import { matrix } from './rows/matrix.ts';
import { nativeErrors } from './rows/native-errors.ts';

/** Every fault in every form, and what becomes of the caller. */
export const faultTable: readonly FaultRow[] = [...matrix, ...nativeErrors];
