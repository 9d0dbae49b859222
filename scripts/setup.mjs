// @ts-check
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole, staleBuild } from './setup/console-build.mjs';
import { withLock } from './setup/lock.mjs';
import { installNode, pinnedNode, usableNode } from './setup/node.mjs';
import { installPackages, missingPackages } from './setup/packages.mjs';

/** The repository's own folder. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * Does what is missing and nothing else, so that a command works on a fresh clone: packages, a Node that is new enough,
 * the built console. Uses no package, and runs on Node 18 and later.
 * @param {{ build: boolean }} needs
 * @returns {Promise<string>} the Node to run on
 */
export async function setUp({ build }) {
  const node = nothingMissing({ build });
  if (node !== null) return node;
  const file = path.join(root, '.setup.lock');
  const onWait = () => say('Another set-up is at work in this folder; waiting for it.');
  return withLock({ file, onWait }, () => doWhatIsMissing({ build }));
}

/** @param {{ build: boolean }} needs */
function nothingMissing({ build }) {
  const node = usableNode(root);
  if (node === null || missingPackages(root).length > 0) return null;
  return build && staleBuild(root) !== null ? null : node;
}

/** Looks again at everything: while we waited for the lock, another may have done it. @param {{ build: boolean }} needs */
async function doWhatIsMissing({ build }) {
  const missing = missingPackages(root).length;
  if (missing > 0) {
    say(`Installing packages (${missing} missing); the first time takes about a minute.`);
    await installPackages(root);
  }
  let node = usableNode(root);
  if (node === null) {
    say(`Fetching Node ${pinnedNode} into node_modules: this machine's own is too old.`);
    node = await installNode(root);
  }
  const fingerprint = build ? staleBuild(root) : null;
  if (fingerprint !== null) {
    say('Building the console; this takes about a minute.');
    await buildConsole({ root, node, fingerprint });
  }
  return node;
}

/** Progress goes to standard error: standard output belongs to the command. @param {string} sentence */
function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
