// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian puts it. */
const debianChromium = '/usr/bin/chromium';
const installMs = 5 * 60_000;

/**
 * The browser for the browser tests: PLAYWRIGHT_CHROMIUM, the system's, or one installed now where that is allowed.
 * @returns {string | null} its path, or null when there is none
 */
export function findOrInstallChromium() {
  const given = process.env.PLAYWRIGHT_CHROMIUM;
  if (given) return existsSync(given) ? given : null;
  if (existsSync(debianChromium)) return debianChromium;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
  console.log('Installing the browser (Debian package chromium) …');
  apt(['update']);
  apt(['install', '-y', '--no-install-recommends', 'chromium']);
  return existsSync(debianChromium) ? debianChromium : null;
}

/** @param {string[]} args */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { encoding: /** @type {const} */ ('utf8'), env, timeout: installMs };
  const { status, stderr, error } = spawnSync('apt-get', ['-q', ...args], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) console.log(`apt-get ${args[0]} failed: ${error?.message ?? stderr.trim()}`);
}
