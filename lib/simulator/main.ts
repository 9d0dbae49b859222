import { parseArgs } from 'node:util';
import { loadScenarios, ScenarioFileError } from './load-scenarios.ts';
import { type Simulator, startSimulator } from './start-simulator.ts';
import { apiVersions } from './wire/locate.ts';

const usage = `usage: node lib/simulator/main.ts [--port 8090] [--host 127.0.0.1] [--scenarios FILE] [--log]`;

/** A mistake of whoever started it: told in a sentence, without a stack. */
class UsageError extends Error {}

async function main(args: readonly string[]): Promise<void> {
  const options = readArguments(args);
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const scenarios = options.scenarios === undefined ? {} : await loadScenarios(options.scenarios);
  const simulator = await start({ ...options, scenarios });
  const stop = () => {
    void simulator.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const bases = Object.entries(apiVersions).map(
    ([dialect, version]) => `${dialect} ${simulator.origin}/${dialect}${version}`,
  );
  process.stdout.write(`simulator ${simulator.origin} ${bases.join(' ')}\n`);
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8090' },
        host: { type: 'string', default: '127.0.0.1' },
        scenarios: { type: 'string' },
        log: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535)
      throw new UsageError('--port must be a number up to 65535');
    return { ...values, port };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly log: boolean;
  readonly scenarios: Awaited<ReturnType<typeof loadScenarios>>;
}

async function start({ host, port, log, scenarios }: StartOptions): Promise<Simulator> {
  try {
    const print = (line: string) => process.stdout.write(`${line}\n`);
    return await startSimulator({ host, port, scenarios, ...(log ? { log: print } : {}) });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EADDRINUSE') throw new UsageError(`Port ${port} on ${host} is taken.`);
    if (error.code === 'EACCES') throw new UsageError(`Port ${port} on ${host} may not be opened.`);
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
      throw new UsageError(`${host} is no address of this machine.`);
    }
    throw error;
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof ScenarioFileError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
