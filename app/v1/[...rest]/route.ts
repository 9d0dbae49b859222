import { serveWeb } from '#lib/runtime/web-gateway.ts';

export const dynamic = 'force-dynamic';

// The core answers every method by itself, so that a wrong one gets the error of the contract.
export { serveWeb as DELETE, serveWeb as GET, serveWeb as PATCH, serveWeb as POST, serveWeb as PUT };
