import { simulatorScenario } from '#lib/config/provider-address.ts';
import { type Simulator, startSimulator } from '#lib/simulator/start-simulator.ts';

/**
 * Makes a function that says where a base URL is called from this process. The simulator of this process is started
 * when it is first asked for.
 */
export function makeCallableBaseUrl(): (baseUrl: string) => Promise<string> {
  let running: Promise<Simulator> | undefined;
  return async (baseUrl) => {
    const scenario = simulatorScenario(baseUrl);
    if (scenario === null) return baseUrl;
    running ??= startSimulator();
    const { origin } = await running;
    return `${origin}/${scenario}/openai/v1`;
  };
}
