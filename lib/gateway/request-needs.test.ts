import { describe, expect, it } from 'vitest';
import type { Capability } from './configuration.ts';
import type { GatewayReply } from './gateway-call.ts';
import { routeGateway, sizedTarget } from './testing/route-gateway.ts';
import { ableModel, hello, readReply, testTarget } from './testing/test-gateway.ts';

const _errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;

describe('what a request needs', () => {
  const reviewed = (...capabilities: Capability[]) =>
    testTarget('first', { facts: { ...ableModel, capabilities: new Set(capabilities) } });
  const tools = [{ type: 'function', function: { name: 'f' } }];

  it.each([
    ['parallel tools, said so', { tools, parallel_tool_calls: true }, 'parallel_tools'],
    ['legacy functions', { functions: [{ name: 'f' }] }, 'tools'],
    ['reasoning', { reasoning_effort: 'low' }, 'reasoning'],
    ['a spoken answer', { modalities: ['text', 'audio'] }, 'audio'],
    [
      'a file',
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
      'files',
    ],
  ])('%s: a target without it is passed over', async (_, body, missing) => {
    const plain = missing === 'parallel_tools' ? reviewed('tools') : reviewed('streaming');
    const gateway = routeGateway([plain, sizedTarget('second')]);
    await gateway.call({ ...hello, ...body });
    expect(gateway.order()).toEqual(['second']);
    expect(gateway.records[0]?.skipped[0]).toMatchObject({ reason: 'capability', detail: missing });
  });

  it.each([
    ['tools one at a time', { tools, parallel_tool_calls: false }],
    ['tools, without a word on how many at once', { tools }],
    ['no reasoning', { reasoning_effort: 'none' }],
    [
      'a last word of the assistant',
      { messages: [...hello.messages, { role: 'assistant', content: 'Well,' }] },
    ],
  ])('%s needs no more than plain tools', async (_, body) => {
    const gateway = routeGateway([reviewed('tools'), sizedTarget('second')]);
    await gateway.call({ ...hello, ...body });
    expect(gateway.order()).toEqual(['first']);
  });
});
