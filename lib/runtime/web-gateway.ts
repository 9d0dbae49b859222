import { mountOnWeb } from '#lib/http/web.ts';
import { consoleRoot, logError } from './console-root.ts';
import { startDataPlane } from './data-plane.ts';
import { parseEnvironment } from './env.ts';
import { createLog } from './log.ts';
import { runningDataPlanes } from './running-data-planes.ts';

type WebGateway = (request: Request) => Promise<Response>;

/** Next bundles each route by itself: only `globalThis` is there once. */
const shared = globalThis as { understudyWebGateway?: Promise<WebGateway> };

// `npm run dev` evaluates this file anew when something beneath it changed: the gateway made of the old code goes, and the
// next call makes one of the new.
if (process.env.NODE_ENV === 'development') {
  for (const dataPlane of runningDataPlanes) void dataPlane.stop();
  delete shared.understudyWebGateway;
}

/**
 * The gateway as a Next.js route handler, for `UNDERSTUDY_ROLE=console`, `npm run dev` and plain `next start`. The same
 * core as on the fast mount, with circuits and a record queue of its own; started by the first call.
 */
export async function serveWeb(request: Request): Promise<Response> {
  shared.understudyWebGateway ??= compose().catch((error) => {
    delete shared.understudyWebGateway;
    throw error;
  });
  let serve: WebGateway;
  try {
    serve = await shared.understudyWebGateway;
  } catch (error) {
    logError('The gateway of this process could not be started.', error);
    return notReady();
  }
  return serve(request);
}

async function compose(): Promise<WebGateway> {
  const { database, world } = await consoleRoot();
  const { masterKey, pepper } = world;
  const dataPlane = await startDataPlane({
    database,
    masterKey,
    pepper,
    log: createLog(),
    maxStaleMs: parseEnvironment(process.env).maxStaleMs,
    draining: () => false,
    otherTroubles: () => [],
  });
  return mountOnWeb(dataPlane.handle);
}

function notReady(): Response {
  const message = 'The gateway could not be started; the log of the console process says why.';
  const body = { error: { message, type: 'api_error', param: null, code: 'not_ready' } };
  return Response.json(body, { status: 503, headers: { 'retry-after': '5' } });
}
