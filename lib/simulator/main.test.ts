import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, smallestChat } from './testing/ask.ts';

const program = join(import.meta.dirname, 'main.ts');
let folder = '';
let running: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterEach(() => running?.kill('SIGKILL'));
afterAll(() => rm(folder, { recursive: true }));

function run(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  const seen = { out: '', err: '' };
  child.stdout.on('data', (piece) => {
    seen.out += String(piece);
  });
  child.stderr.on('data', (piece) => {
    seen.err += String(piece);
  });
  const exited = new Promise<number | string>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  const line = () => expect.poll(() => seen.out, { timeout: 10_000 }).toContain('\n');
  return { child, seen, exited, line };
}

async function scenarioFile(text: string): Promise<string> {
  const file = join(folder, 'scenarios.yaml');
  await writeFile(file, text);
  return file;
}

describe('the simulator as a program', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints one line, serves its file, and %s stops it at once',
    async (signal) => {
      const file = await scenarioFile('mine:\n  answer: { text: from the file }\n');
      const { child, seen, exited, line } = run('--port', '0', '--scenarios', file);
      await line();
      const [, origin = ''] =
        /^simulator (http:\S+) openai \S+\/openai\/v1 anthropic \S+\/anthropic\/v1 gemini \S+\/gemini\/v1beta\n$/.exec(
          seen.out,
        ) ?? [];
      expect((await ask(origin, 'mine', 'openai')).body).toContain('from the file');
      const { path, headers, body } = smallestChat('openai', true);
      const open = await fetch(`${origin}/stall${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      child.kill(signal);
      child.kill(signal);
      expect(await exited).toBe(0);
      await expect(open.text()).rejects.toThrow();
    },
  );

  it('names the field of a bad file and does not start', async () => {
    const { seen, exited } = run('--scenarios', await scenarioFile('mine:\n  faults:\n    - status: oops\n'));
    expect(await exited).toBe(1);
    expect(seen.err).toMatch(/scenarios\.yaml: line 3: mine\.faults\[0\]\.status: /);
    expect([seen.out, seen.err.includes(' at ')]).toEqual(['', false]);
  });

  it.each([
    [['--port', 'many'], '--port must be a number'],
    [['--prot', '1'], 'usage: '],
    [['--host', '203.0.113.9'], '203.0.113.9 is no address of this machine'],
  ])('says in a sentence what is wrong with %j', async (args, sentence) => {
    const { seen, exited } = run(...args);
    expect(await exited).toBe(1);
    expect(seen.err).toContain(sentence);
  });

  it('explains itself when asked', async () => {
    const { seen, exited } = run('--help');
    expect(await exited).toBe(0);
    expect(seen.out).toContain('usage: ');
  });

  it('names the port that is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', () => resolve()));
    const address = holder.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { seen, exited } = run('--port', port);
    expect(await exited).toBe(1);
    expect(seen.err).toBe(`Port ${port} on 127.0.0.1 is taken.\n`);
    holder.close();
  });
});
