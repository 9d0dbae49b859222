import { describe, expect, it } from 'vitest';
import { testTarget } from '../../testing/test-gateway.ts';
import { createRooms } from './rooms.ts';

const credential = { id: 'cred_a', name: 'a', secret: 's', weight: 1, rpm: null, tpm: null };
const base = testTarget('first');
const call = (turn: number) => ({
  target: { ...base, id: `first/${turn}` },
  credential: { ...credential, id: `cred_${turn}` },
});

describe('what is known of targets and credentials', () => {
  it('is kept within bounds, whatever models callers name: what is idle goes, what is in flight stays', () => {
    const rooms = createRooms();
    const [busy] = rooms.open(call(0), 0);
    busy.inFlight += 1;
    for (let turn = 1; turn <= 1_000; turn += 1) rooms.open(call(turn), 0);
    rooms.open(call(1_001), 2_000);
    expect(rooms.findTarget('first/0')).toBe(busy);
    expect(rooms.findTarget('first/1')).toBeUndefined();
    // The calls of an account count for a minute.
    expect(rooms.findCredential('cred_1')).toBeDefined();
    rooms.open(call(1_002), 61_000);
    expect(rooms.findCredential('cred_1')).toBeUndefined();
    expect(rooms.findCredential('cred_1001')).toBeDefined();
  });
});
