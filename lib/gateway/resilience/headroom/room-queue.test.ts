import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../testing/manual-clock.ts';
import { createRoomQueue } from './room-queue.ts';

function scene() {
  const clock = createManualClock();
  const queue = createRoomQueue(clock);
  const room = new Map<string, number>();
  const served: string[] = [];
  const join = (name: string, targets: readonly string[], waitMs: number | null = null) =>
    queue.join({
      targets,
      claim(target) {
        const left = room.get(target) ?? 0;
        if (left === 0) return waitMs;
        room.set(target, left - 1);
        served.push(`${name} ${target}`);
        return 'claimed';
      },
    });
  const free = (target: string, count = 1) => {
    room.set(target, (room.get(target) ?? 0) + count);
    queue.wake(target);
  };
  return { clock, queue, room, served, join, free };
}

describe('calls that wait for room', () => {
  it('are served in the order in which they came, as many as there is room for', () => {
    const { join, free, served, queue } = scene();
    for (const name of ['first', 'second', 'third']) join(name, ['a']);
    free('a', 2);
    expect(served).toEqual(['first a', 'second a']);
    expect(queue.isWaitedFor('a')).toBe(true);
    free('a');
    expect(served).toEqual(['first a', 'second a', 'third a']);
    expect(queue.isWaitedFor('a')).toBe(false);
  });

  it('take whichever target has room first, and leave every line then', () => {
    const { join, free, served, queue, clock } = scene();
    join('both', ['a', 'b']);
    join('behind', ['b']);
    free('b');
    free('a');
    free('b');
    expect(served).toEqual(['both b', 'behind b']);
    expect([queue.isWaitedFor('a'), queue.isWaitedFor('b'), clock.pending()]).toEqual([false, false, 0]);
  });

  it('ask when the time named has come, and every second when none is', async () => {
    const { join, room, served, clock } = scene();
    join('soon', ['a'], 300);
    join('whenever', ['b']);
    room.set('a', 1).set('b', 1);
    await clock.advance(299);
    expect(served).toEqual([]);
    await clock.advance(1);
    expect(served).toEqual(['soon a']);
    await clock.advance(700);
    expect(served).toEqual(['soon a', 'whenever b']);
    expect(clock.pending()).toBe(0);
  });

  it('leave without a trace', () => {
    const { join, free, served, clock, queue } = scene();
    const leave = join('gone', ['a']);
    join('stays', ['a']);
    leave?.();
    free('a');
    expect(served).toEqual(['stays a']);
    expect([queue.isWaitedFor('a'), clock.pending()]).toEqual([false, 0]);
  });

  it('are turned away when a thousand stand in line', () => {
    const { join, queue } = scene();
    for (let call = 0; call < 1_000; call += 1) expect(join(`call ${call}`, ['a'])).not.toBeNull();
    expect(join('one too many', ['b', 'a'])).toBeNull();
    expect(queue.isWaitedFor('b')).toBe(false);
  });
});
