import type { Database, Queryable } from '#db/client.ts';
import { configVersion, provider } from '#db/schema/index.ts';
import { applyInTransaction } from './apply.ts';
import type { ConfigSecrets } from './apply-plan.ts';
import { demoConfig, demoKeyName } from './demo-config.ts';
import { providersFromEnv } from './providers-from-env.ts';
import { takeTurns } from './take-turns.ts';

/** What a first boot without a configuration file needs. */
export interface SeedOptions extends ConfigSecrets {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** What the first boot made. */
export interface Seeded {
  /** The demo's virtual key, to be shown once. */
  readonly demoKey: { readonly secret: string; readonly expiresAt: Date };
  /** Names of the providers made from environment variables. */
  readonly providers: readonly string[];
}

/**
 * On a first boot, one that finds no provider and no earlier configuration, makes the simulated demo and a provider for
 * each provider key in the environment. Any later boot changes nothing and answers null.
 */
export function seedFirstBoot(db: Database['db'], options: SeedOptions): Promise<Seeded | null> {
  return db.transaction(async (tx) => {
    // Two processes may boot at once; the second then finds what the first made.
    await takeTurns(tx);
    if (!(await isFirstBoot(tx))) return null;
    const fromEnv = providersFromEnv(options.env);
    const { document, expiresAt } = demoConfig(options.nowMs);
    const result = await applyInTransaction(
      tx,
      { document: { ...document, providers: { ...document.providers, ...fromEnv } } },
      { ...options, actor: { kind: 'system' }, origin: 'seed' },
    );
    const key = result.generatedKeys.find((each) => each.name === demoKeyName);
    if (!key) throw new Error('The demo key was not made.');
    return { demoKey: { secret: key.secret, expiresAt }, providers: Object.keys(fromEnv) };
  });
}

async function isFirstBoot(tx: Queryable): Promise<boolean> {
  const versions = await tx.select({ version: configVersion.version }).from(configVersion).limit(1);
  const providers = await tx.select({ id: provider.id }).from(provider).limit(1);
  return versions.length === 0 && providers.length === 0;
}
