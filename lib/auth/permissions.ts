/** Who may sign in, from most to least powerful. */
export const roles = ['owner', 'admin', 'viewer'] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** Everything a verb can ask for. One word per noun that can be looked at or changed. */
export const permissionNames = [
  'console.read',
  'audit.read',
  'routes.write',
  'providers.write',
  'keys.write',
  'teams.write',
  'config.write',
  'circuits.write',
  'alerts.write',
] as const;

/** One of {@link permissionNames}. */
export type Permission = (typeof permissionNames)[number];

/** What each role may do. The only place where a role is given a right. */
export const permissions = {
  owner: permissionNames,
  admin: permissionNames,
  viewer: ['console.read'],
} as const satisfies Record<Role, readonly Permission[]>;
