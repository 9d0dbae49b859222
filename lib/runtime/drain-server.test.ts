import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { watchConnections } from './drain-server.ts';

/** A server whose answers the test writes by hand. */
const open = async () => {
  const arrived: ServerResponse[] = [];
  const server = createServer((_request, response) => arrived.push(response));
  const connections = watchConnections(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const place = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const call = async () => {
    const [answer] = await once(get({ ...place, agent }), 'response');
    return answer as IncomingMessage;
  };
  const nextResponse = async () => {
    await expect.poll(() => arrived.length).toBeGreaterThan(0);
    const next = arrived.shift();
    if (next === undefined) throw new Error('No request.');
    return next;
  };
  return { server, connections, place, call, nextResponse };
};

it('ends at once when connections are open and none has a request', async () => {
  const { server, connections, place, call, nextResponse } = await open();
  await once(connect(place), 'connect');
  const answered = call();
  (await nextResponse()).end('ok');
  await text(await answered);
  await connections.drain(60_000);
  expect(server.listening).toBe(false);
});

it('lets an open stream finish and closes its connection then', async () => {
  const { connections, call, nextResponse } = await open();
  const answered = call();
  const response = await nextResponse();
  response.write('half ');
  const answer = await answered;
  const drained = connections.drain(60_000);
  await expect(call()).rejects.toThrow('ECONNREFUSED');
  expect(connections.openRequests()).toBe(1);
  response.end('whole');
  expect(await text(answer)).toBe('half whole');
  await drained;
});

it('cuts off what is still open at the limit', async () => {
  const { connections, call, nextResponse } = await open();
  const answered = call();
  const response = await nextResponse();
  response.write('half');
  const answer = await answered;
  await connections.drain(10);
  await expect(text(answer)).rejects.toThrow('aborted');
});
