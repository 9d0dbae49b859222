import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { organisation } from '#db/schema/index.ts';
import { ensureOwner, setupNeeded, setupTokenHash } from '#lib/auth/owner.ts';
import { applyFileAtBoot } from '#lib/config/apply.ts';
import { ensureOrganisation } from '#lib/config/organisation.ts';
import { renderProblem } from '#lib/config/problem.ts';
import { seedFirstBoot } from '#lib/config/seed-first-boot.ts';
import { validateConfig } from '#lib/config/validate.ts';
import type { MasterKey } from '#lib/credentials/master-key.ts';
import type { Environment } from './env.ts';

/** What preparing needs. */
export interface PrepareInput {
  readonly database: Database;
  readonly masterKey: MasterKey;
  readonly environment: Environment;
}

/** An installation that is ready to serve, and what its operator is told once. */
export interface PreparedInstallation {
  readonly pepper: Uint8Array;
  /** Opens the set-up page; null when there is an owner, or no console here. */
  readonly setupToken: string | null;
  /** Secrets made by this start. They can never be shown again. */
  readonly newKeys: readonly { readonly name: string; readonly secret: string }[];
  /** Whether the simulated demo was made by this start; its key is among the new ones. */
  readonly demoKey: string | null;
  /** What should be known and stops nothing. */
  readonly notices: readonly string[];
}

/**
 * Brings what the database holds up to what the environment asks for: organisation, first owner, configuration.
 * @throws Error with a sentence for the operator: a wrong master key, a configuration file that is not valid.
 */
export async function prepareInstallation(input: PrepareInput): Promise<PreparedInstallation> {
  const { database, masterKey, environment } = input;
  const { pepper } = await ensureOrganisation(database.db, masterKey);
  const secrets = { masterKey, pepper };
  const configured =
    environment.configFile === null
      ? await seed(database.db, secrets)
      : await applyFile(database.db, environment.configFile, secrets);
  return { pepper, setupToken: await admitOwner(database.db, environment), ...configured };
}

type Secrets = Pick<PreparedInstallation, 'pepper'> & { readonly masterKey: MasterKey };
type Configured = Pick<PreparedInstallation, 'newKeys' | 'demoKey' | 'notices'>;

async function seed(db: Database['db'], secrets: Secrets): Promise<Configured> {
  const seeded = await seedFirstBoot(db, { ...secrets, env: process.env, nowMs: Date.now() });
  const made = seeded?.providers ?? [];
  const notices = made.length === 0 ? [] : [`Made from the environment: ${made.join(', ')}.`];
  return { newKeys: [], demoKey: seeded?.demoKey.secret ?? null, notices };
}

async function applyFile(db: Database['db'], file: string, secrets: Secrets): Promise<Configured> {
  const validated = validateConfig(readConfigFile(file), { env: process.env });
  if (!validated.ok) {
    const problems = validated.problems.map((problem) => renderProblem(file, problem));
    throw new Error(
      `UNDERSTUDY_CONFIG names a file that is not valid; nothing was applied.\n${problems.join('\n')}`,
    );
  }
  const applied = await applyFileAtBoot(db, validated.config, { ...secrets, actor: { kind: 'system' } });
  const warnings = validated.config.warnings.map((warning) => renderProblem(file, warning));
  return {
    newKeys: applied?.generatedKeys ?? [],
    demoKey: null,
    notices: [...warnings, ...(applied?.notices ?? [])],
  };
}

function readConfigFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error;
    throw new Error(`UNDERSTUDY_CONFIG names ${file}, which cannot be read (${String(why)}).`);
  }
}

/**
 * Makes the owner that the environment names. Without one, a fresh token for the set-up page is made at each start
 * until there is an owner; only its hash is kept, so that earlier links, perhaps in a log, are dead.
 */
async function admitOwner(db: Database['db'], { admin, role }: Environment): Promise<string | null> {
  if (admin !== null) await ensureOwner(db, admin);
  if (role === 'gateway' || !(await setupNeeded(db))) return null;
  const token = randomBytes(32).toString('base64url');
  await db
    .update(organisation)
    .set({ setupTokenHash: setupTokenHash(token) })
    .where(eq(organisation.id, 1));
  return token;
}
