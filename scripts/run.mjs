// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { SetUpError } from './setup/set-up-error.mjs';
import { root, setUp } from './setup.mjs';

/**
 * The commands of package.json: what each needs set up, and the program it then becomes.
 * @type {Record<string, { program: string[], build?: boolean, env?: Record<string, string> }>}
 */
const commands = {
  start: { program: ['lib/runtime/main.ts'], build: process.env.UNDERSTUDY_ROLE !== 'gateway' },
  gateway: { program: ['lib/runtime/main.ts'], env: { UNDERSTUDY_ROLE: 'gateway' } },
  dev: { program: ['lib/runtime/main.ts', '--dev'], env: { UNDERSTUDY_ROLE: 'console' } },
  simulator: { program: ['lib/simulator/main.ts'] },
  config: { program: ['lib/runtime/config-main.ts'] },
  faults: { program: ['bench/faults/main.ts'] },
  soak: { program: ['bench/soak/main.ts'] },
  test: { program: ['scripts/test.mjs'] },
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  process.stderr.write(`usage: node scripts/run.mjs ${Object.keys(commands).join('|')}\n`);
  process.exit(2);
}

try {
  const node = await setUp({ build: command.build ?? false });
  const [program = '', ...fixed] = command.program;
  become(node, [path.join(root, program), ...fixed, ...args], { ...process.env, ...command.env });
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

/**
 * Replaces this process by the program where the system can do that: then signals, exit code and terminal are the
 * program's own. Elsewhere it runs as a child.
 * @param {string} node
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 */
function become(node, argv, env) {
  const calledFrom = process.cwd();
  process.chdir(root);
  // A binary in node_modules must be found as `node` by whatever the program starts.
  const search = [path.dirname(node), env.PATH ?? ''].join(path.delimiter);
  // Compiled code is kept from start to start: it saves half of the time that loading takes.
  const cache = path.join(root, 'node_modules', '.cache', 'node-compile');
  const whole = { INIT_CWD: calledFrom, NODE_COMPILE_CACHE: cache, ...env, PATH: search };
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node, ...argv], whole);
  }
  runAsChild(node, argv, whole);
}

/** @param {string} node @param {string[]} argv @param {NodeJS.ProcessEnv} env */
function runAsChild(node, argv, env) {
  const child = spawn(node, argv, { stdio: 'inherit', env });
  /** @type {NodeJS.Signals[]} */
  const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`Node could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) =>
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
  );
}
