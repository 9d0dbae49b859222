import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system counts it (boot id and clock ticks); null where the system does not say. */
  readonly startedAt: string | null;
}

/** The identity of a running process. */
export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startedAt: readStat(pid)?.startedAt ?? null };
}

/** Whether that very process still runs. Where start times are unknown, a process with the same number counts. */
export function isAlive(process: ProcessIdentity): boolean {
  const stat = readStat(process.pid);
  if (stat === null) return answersSignals(process.pid);
  return !stat.ended && (process.startedAt === null || stat.startedAt === process.startedAt);
}

/** proc(5): the fields after the command's closing bracket are state (the third of all) up to start time (the 22nd). */
function readStat(pid: number): { startedAt: string; ended: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return { startedAt: `${boot}/${fields[19]}`, ended: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return null;
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
