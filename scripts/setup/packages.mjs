// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runNpm } from './npm.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * The packages that package-lock.json asks for and the folder does not hold. npm writes its own lock into
 * node_modules as the last step of an installation, so one that was cut short has none; what it lists must be there too.
 * @param {string} root
 * @returns {string[]} paths such as `node_modules/next`; empty when nothing is missing
 */
export function missingPackages(root) {
  const wanted = readLock(path.join(root, 'package-lock.json'));
  const installed = readLock(path.join(root, 'node_modules', '.package-lock.json'));
  return missingFrom(wanted, installed, (folder) => existsSync(path.join(root, folder, 'package.json')));
}

/**
 * @param {Lock} wanted
 * @param {Lock} installed
 * @param {(folder: string) => boolean} isThere
 */
export function missingFrom(wanted, installed, isThere) {
  return Object.entries(wanted.packages)
    .filter(([folder, entry]) => folder !== '' && isForThisMachine(entry))
    .filter(([folder, entry]) => {
      const found = installed.packages[folder];
      const same = found?.version === entry.version && found?.integrity === entry.integrity;
      return !same || !isThere(folder);
    })
    .map(([folder]) => folder);
}

/**
 * Installs what package-lock.json says. Not with `npm ci`: it refuses a lock made against a registry that does not hold
 * the native builds of every other system.
 * @param {string} root
 */
export async function installPackages(root) {
  const modules = path.join(root, 'node_modules');
  if (existsSync(path.join(modules, '.package-lock.json'))) {
    await npmInstall(root);
    if (missingPackages(root).length === 0) return;
  }
  // An installation was cut short, or the folder was tampered with: npm would take half a package for a whole one.
  rmSync(modules, { recursive: true, force: true, maxRetries: 3 });
  await npmInstall(root);
  const missing = missingPackages(root);
  if (missing.length > 0) {
    throw new SetUpError(
      `npm said that it installed everything, and these are missing: ${missing.join(', ')}`,
    );
  }
}

/** Development packages too, whatever NODE_ENV says: the console is built with some of them. @param {string} root */
async function npmInstall(root) {
  const choices = ['--no-save', '--include=dev', '--include=optional', '--engine-strict=false'];
  await runNpm(['install', ...choices], { root, purpose: 'Installing the packages' });
}

/**
 * Optional packages are native builds for one system each; the ones for this system are needed. Those for one C
 * library are left out of the check, because telling which one runs here costs more than it finds.
 * @param {LockedPackage} entry
 */
function isForThisMachine({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (libc !== undefined || (os === undefined && cpu === undefined)) return false;
  return (
    (os ?? [process.platform]).includes(process.platform) && (cpu ?? [process.arch]).includes(process.arch)
  );
}

/** @param {string} file @returns {Lock} */
function readLock(file) {
  try {
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    return typeof lock?.packages === 'object' ? lock : { packages: {} };
  } catch {
    return { packages: {} };
  }
}
