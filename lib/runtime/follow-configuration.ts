import { loadConfigurationRows, readConfigVersion } from '#db/stores/configuration-rows.ts';
import { buildConfiguration } from '#lib/config/build-configuration.ts';
import { openSecret } from '#lib/credentials/seal.ts';
import type { Readiness } from '#lib/gateway/ports.ts';
import { systemClock } from './clock.ts';
import { type ConfigurationSource, createConfigurationSource } from './configuration-source.ts';
import type { DataPlaneInput } from './data-plane-input.ts';

/** The configuration in force, secrets opened. Nothing is read before the first `poll`. */
export function followConfiguration(input: DataPlaneInput, simulatorOrigin: string) {
  const { database, masterKey, log, maxStaleMs } = input;
  const { db } = database;
  return createConfigurationSource({
    readVersion: () => readConfigVersion(db),
    load: async () =>
      buildConfiguration(await loadConfigurationRows(db), {
        openCredential: (sealed, context) => openSecret(masterKey, sealed, context),
        simulatorOrigin,
      }),
    maxStaleMs,
    monotonic: systemClock.monotonic,
    report: (message, error) => (error === null ? log.info(message) : log.error({ err: error }, message)),
  });
}

/** What `GET /readyz` answers: whether known keys can be served, and what is wrong although they can. */
export function readiness(input: DataPlaneInput, source: ConfigurationSource): Readiness {
  if (input.draining()) return { ready: false, reasons: ['This process is ending.'] };
  const troubles = source.troubles();
  if (source.current() !== null) return { ready: true, reasons: [...troubles, ...input.otherTroubles()] };
  return { ready: false, reasons: troubles.length > 0 ? troubles : ['No configuration is loaded yet.'] };
}
