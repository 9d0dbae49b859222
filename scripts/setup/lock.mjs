// @ts-check
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {{ pollMs: number, touchMs: number, abandonedMs: number }} Pace
 * How often a waiter looks, how often the holder shows that it lives, and how long without that sign a lock is
 * taken for abandoned when its process cannot be looked up.
 */

/** @type {Pace} */
const usualPace = { pollMs: 200, touchMs: 1_000, abandonedMs: 15_000 };

/**
 * Runs `work` while holding the lock file. A holder that died is noticed at once on the same machine, and elsewhere
 * (a folder shared between containers) by its silence.
 * @template T
 * @param {{ file: string, onWait: () => void, pace?: Pace }} lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock({ file, onWait, pace = usualPace }, work) {
  const mark = JSON.stringify({ pid: process.pid, host: hostname(), nonce: Math.random() });
  await acquire({ file, mark, onWait, pace });
  const release = () => rmSync(file, { force: true });
  const touching = setInterval(() => touch(file), pace.touchMs);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    process.off('exit', release);
    release();
  }
}

/** @param {{ file: string, mark: string, onWait: () => void, pace: Pace }} lock */
async function acquire({ file, mark, onWait, pace }) {
  let seen = '';
  let seenAt = performance.now();
  for (let announced = false; !tryCreate(file, mark); await sleep(pace.pollMs)) {
    const holder = look(file);
    if (holder === null) continue;
    if (holder.sign !== seen) {
      seen = holder.sign;
      seenAt = performance.now();
    }
    const silent = performance.now() - seenAt > pace.abandonedMs;
    if (silent || isDead(holder.mark)) {
      breakLock(file, holder.mark);
    } else if (!announced) {
      announced = true;
      onWait();
    }
  }
}

/** @param {string} file @param {string} mark */
function tryCreate(file, mark) {
  try {
    writeFileSync(file, mark, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file @returns {{ mark: string, sign: string } | null} */
function look(file) {
  try {
    const mark = readFileSync(file, 'utf8');
    return { mark, sign: `${mark} ${statSync(file).mtimeMs}` };
  } catch {
    return null;
  }
}

/** Whether the holder ran on this machine and is gone. @param {string} mark */
function isDead(mark) {
  try {
    const holder = JSON.parse(mark);
    if (holder.host !== hostname()) return false;
    process.kill(holder.pid, 0);
    return isZombie(holder.pid);
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** Dead, and not yet buried by its parent: for ever, in a container whose first process does not care. @param {number} pid */
function isZombie(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/**
 * Takes an abandoned lock away. Another waiter may have done so and hold it by now: what was moved aside is looked
 * at, and put back when it is not the abandoned one.
 * @param {string} file
 * @param {string} abandonedMark
 */
function breakLock(file, abandonedMark) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== abandonedMark) linkSync(aside, file);
  } catch {
    // Another waiter was quicker.
  }
  rmSync(aside, { force: true });
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The folder is away for a moment; the next touch tells.
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : null;
}
