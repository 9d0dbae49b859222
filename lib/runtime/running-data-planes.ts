/** What can be stopped of a data plane. */
interface Stoppable {
  stop(): Promise<void>;
}

/** Next bundles a copy of this module into each route: only `globalThis` is there once. */
const shared = globalThis as { understudyDataPlanes?: Set<Stoppable> };
shared.understudyDataPlanes ??= new Set();

/** The data planes of this process, for whoever ends it and did not start them. */
export const runningDataPlanes = shared.understudyDataPlanes;
