import { errorSentence } from '#db/database-error.ts';
import { parseEnvironment } from './env.ts';
import { createLog } from './log.ts';
import { createShutdown } from './shutdown.ts';
import { startProcess } from './start-process.ts';
import { stopOnSignal, untilAborted } from './stop-signal.ts';

/**
 * The gateway process: owns the port, and starts and stops everything else. Ends with code 0 when asked to, and with 1
 * and a sentence on standard error when it could not start.
 */
async function main(): Promise<number> {
  const asked = stopOnSignal();
  const log = createLog();
  const shutdown = createShutdown((sentence) => log.error(sentence));
  try {
    const environment = parseEnvironment(process.env);
    const dev = process.argv.includes('--dev');
    await Promise.race([startProcess({ environment, dev, log, asked, shutdown }), untilAborted(asked)]);
    await untilAborted(asked);
    return 0;
  } catch (error) {
    console.error(errorSentence(error));
    return 1;
  } finally {
    await shutdown.run();
  }
}

process.exit(await main());
