import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, type } from 'node:os';

/** What a measurement was made on. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  /** Of the repository; `unknown` outside of git. */
  readonly revision: string;
}

/** This machine, now. */
export function describeMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    revision: revision(),
  };
}

function revision(): string {
  try {
    const args = ['-C', import.meta.dirname, 'rev-parse', '--short', 'HEAD'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}
