import { type Permission, permissions, type Role } from './permissions.ts';

/** A signed-in person, as the database knows them at this moment. */
export interface UserActor {
  readonly kind: 'user';
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** A program that holds UNDERSTUDY_MANAGEMENT_KEY. */
export interface ManagementKeyActor {
  readonly kind: 'management_key';
}

/** The product itself, e.g. when it makes the first owner. Never comes from a request. */
export interface SystemActor {
  readonly kind: 'system';
}

/** Who acts. Audit rows and configuration versions are signed with it. */
export type Actor = UserActor | ManagementKeyActor | SystemActor;

/** What an actor may do. A management key has an admin's rights. */
export function permissionsOf(actor: Actor): readonly Permission[] {
  switch (actor.kind) {
    case 'user':
      return permissions[actor.role];
    case 'management_key':
      return permissions.admin;
    case 'system':
      return permissions.owner;
    default:
      return actor satisfies never;
  }
}

/** How an actor is named in the audit log and in the configuration's history. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return actor.name;
    case 'management_key':
      return 'management key';
    case 'system':
      return 'understudy';
    default:
      return actor satisfies never;
  }
}
