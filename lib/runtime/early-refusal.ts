import { newId } from '#lib/gateway/new-id.ts';

/** Why a call is refused before the core has seen it. */
export interface EarlyRefusal {
  readonly code: string;
  readonly message: string;
  readonly type: 'api_error' | 'invalid_request_error';
}

/** The error body of the gateway's endpoints, and the id that goes into the head too. */
export function earlyRefusal({ code, message, type }: EarlyRefusal) {
  const requestId = newId('req');
  const understudy = { request_id: requestId, kind: code, origin: 'gateway', attempts: [], skipped: [] };
  return { requestId, error: { message, type, param: null, code, understudy } };
}
