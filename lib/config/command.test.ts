// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the configuration file's own syntax
import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { provider } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { type ConfigCommandDeps, runConfigCommand } from './command.ts';
import { configDatabase } from './testing/config-database.ts';

const database = await withTestDatabase();
const { db } = database;
const { options } = configDatabase(database);
afterAll(database.stop);
beforeEach(database.truncate);

const good = `version: 1
providers: { main: { adapter: openai, credentials: [{ name: a, secret: "\${KEY}" }] } }
routes: { chat: { targets: [main/x] } }
keys: { bot: { models: [chat] } }
`;

function world(files: Record<string, string>, env: Record<string, string> = { KEY: 'sk-a-provider-secret' }) {
  const out: string[] = [];
  const err: string[] = [];
  let opened = 0;
  const deps: ConfigCommandDeps = {
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`There is no file ${path}.`);
      return text;
    },
    writeFile: (path, text) => {
      files[path] = text;
    },
    env,
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    withDatabase: (use) => {
      opened += 1;
      return use({ db, masterKey: options.masterKey, pepper: options.pepper });
    },
  };
  return {
    files,
    run: async (...argv: string[]) => {
      out.length = 0;
      err.length = 0;
      const code = await runConfigCommand(argv, deps);
      return { code, out: out.join(''), err: err.join('') };
    },
    opened: () => opened,
  };
}

describe('npm run config', () => {
  it('validates without a database', async () => {
    const { run, opened } = world({ 'c.yaml': good });
    expect(await run('validate', 'c.yaml')).toEqual({ code: 0, out: 'c.yaml: valid\n', err: '' });
    expect(opened()).toBe(0);
  });

  it('tells what the database said when it fails, without the statement and what was in it', async () => {
    const { run } = world({ 'c.yaml': good });
    const broken = sql`alter table credential add constraint full_disk check (weight > 1)`;
    await db.execute(broken);
    try {
      const { code, err } = await run('apply', 'c.yaml');
      expect(code).toBe(2);
      expect(err).toContain('full_disk');
      expect(err).not.toMatch(/insert into|params:|v1\./);
    } finally {
      await db.execute(sql`alter table credential drop constraint full_disk`);
    }
  });

  it('tells each problem as file:line:column and exits with 1, whatever the command', async () => {
    const { run, opened } = world({ 'c.yaml': 'version: 1\nroutse: {}\nkeys: { k: { rpm: 0 } }\n' });
    for (const command of ['validate', 'diff', 'apply']) {
      expect(await run(command, 'c.yaml')).toEqual({
        code: 1,
        out: '',
        err: 'c.yaml:2:1: routse: unknown setting "routse"; did you mean "routes"?\nc.yaml:3:19: keys.k.rpm: must be at least 1\n',
      });
    }
    expect(opened()).toBe(0);
  });

  it('prints a warning and goes on', async () => {
    const { run } = world({ 'c.yaml': good.replace('[chat] }', '[chta] }') });
    expect(await run('validate', 'c.yaml')).toMatchObject({
      code: 0,
      err: 'c.yaml:4:25: keys.bot.models[0]: there is no route "chta"; did you mean "chat"? (warning)\n',
    });
  });

  it('shows a difference, applies it, shows none, and never a provider’s secret', async () => {
    const { run } = world({ 'c.yaml': good });
    const diff = await run('diff', 'c.yaml');
    expect(diff.code).toBe(1);
    expect(diff.out.split('\n').map((line) => line.slice(0, 22))).toEqual([
      '+ keys.bot: {"models":',
      '+ providers.main: {"ad',
      '+ routes.chat: {"targe',
      '',
    ]);
    expect(await db.$count(provider)).toBe(0);
    const applied = await run('apply', 'c.yaml');
    expect(applied.code).toBe(0);
    expect(applied.out).toContain(diff.out);
    expect(applied.out).toMatch(
      /Applied as version 1\.\nKey bot: us_[A-Za-z0-9_-]{32} \(shown only now\)\n$/,
    );
    expect(await run('diff', 'c.yaml')).toEqual({ code: 0, out: 'No difference.\n', err: '' });
    expect(await run('apply', 'c.yaml')).toEqual({ code: 0, out: 'Nothing changed.\n', err: '' });
    const rotated = world({ 'c.yaml': good }, { KEY: 'sk-another-provider-secret' });
    expect(await rotated.run('diff', 'c.yaml')).toEqual({
      code: 1,
      out: '~ providers.main.credentials.a: secret changed\n',
      err: '',
    });
    expect(JSON.stringify([diff, applied])).not.toContain('provider-secret');
  });

  it('refuses a file that the rest of the database does not fit, and says why', async () => {
    const { run } = world({
      'c.yaml': good,
      'd.yaml': 'version: 1\nroutes: { chat: { targets: [mian/x] } }\n',
    });
    await run('apply', 'c.yaml');
    expect(await run('apply', 'd.yaml')).toEqual({
      code: 1,
      out: '',
      err: 'd.yaml: routes.chat.targets[0]: there is no provider "mian"; did you mean "main"?\n',
    });
  });

  it('exports to a file or to standard output, and the export applies without a change', async () => {
    const { run, files } = world({ 'c.yaml': good }, { KEY: 'sk-a-secret', MAIN_A: 'sk-a-secret' });
    await run('apply', 'c.yaml');
    const printed = await run('export');
    expect(await run('export', 'out.yaml')).toEqual({
      code: 0,
      out: 'Wrote out.yaml.\n',
      err: 'Set before applying it: MAIN_A\n',
    });
    expect(files['out.yaml']).toBe(printed.out);
    expect(await run('diff', 'out.yaml')).toMatchObject({ code: 0, out: 'No difference.\n' });
  });

  it.each([
    [[]],
    [['validate']],
    [['explode', 'c.yaml']],
    [['constructor', 'c.yaml']],
    [['validate', 'a', 'b']],
  ])('explains itself and exits with 2 when it is called as %j', async (argv) => {
    const { run } = world({ 'c.yaml': good });
    const { code, err } = await run(...argv);
    expect(code).toBe(2);
    expect(err).toContain('Usage: npm run config -- <command> FILE');
  });

  it('explains itself when asked', async () => {
    expect(await world({}).run('--help')).toMatchObject({ code: 0, err: '' });
  });

  it('says that a file cannot be read, in a sentence', async () => {
    expect(await world({}).run('apply', 'no.yaml')).toEqual({
      code: 2,
      out: '',
      err: 'There is no file no.yaml.\n',
    });
  });
});
