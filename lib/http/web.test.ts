import { describe, expect, it } from 'vitest';
import type { CallBody } from '#lib/gateway/gateway-call.ts';
import { mountOnWeb } from './web.ts';

describe('a web request', () => {
  it('whose caller leaves while it is sent is incomplete, and no fault of the gateway', async () => {
    const bodies: CallBody[] = [];
    const serve = mountOnWeb(async (call) => {
      bodies.push(await call.readBody());
      return { status: 499, headers: {}, body: new Uint8Array() };
    });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"model":')),
      pull: (controller) => controller.error(new DOMException('The caller left.', 'AbortError')),
    });
    const init = { method: 'POST', body, duplex: 'half' };
    expect((await serve(new Request('http://gateway.test/v1/chat/completions', init))).status).toBe(499);
    expect(bodies).toEqual(['incomplete']);
  });
});
