import { makeDefineRoute } from '#lib/http/define-route.ts';
import { consoleRoot, logError } from './console-root.ts';

/** Declares a console endpoint of this process. */
export const defineRoute = makeDefineRoute({ start: consoleRoot, logError });
