// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { runNpm } from './npm.mjs';
import { SetUpError } from './set-up-error.mjs';

/** What `engines` in package.json asks for. */
export const oldestNode = '22.19.0';

/** The Node that is fetched where the machine's own is older. */
export const pinnedNode = '24.21.0';

/** Systems for which the npm registry holds the pinned Node. */
const platformsOnNpm = ['linux-x64', 'linux-arm64', 'win-x64'];

/** @param {string} version */
export function isNewEnough(version) {
  const [have = [], need = []] = [version, oldestNode].map((text) => text.split('.').map(Number));
  const differing = need.findIndex((part, place) => part !== have[place]);
  return differing === -1 || (have[differing] ?? 0) > (need[differing] ?? 0);
}

/**
 * The Node to run on: this one when it is new enough, else the pinned one inside node_modules, else null.
 * @param {string} root
 */
export function usableNode(root) {
  // An installation that replaced node_modules may have taken the Node away that we are running on.
  if (isNewEnough(process.versions.node) && existsSync(process.execPath)) return process.execPath;
  const { folder, binary } = pinnedPlaces(root, platformName());
  return existsSync(binary) && versionIn(folder) === pinnedNode ? binary : null;
}

/**
 * Puts the pinned Node into node_modules, where npm's own scripts find it as `node` too. It arrives in a folder
 * beside its place and is renamed into it, so that no interruption leaves half of it there.
 * @param {string} root
 * @returns {Promise<string>} its path
 */
export async function installNode(root) {
  const platform = platformName();
  if (!platformsOnNpm.includes(platform)) {
    throw new SetUpError(
      `${needsNewerNode()} The npm registry has no Node ${pinnedNode} for ${platform}: install Node 24 and run the command again.`,
    );
  }
  const { name, folder, binary } = pinnedPlaces(root, platform);
  const arriving = path.join(root, 'node_modules', `.${name}-${process.pid}`);
  try {
    mkdirSync(arriving, { recursive: true });
    const choices = ['--no-save', '--no-package-lock', '--prefix', arriving];
    const purpose = `Fetching Node ${pinnedNode}`;
    await runNpm(['install', `${name}@${pinnedNode}`, ...choices], { root, cwd: arriving, purpose });
    assertRuns(path.join(arriving, path.relative(root, binary)), platform);
    rmSync(folder, { recursive: true, force: true });
    renameSync(path.join(arriving, 'node_modules', name), folder);
    if (process.platform !== 'win32') linkAsNode(root, binary);
  } finally {
    rmSync(arriving, { recursive: true, force: true });
  }
  return binary;
}

/** `linux-x64`, `win-x64`: the ending of the package's name. */
function platformName() {
  return `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/** @param {string} root @param {string} platform */
function pinnedPlaces(root, platform) {
  const name = `node-${platform}`;
  const folder = path.join(root, 'node_modules', name);
  return { name, folder, binary: path.join(folder, 'bin', platform.startsWith('win') ? 'node.exe' : 'node') };
}

/** @param {string} root @param {string} binary */
function linkAsNode(root, binary) {
  const bin = path.join(root, 'node_modules', '.bin');
  const link = path.join(bin, 'node');
  mkdirSync(bin, { recursive: true });
  symlinkSync(path.relative(bin, binary), `${link}-${process.pid}`);
  renameSync(`${link}-${process.pid}`, link);
}

/** @param {string} folder */
function versionIn(folder) {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
  } catch {
    return null;
  }
}

/** A system with another C library fetches a Node that cannot start. @param {string} binary @param {string} platform */
function assertRuns(binary, platform) {
  try {
    execFileSync(binary, ['--version'], { stdio: 'ignore', timeout: 30_000 });
  } catch {
    throw new SetUpError(
      `${needsNewerNode()} The Node ${pinnedNode} of the npm registry for ${platform} does not run on this machine: install Node 24 and run the command again.`,
    );
  }
}

function needsNewerNode() {
  return `Understudy needs Node ${oldestNode} or newer, and this is Node ${process.versions.node}.`;
}
