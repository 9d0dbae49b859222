import { expect, it } from 'vitest';
import type { DialectId } from './scenario/names.ts';
import { smallestChat } from './testing/ask.ts';
import { rawCall } from './testing/raw-call.ts';
import { sharedSimulator } from './testing/shared-simulator.ts';

const simulator = sharedSimulator({ scenarios: { counts: { answer: { text: 'one two three four' } } } });

/** The smallest chat, ended by a message of the assistant. */
function begun(dialect: DialectId, prefill: string): unknown {
  const { body } = smallestChat(dialect, false);
  if ('contents' in body)
    return { contents: [...(body.contents ?? []), { role: 'model', parts: [{ text: prefill }] }] };
  return { ...body, messages: [...(body.messages ?? []), { role: 'assistant', content: prefill }] };
}

async function complete(dialect: DialectId, prefill: string): Promise<string> {
  const { path, headers } = smallestChat(dialect, false);
  const reply = await rawCall(`${simulator().origin}/counts${path}`, {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(begun(dialect, prefill)),
  });
  return reply.body;
}

it.each(['openai', 'anthropic', 'gemini'] as const)(
  '%s goes on from the words it is given',
  async (dialect) => {
    const rest = await complete(dialect, 'one two');
    expect(rest).toContain('" three four"');
    expect(rest).not.toContain('one two');
  },
);

it.each(['openai', 'anthropic', 'gemini'] as const)(
  '%s says all of it when it was given other words',
  async (dialect) => {
    expect(await complete(dialect, 'uno dos')).toContain('"one two three four"');
  },
);
