import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../start-simulator.ts';

/** A simulator for all tests of a file, reset before each one. */
export function sharedSimulator(options: SimulatorOptions = {}): () => Simulator {
  let simulator: Simulator | undefined;
  const running = () => {
    if (simulator === undefined) throw new Error('The simulator is only there inside a test.');
    return simulator;
  };
  beforeAll(async () => {
    simulator = await startSimulator(options);
  });
  beforeEach(() => running().reset());
  afterAll(() => simulator?.stop());
  return running;
}
