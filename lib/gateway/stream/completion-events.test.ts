import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Adapter, DecodeContext } from '../adapters/adapter.ts';
import { adapterIds, adapters } from '../adapters/index.ts';
import { readStreamed, readWhole } from '../adapters/testing/accumulate.ts';
import { cases, fixtureFolders, impossible, recording } from '../adapters/testing/recordings.ts';
import { isUsageChunk } from './chunk-content.ts';
import { eventsOfCompletion } from './completion-events.ts';

const context: DecodeContext = {
  request: { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] },
  model: 'asked-model',
  nowMs: 5_000,
};

describe.each(adapterIds)('a whole answer of %s, told as a stream', (id) => {
  const adapter: Adapter = adapters[id];
  const given = cases.filter((name) => !impossible[fixtureFolders[id]]?.includes(name));

  it.each(given)('says the same: %s', (name) => {
    const body = readFileSync(recording(id, name, 'json'), 'utf8');
    const completion = adapter.decodeResponse({ status: 200, headers: {}, body }, context);
    const events = eventsOfCompletion(completion);
    const chunks = events.map(({ chunk }) => chunk);
    expect(readStreamed(chunks)).toEqual(readWhole(completion));
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.filter(({ choices }) => choices[0]?.delta.role !== undefined)).toHaveLength(1);
    expect(chunks.at(-1)).toSatisfy(isUsageChunk);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe(completion.choices[0]?.finish_reason);
    for (const { chunk, json } of events) expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(chunk)));
    expect(events.some(({ content }) => content)).toBe(true);
  });
});
