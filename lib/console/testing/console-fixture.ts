import { randomBytes } from 'node:crypto';
import type { Database } from '#db/client.ts';
import { organisation } from '#db/schema/index.ts';
import type { Actor } from '../../auth/actor.ts';
import type { Role } from '../../auth/permissions.ts';
import { generateMasterKey, type MasterKey, parseMasterKey } from '../../credentials/master-key.ts';
import type { UpstreamRequest } from '../../gateway/adapters/adapter.ts';
import { UpstreamError } from '../../gateway/errors.ts';
import type { TransportOptions, UpstreamResponse } from '../../gateway/ports.ts';
import type { ConsoleContext, ConsoleWorld } from '../context.ts';

/** A call that the scripted network saw. */
export interface SeenCall {
  readonly request: UpstreamRequest;
  readonly options: TransportOptions;
}

/** A console without a network, with a hand-moved clock, on a test database. */
export interface ConsoleFixture {
  readonly world: ConsoleWorld;
  /** The world in the hands of a person with this role. */
  as(role: Role): ConsoleContext;
  readonly clock: { nowMs: number };
  readonly network: { reply: (call: SeenCall) => Promise<UpstreamResponse>; readonly calls: SeenCall[] };
  /** Everything that went to the log. */
  readonly log: string[];
}

/** The time at which every test begins. */
export const startMs = Date.parse('2026-11-21T12:00:00.000Z');

/** Makes a console on a database. */
export function consoleFixture(database: Database): ConsoleFixture {
  const clock = { nowMs: startMs };
  const log: string[] = [];
  const network: ConsoleFixture['network'] = {
    calls: [],
    reply: async () => {
      throw new UpstreamError('connection_failed', 'The network of this test has no script.');
    },
  };
  const masterKey: MasterKey = parseMasterKey(generateMasterKey());
  const world: ConsoleWorld = {
    db: database.db,
    clock: { now: () => clock.nowMs, monotonic: () => clock.nowMs, after: () => () => {} },
    masterKey,
    pepper: randomBytes(32),
    transport: {
      send: (request, options) => {
        network.calls.push({ request, options });
        return network.reply({ request, options });
      },
    },
    callableBaseUrl: async (baseUrl) => baseUrl.replace(/^simulator:/, 'http://simulator.test/'),
    logError: (message, error) =>
      log.push(`${message} ${error instanceof Error ? error.stack : String(error)}`),
  };
  return { world, clock, network, log, as: (role) => ({ ...world, actor: person(role) }) };
}

/** A person of a role; not in the database unless a test puts them there. */
export const person = (role: Role): Actor => ({
  kind: 'user',
  id: `user_${role}`,
  name: `Test ${role}`,
  email: `${role}@example.org`,
  role,
});

/** The organisation's row, as the first start makes it. */
export async function insertOrganisation(
  database: Database,
  setupTokenHash: string | null = null,
): Promise<void> {
  await database.db
    .insert(organisation)
    .values({ id: 1, name: 'Acme', timeZone: 'Europe/Berlin', sealedKeyPepper: 'sealed', setupTokenHash });
}

/** A whole answer of a provider. */
export function upstreamResponse(status: number, body: unknown): UpstreamResponse {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: (async function* () {
      yield bytes;
    })(),
  };
}
