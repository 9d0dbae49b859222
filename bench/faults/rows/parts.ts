import { answerText } from '../answer-text.ts';
import type { FaultCase } from '../fault-case.ts';
import type { FaultInput, ProviderScript } from '../row.ts';

/** Short, so that a run takes minutes; the defaults have rows of their own at full length. */
export const quickTimeouts = {
  connect_ms: 1_000,
  first_token_ms: 2_000,
  idle_ms: 2_000,
  response_ms: 3_000,
  total_ms: 30_000,
};

/** What a scenario of the table answers. */
export const answer = { text: answerText };
/** A provider that is well. */
export const healthy: ProviderScript = { scenario: { answer } };
/** An answer that breaks after three words. */
export const breaks: ProviderScript = {
  scenario: { answer, faults: [{ when: { operation: 'chat' }, cut_after_tokens: 3 }] },
};

/** A provider that commits the fault on calls for answers; its model list stays well, so that only callers find out. */
export function failing(fault: FaultCase, when: FaultInput['when'] = {}): ProviderScript {
  const dialect = fault.dialect === undefined ? {} : { dialect: fault.dialect };
  if (fault.unreachable === true) return { scenario: null, ...dialect };
  const hit = { ...fault.fault, when: { operation: 'chat' as const, ...when } };
  return { scenario: { answer, faults: [hit] }, ...dialect };
}

/** A fault on calls for answers only. */
export function onChat(fault: Omit<FaultInput, 'when'>, when: FaultInput['when'] = {}): FaultInput {
  return { ...fault, when: { operation: 'chat', ...when } };
}
