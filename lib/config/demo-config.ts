import type { ConfigDocument } from './schema.ts';

/** Name of the virtual key that the first boot makes. */
export const demoKeyName = 'demo';

const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

/** The simulator asks for no particular secret; a provider without one would count as unusable. */
const anySecret = 'simulated';

/**
 * The demo of a first boot: a route whose primary is down, so that its first answer is already a failover. Everything in
 * it is simulated and marked as such.
 */
export function demoConfig(nowMs: number): { document: ConfigDocument; expiresAt: Date } {
  const expiresAt = new Date(nowMs + lifetimeMs);
  const simulated = (scenario: string) => ({
    adapter: 'simulator',
    base_url: `simulator:${scenario}`,
    credentials: [{ name: 'demo', secret: anySecret }],
  });
  const document: ConfigDocument = {
    version: 1,
    providers: { 'sim-primary': simulated('down'), 'sim-fallback': simulated('healthy') },
    routes: { demo: { targets: ['sim-primary/sim-large', 'sim-fallback/sim-small'] } },
    keys: { [demoKeyName]: { models: ['demo'], expires_at: expiresAt.toISOString() } },
  };
  return { document, expiresAt };
}
