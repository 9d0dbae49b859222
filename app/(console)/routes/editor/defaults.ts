import type { ResolvedRoute } from '#lib/console/routes/schema.ts';

/** What a route inherits for each setting it leaves out. */
export type Defaults = ResolvedRoute;
