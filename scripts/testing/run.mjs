// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import { runQuietly } from '../setup/run-quietly.mjs';
import { root } from '../setup.mjs';

/**
 * Runs a tool of node_modules with this Node.
 * @param {string[]} command its name and arguments
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options] quiet = the output comes back instead of being shown
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run([tool = '', ...args], { quiet = false, env = {} } = {}) {
  const bin = path.join(root, 'node_modules', '.bin');
  const search = [path.dirname(process.execPath), bin, process.env.PATH ?? ''].join(path.delimiter);
  const whole = { ...process.env, PATH: search, NEXT_TELEMETRY_DISABLED: '1', ...env };
  const shell = process.platform === 'win32';
  if (quiet) return runQuietly({ command: tool, args, cwd: root, env: whole, shell });
  return new Promise((resolve) => {
    const child = spawn(tool, args, {
      cwd: root,
      env: whole,
      shell,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('exit', (code) => resolve({ code: code ?? 1, output: '' }));
  });
}
