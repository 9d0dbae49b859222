import type { Database } from '#db/client.ts';
import type { Actor } from '../auth/actor.ts';
import { permissionsOf } from '../auth/actor.ts';
import type { Permission } from '../auth/permissions.ts';
import type { MasterKey } from '../credentials/master-key.ts';
import type { Clock, Transport } from '../gateway/ports.ts';
import { ConsoleError } from './error/console-error.ts';

/** What verbs ask of the world. The composition root builds it once per process. */
export interface ConsoleWorld {
  readonly db: Database['db'];
  readonly clock: Clock;
  /** Seals provider secrets. */
  readonly masterKey: MasterKey;
  /** Hashes virtual keys. */
  readonly pepper: Uint8Array;
  /** The network, with the rules of egress built in. */
  readonly transport: Transport;
  /** Where a base URL is called: `simulator:<scenario>` leads to a running simulator, any other to itself. */
  callableBaseUrl(baseUrl: string): Promise<string>;
  /** A cause that a person should read; never holds a secret. */
  logError(message: string, error: unknown): void;
}

/** The world and who acts in it. */
export interface ConsoleContext extends ConsoleWorld {
  readonly actor: Actor;
}

const rights = {
  'console.read': 'look at the console',
  'audit.read': 'read the audit log',
  'routes.write': 'change routes',
  'providers.write': 'change providers',
  'keys.write': 'change keys',
  'teams.write': 'change teams',
  'config.write': 'change the configuration',
  'circuits.write': 'force circuits open or reset them',
  'alerts.write': 'resolve alerts',
} satisfies Record<Permission, string>;

/**
 * The first line of every verb.
 * @throws ConsoleError `forbidden`, naming what is missing.
 */
export function authorize(ctx: ConsoleContext, permission: Permission): void {
  if (permissionsOf(ctx.actor).includes(permission)) return;
  const role = ctx.actor.kind === 'user' ? ctx.actor.role : ctx.actor.kind;
  throw new ConsoleError('forbidden', `As ${role} you may not ${rights[permission]}. Ask an admin.`);
}
