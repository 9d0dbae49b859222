export { auditEvent } from './audit-event.ts';
export { configVersion } from './config-version.ts';
export { circuitState, gatewayInstance } from './gateway-instance.ts';
export { organisation } from './organisation.ts';
export { credential, modelOverride, provider } from './provider.ts';
export { attempt, failover, request, skippedTarget } from './request.ts';
export { route } from './route.ts';
export { user } from './user.ts';
export { team, virtualKey } from './virtual-key.ts';
