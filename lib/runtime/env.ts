import { resolve } from 'node:path';
import { z } from 'zod';
import { email, newPassword } from '../console/setup/schema.ts';
import { parseMasterKey } from '../credentials/master-key.ts';

/** What one process does: both halves, the data plane alone, or the console alone. */
export type Role = 'all' | 'gateway' | 'console';

/**
 * The outside's settings, parsed once at start and trusted from then on. Provider keys (`OPENAI_API_KEY` and the like)
 * are not among them: `lib/config` turns those that are set into providers, once.
 */
export interface Environment {
  readonly role: Role;
  /** 0 = a free one. */
  readonly port: number;
  readonly host: string;
  /** Null = the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute path of the configuration file; null = none. */
  readonly configFile: string | null;
  /** 32 bytes in base64; null = kept in `dataDir` beside the embedded database. */
  readonly masterKey: string | null;
  /** The first owner; null = a setup link is printed. */
  readonly admin: { readonly email: string; readonly password: string } | null;
  readonly managementKey: string | null;
  readonly drainMs: number;
  /** How long the last configuration is served while the database cannot be asked. */
  readonly maxStaleMs: number;
}

/** One or more variables hold what they must not. The message has a sentence for each, and no secret. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: ({ input }) => `must be a whole number from ${least} to ${most}, not ${JSON.stringify(input)}.`,
    })
    .transform(Number);

const oneOf = <const Choice extends string>(choices: readonly Choice[]) =>
  z.enum(choices, {
    error: ({ input }) => `must be one of ${choices.join(', ')}, not ${JSON.stringify(input)}.`,
  });

const path = z.string().transform((text) => resolve(text));

const postgresUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== '';
}, 'must be a URL such as postgres://user:password@host:5432/database.');

const masterKey = z.string().superRefine((text, context) => {
  try {
    parseMasterKey(text);
  } catch {
    context.addIssue('must be 32 bytes in base64 (44 characters). Make one with: openssl rand -base64 32');
  }
});

const notYet = (what: string) => z.never(`is not supported yet: ${what} Unset it.`).optional();

const adminVariables = ['UNDERSTUDY_ADMIN_EMAIL', 'UNDERSTUDY_ADMIN_PASSWORD'] as const;

const variables = z
  .object({
    PORT: wholeNumber(0, 65_535).default(3000),
    HOST: z
      .string()
      .regex(/^[\w.:%-]+$/, 'must be a host name or an IP address.')
      .default('127.0.0.1'),
    DATABASE_URL: postgresUrl.optional(),
    UNDERSTUDY_DATA_DIR: path.default(resolve('.data')),
    UNDERSTUDY_CONFIG: path.optional(),
    UNDERSTUDY_MASTER_KEY: masterKey.optional(),
    UNDERSTUDY_ADMIN_EMAIL: email.optional(),
    UNDERSTUDY_ADMIN_PASSWORD: newPassword.optional(),
    UNDERSTUDY_MANAGEMENT_KEY: z
      .string()
      .regex(/^\S{20,}$/, 'must have at least 20 characters and no white space.')
      .optional(),
    UNDERSTUDY_ROLE: oneOf(['all', 'gateway', 'console']).default('all'),
    UNDERSTUDY_WORKERS: z
      .literal('1', 'is not supported yet beyond 1: start more processes instead.')
      .optional(),
    UNDERSTUDY_DRAIN_SECONDS: wholeNumber(0, 3_600).default(30),
    // A day: longer than any outage that somebody works on, short enough for a key that was revoked meanwhile.
    UNDERSTUDY_MAX_STALE_SECONDS: wholeNumber(10, 31_536_000).default(86_400),
    REDIS_URL: notYet('every process keeps its own limits.'),
  })
  .superRefine((values, context) => {
    if (values.DATABASE_URL !== undefined && values.UNDERSTUDY_MASTER_KEY === undefined) {
      const why = 'is needed with DATABASE_URL, and the same in every process on that database.';
      const how = 'Make one with: openssl rand -base64 32';
      context.addIssue({ code: 'custom', path: ['UNDERSTUDY_MASTER_KEY'], message: `${why} ${how}` });
    }
    const unset = adminVariables.filter((name) => values[name] === undefined);
    const [missing] = unset;
    if (missing !== undefined && unset.length < adminVariables.length) {
      context.addIssue({ code: 'custom', path: [missing], message: 'is missing: set both or neither.' });
    }
  });

/**
 * Reads the environment. A variable that is set to nothing counts as unset.
 * @throws EnvironmentError naming every variable at fault.
 */
export function parseEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const set = Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== '');
  const result = variables.safeParse(Object.fromEntries(set));
  if (result.success) return environmentOf(result.data);
  const sentences = result.error.issues.map(({ path, message }) =>
    // Rules shared with the console's forms are whole sentences.
    [path.join('.'), message].join(/^[A-Z]/.test(message) ? ': ' : ' '),
  );
  throw new EnvironmentError([...new Set(sentences)].join('\n'));
}

function environmentOf(values: z.output<typeof variables>): Environment {
  const { UNDERSTUDY_ADMIN_EMAIL: address, UNDERSTUDY_ADMIN_PASSWORD: password } = values;
  return {
    role: values.UNDERSTUDY_ROLE,
    port: values.PORT,
    host: values.HOST,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: values.UNDERSTUDY_DATA_DIR,
    configFile: values.UNDERSTUDY_CONFIG ?? null,
    masterKey: values.UNDERSTUDY_MASTER_KEY ?? null,
    admin: address !== undefined && password !== undefined ? { email: address, password } : null,
    managementKey: values.UNDERSTUDY_MANAGEMENT_KEY ?? null,
    drainMs: values.UNDERSTUDY_DRAIN_SECONDS * 1_000,
    maxStaleMs: values.UNDERSTUDY_MAX_STALE_SECONDS * 1_000,
  };
}
