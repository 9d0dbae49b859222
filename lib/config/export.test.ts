// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the configuration file's own syntax
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configVersion, credential, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { exportConfig } from './export.ts';
import { ensureOrganisation } from './organisation.ts';
import type { ConfigDocument } from './schema.ts';
import { configDatabase } from './testing/config-database.ts';
import { someDocument } from './testing/some-document.ts';

const database = await withTestDatabase();
const { db } = database;
const { apply, options } = configDatabase(database);
afterAll(database.stop);

const reset = async () => {
  await database.truncate();
  await ensureOrganisation(db, options.masterKey);
};
beforeEach(reset);

/** An environment that gives each placeholder of an export the secret it stands for. */
function environmentOf(document: ConfigDocument, text: string): Record<string, string> {
  const exported = parse(text) as ConfigDocument;
  const secrets = Object.entries(exported.providers ?? {}).flatMap(([name, provider]) =>
    (provider.credentials ?? []).map((each) => {
      const original = document.providers?.[name]?.credentials?.find(
        ({ name: other }) => other === each.name,
      );
      return [each.secret.slice(2, -1), original?.secret ?? ''];
    }),
  );
  return Object.fromEntries(secrets);
}

describe('an export', () => {
  it('is a readable file without secrets, the same text every time', async () => {
    await apply(`version: 1
organisation: { time_zone: Europe/Berlin }
providers:
  zeta: { adapter: openai-compatible, health_check: false, base_url: https://z.example.com/v1 }
  openai-main: { adapter: openai, health_check: true, credentials: [{ secret: sk-one-secret, name: account b, tpm: 200000, rpm: 500, weight: 5 }, { name: account-b, secret: sk-two-secret }] }
models:
  openai-main/gpt-x: { max_parallel_requests: 8, price: { output: 0.6, input: 0.15 }, context_window: 128000 }
routes:
  chat: { targets: [openai-main/gpt-x, { target: zeta/m, timeouts: { idle_ms: 5 } }], strategy: priority, timeouts: { total_ms: 9, connect_ms: 8 }, content_policy_fallbacks: [], context_window_fallbacks: [{ target: zeta/l, timeouts: { idle_ms: 5 } }, route:chat], stream_chunking: words, stream_recovery: continue, latency_class: batch }
teams: { support: {} }
keys: { bot: { tags: { product: helpdesk }, team: support, expires_at: 2027-01-01T00:00:00Z }, fixed: { secret: a-fixed-secret-of-20-chars } }
`);
    const { text, variables } = await exportConfig(db);
    expect(text).toMatchInlineSnapshot(`
      "# Secrets are not part of an export. Set these environment variables before applying it:
      #   OPENAI_MAIN_ACCOUNT_B
      #   OPENAI_MAIN_ACCOUNT_B_2
      version: 1
      organisation:
        time_zone: Europe/Berlin
      providers:
        openai-main:
          adapter: openai
          credentials:
            - name: account b
              secret: \${OPENAI_MAIN_ACCOUNT_B}
              weight: 5
              rpm: 500
              tpm: 200000
            - name: account-b
              secret: \${OPENAI_MAIN_ACCOUNT_B_2}
        zeta:
          adapter: openai-compatible
          base_url: https://z.example.com/v1
          health_check: false
      models:
        openai-main/gpt-x:
          context_window: 128000
          price:
            input: 0.15
            output: 0.6
          max_parallel_requests: 8
      routes:
        chat:
          strategy: priority
          latency_class: batch
          targets:
            - openai-main/gpt-x
            - target: zeta/m
              timeouts:
                idle_ms: 5
          timeouts:
            connect_ms: 8
            total_ms: 9
          stream_recovery: continue
          stream_chunking: words
          context_window_fallbacks:
            - target: zeta/l
              timeouts:
                idle_ms: 5
            - route:chat
      teams:
        support: {}
      keys:
        bot:
          team: support
          tags:
            product: helpdesk
          expires_at: 2027-01-01T00:00:00.000Z
        fixed: {}
      "
    `);
    expect(variables).toEqual(['OPENAI_MAIN_ACCOUNT_B', 'OPENAI_MAIN_ACCOUNT_B_2']);
    expect((await exportConfig(db)).text).toBe(text);
    expect(text).not.toMatch(/sk-|a-fixed/);
  });

  it('applied again with its variables set changes nothing, whatever the configuration', async () => {
    await fc.assert(
      fc.asyncProperty(someDocument, async (document) => {
        await reset();
        await apply(JSON.stringify(document));
        const sealed = await db.select().from(credential);
        const keys = await db.select().from(virtualKey);
        const versions = await db.$count(configVersion);
        const { text } = await exportConfig(db);
        const again = await apply(text, environmentOf(document, text));
        expect(again).toEqual({ version: null, changes: [], generatedKeys: [], notices: [] });
        expect(await db.select().from(credential)).toEqual(sealed);
        expect(await db.select().from(virtualKey)).toEqual(keys);
        expect(await db.$count(configVersion)).toBe(versions);
      }),
      { numRuns: 15, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('writes a text that only looks like a reference so that it stays a text', async () => {
    await apply('version: 1\nkeys: { bot: { tags: { note: "$${HOME} and $$${x" } } }\n');
    const { text } = await exportConfig(db);
    expect((await apply(text)).version).toBeNull();
    expect((await db.select().from(virtualKey))[0]?.tags).toEqual({ note: '${HOME} and $${x' });
  });

  it('of an empty installation is a valid file too', async () => {
    const { text } = await exportConfig(db);
    expect((await apply(text)).version).toBeNull();
  });
});
