// @ts-check
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './run-quietly.mjs';
import { SetUpError } from './set-up-error.mjs';

/** Settings that say where packages come from. All others (`--global`, `--omit`, `--dry-run` …) are the outer run's own. */
const keptSettings =
  /^npm_config_(registry|cache|proxy|https?[-_]proxy|noproxy|cafile|ca|cert|key|strict[-_]ssl|userconfig|globalconfig|offline|prefer[-_](off|on)line|fetch[-_].+|.*:registry|\/\/.+)$/i;

/**
 * The environment for an npm started from within npm: the settings of the outer `npm start` must not decide what the
 * inner one installs, and it must not run on the Node inside node_modules, which it may be about to replace.
 * @param {NodeJS.Dict<string>} env
 * @param {string} root
 * @returns {NodeJS.Dict<string>}
 */
export function innerNpmEnvironment(env, root) {
  const kept = Object.entries(env).filter(([name]) => !/^npm_/i.test(name) || keptSettings.test(name));
  const binaries = path.join(root, 'node_modules');
  return Object.fromEntries(
    kept
      .filter(([name]) => name !== 'NODE_ENV' && name !== 'NODE')
      .map(([name, value]) => [name, /^path$/i.test(name) ? pathWithout(value ?? '', binaries) : value]),
  );
}

/**
 * The npm that started us, with the Node it runs on, or else the `npm` on the path.
 * @param {NodeJS.Dict<string>} env
 * @param {string} root
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npmCommand(env, root) {
  const { npm_execpath: script, npm_node_execpath: node } = env;
  const ours = path.join(root, 'node_modules') + path.sep;
  if (script && node && path.basename(script) === 'npm-cli.js' && !node.startsWith(ours)) {
    if (existsSync(script) && existsSync(node)) return { command: node, args: [script], shell: false };
  }
  const windows = process.platform === 'win32';
  return { command: windows ? 'npm.cmd' : 'npm', args: [], shell: windows };
}

/**
 * @param {string[]} args
 * @param {{ root: string, cwd?: string, purpose: string }} run
 */
export async function runNpm(args, { root, cwd = root, purpose }) {
  const npm = npmCommand(process.env, root);
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--ignore-scripts'];
  const { code, output } = await runQuietly({
    command: npm.command,
    args: [...npm.args, ...args, ...quiet],
    cwd,
    env: innerNpmEnvironment(process.env, root),
    shell: npm.shell,
  });
  if (code !== 0) throw new SetUpError(`${purpose} failed: npm said\n${output}`);
}

/** @param {string} list @param {string} folder */
function pathWithout(list, folder) {
  const inside = (/** @type {string} */ entry) => entry === folder || entry.startsWith(folder + path.sep);
  return list
    .split(path.delimiter)
    .filter((entry) => !inside(entry))
    .join(path.delimiter);
}
