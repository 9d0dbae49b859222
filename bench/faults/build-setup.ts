import type { Scenario } from '#lib/simulator/scenario-schema.ts';
import { apiVersions } from '#lib/simulator/wire/locate.ts';
import { type FaultRow, type ProviderScript, type Role, roles } from './row.ts';

/** A row as entries of a configuration file and scenarios of the simulator, under names that no other row has. */
export interface RowSetup {
  readonly route: string;
  /** Each as `provider/model`. */
  readonly targets: readonly string[];
  readonly providers: Readonly<Record<string, unknown>>;
  readonly models: Readonly<Record<string, unknown>>;
  readonly routes: Readonly<Record<string, unknown>>;
  readonly scenarios: Readonly<Record<string, Scenario>>;
}

/** No price and no catalogue entry: nothing but the row says anything about it. */
const model = 'sim-model';
/** Nobody listens on the port that is reserved for a service that is never there (tcpmux). */
const nowhere = 'http://127.0.0.1:1';

/** `providers:`, `models:` and `routes:` of a row. */
export function buildSetup(row: FaultRow, id: string, simulatorOrigin: string): RowSetup {
  const present = roles.flatMap((role) => {
    const script = row.providers[role];
    return script === undefined ? [] : [{ role, script, name: providerName(id, role) }];
  });
  const target = (role: Role) => `${providerName(id, role)}/${model}`;
  const {
    context_window_fallbacks: windows = [],
    content_policy_fallbacks: policies = [],
    ...settings
  } = row.route;
  const asides = new Set<Role>([...windows, ...policies]);
  const route = {
    ...settings,
    targets: present.flatMap(({ role }) => (asides.has(role) ? [] : [target(role)])),
    ...(windows.length === 0 ? {} : { context_window_fallbacks: windows.map(target) }),
    ...(policies.length === 0 ? {} : { content_policy_fallbacks: policies.map(target) }),
  };
  return {
    route: id,
    targets: present.map(({ role }) => target(role)),
    providers: Object.fromEntries(
      present.map(({ name, script }) => [name, providerEntry(name, script, simulatorOrigin)]),
    ),
    models: Object.fromEntries(
      present.flatMap(({ role, script }) =>
        script.facts === undefined ? [] : [[target(role), script.facts]],
      ),
    ),
    routes: { [id]: route },
    scenarios: Object.fromEntries(
      present.flatMap(({ name, script }) => (script.scenario === null ? [] : [[name, script.scenario]])),
    ),
  };
}

const providerName = (id: string, role: Role) => `${id}-${role}`;

/** Whose call it was, of a provider's or a scenario's name; null for one that is none of the table's. */
export function roleOf(name: string): Role | null {
  return roles.find((role) => name.endsWith(`-${role}`)) ?? null;
}

/** A text in which `{role}` stands for that target of the row. */
export function withTargets(text: string, id: string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const role = roles.find((each) => each === name);
    return role === undefined ? whole : `${providerName(id, role)}/${model}`;
  });
}

function providerEntry(name: string, script: ProviderScript, simulatorOrigin: string) {
  const dialect = script.dialect ?? 'openai';
  const origin = script.scenario === null ? nowhere : simulatorOrigin;
  return {
    adapter: dialect,
    base_url: `${origin}/${name}/${dialect}${apiVersions[dialect]}`,
    allow_private_network: true,
    // A background check would find out before the caller does; rows that are about it switch it on.
    health_check: script.isChecked === true,
    credentials: script.credentials ?? [{ name: 'only', secret: 'sk-accepted' }],
  };
}
