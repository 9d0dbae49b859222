export { alert } from './alert.ts';
export { auditEvent } from './audit-event.ts';
export { budgetAccount, budgetLease } from './budget.ts';
export { circuitEvent, circuitOverride, circuitState } from './circuit.ts';
export { configVersion } from './config-version.ts';
export { gatewayInstance } from './gateway-instance.ts';
export { organisation } from './organisation.ts';
export { credential, modelOverride, provider } from './provider.ts';
export { attempt, failover, request, skippedTarget } from './request.ts';
export { route } from './route.ts';
export {
  latencyHour,
  latencyMinute,
  rollupState,
  usageHour,
  usageHourGroup,
  usageHourTag,
  usageMinute,
  usageMinuteTag,
  usageTagValue,
} from './usage.ts';
export { user } from './user.ts';
export { team, virtualKey } from './virtual-key.ts';
