// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Lines at either end of a failed command's output that are worth showing. */
const shownLines = 40;

/**
 * Runs a command whose output matters only when it fails. It gets a process group of its own, so that a signal to us
 * ends it with all its workers and nothing is left behind.
 * @param {{ command: string, args: string[], cwd: string, env: NodeJS.Dict<string>, shell?: boolean }} run
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runQuietly({ command, args, cwd, env, shell = false }) {
  return new Promise((resolve) => {
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd,
      env: /** @type {NodeJS.ProcessEnv} */ (env),
      shell,
      detached: ownGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {string[]} */
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => chunks.push(text));
    }
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      if (child.pid !== undefined) endGroup(child.pid, ownGroup);
      process.exit(128 + constants.signals[signal]);
    };
    for (const signal of endingSignals) process.on(signal, stop);
    /** @param {number} code @param {string} [reason] */
    const finish = (code, reason = '') => {
      for (const signal of endingSignals) process.off(signal, stop);
      resolve({ code, output: bothEnds(chunks.join('') + reason) });
    };
    child.on('error', (error) => finish(1, `${error.message}\n`));
    child.on('close', (code, signal) => finish(code ?? 1, signal === null ? '' : `ended by ${signal}\n`));
  });
}

/** @type {NodeJS.Signals[]} */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {number} pid @param {boolean} ownGroup */
function endGroup(pid, ownGroup) {
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** @param {string} text */
function bothEnds(text) {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= 2 * shownLines) return lines.join('\n');
  return [...lines.slice(0, shownLines), '…', ...lines.slice(-shownLines)].join('\n');
}
