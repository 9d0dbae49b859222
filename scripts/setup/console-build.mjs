// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './run-quietly.mjs';
import { SetUpError } from './set-up-error.mjs';

/** All that the console is made from. */
const sources = [
  'app',
  'lib',
  'db',
  'public',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/**
 * Whether the built console is older than its sources, missing or half made. Returns the fingerprint to build for,
 * or null when there is nothing to do.
 * @param {string} root
 */
export function staleBuild(root) {
  const fingerprint = fingerprintOf(root, sources);
  const built = existsSync(path.join(root, '.next', 'BUILD_ID')) && readStamp(root) === fingerprint;
  return built ? null : fingerprint;
}

/**
 * Builds the console. The stamp goes first and comes back last, so that a build cut short counts as none.
 * @param {{ root: string, node: string, fingerprint: string }} build
 */
export async function buildConsole({ root, node, fingerprint }) {
  rmSync(stampFile(root), { force: true });
  // The type checker's memory of the last build has been seen to report errors of files that have changed since.
  rmSync(path.join(root, '.next', 'cache', '.tsbuildinfo'), { force: true });
  const { code, output } = await runQuietly({
    command: node,
    args: [path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'],
    cwd: root,
    env: buildEnvironment(process.env, node),
  });
  if (code !== 0) throw new SetUpError(`Building the console failed:\n${output}`);
  writeFileSync(stampFile(root), fingerprint);
}

/**
 * SHA-256 over names and contents of files and, recursively, of folders. Tests are no part of a build.
 * @param {string} root
 * @param {string[]} names
 */
export function fingerprintOf(root, names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesBelow(root, name)).sort()) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} name @returns {string[]} */
function filesBelow(root, name) {
  const status = statSync(path.join(root, name), { throwIfNoEntry: false });
  if (status === undefined) return [];
  if (!status.isDirectory()) return /\.test\.tsx?$/.test(name) ? [] : [name];
  return readdirSync(path.join(root, name)).flatMap((entry) => filesBelow(root, `${name}/${entry}`));
}

/** @param {NodeJS.Dict<string>} env @param {string} node */
function buildEnvironment(env, node) {
  const { NODE_ENV: _, ...rest } = env;
  const search = [path.dirname(node), env.PATH ?? ''].join(path.delimiter);
  return { ...rest, PATH: search, NEXT_TELEMETRY_DISABLED: '1' };
}

/** @param {string} root */
function stampFile(root) {
  return path.join(root, '.next', 'understudy-build');
}

/** @param {string} root */
function readStamp(root) {
  try {
    return readFileSync(stampFile(root), 'utf8');
  } catch {
    return null;
  }
}
