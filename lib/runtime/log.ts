import { destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { rootCause } from '#db/database-error.ts';

/** The log of a process: one JSON object per line on standard output, or on another file descriptor. */
export function createLog(fileDescriptor = 1): Logger {
  return pino(
    {
      base: null,
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: plainError },
    },
    destination({ dest: fileDescriptor, sync: true }),
  );
}

/**
 * What went wrong beneath all wrapping. An error's other fields stay out: a database error carries the parameters of its
 * query, and with them secrets.
 */
function plainError(error: unknown): unknown {
  const cause = rootCause(error);
  if (!(cause instanceof Error)) return cause;
  const code = 'code' in cause ? cause.code : undefined;
  return { type: cause.name, code, message: cause.message, stack: cause.stack };
}
