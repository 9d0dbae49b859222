import type { Adapter, UpstreamRequest } from '../../gateway/adapters/adapter.ts';
import { UpstreamError } from '../../gateway/errors.ts';
import { readWholeBody } from '../../gateway/read-whole-body.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { checkAddress } from './provider-address.ts';
import type { TestProviderInput, TestResult } from './schema.ts';
import { openStoredSecret } from './stored-secret.ts';

/** A person waits for it. */
const timeoutMs = 10_000;
/** A list of models is some hundred kilobytes at most. */
const maxBodyBytes = 4 * 1024 * 1024;

/**
 * Calls a provider with the values of a form, saved or not: something that costs nothing and needs the credential.
 * What the provider says is the answer, also when it says no.
 * @throws ConsoleError `invalid` when the values cannot be tried.
 */
export async function testProvider(ctx: ConsoleContext, input: TestProviderInput): Promise<TestResult> {
  authorize(ctx, 'providers.write');
  const { adapter, effectiveBaseUrl } = checkAddress(input);
  const secret = await secretFor(ctx, input, effectiveBaseUrl);
  const baseUrl = await ctx.callableBaseUrl(effectiveBaseUrl);
  const startedAt = ctx.clock.monotonic();
  const latency = () => Math.round((ctx.clock.monotonic() - startedAt) * 10) / 10;
  try {
    const request = adapter.encodeHealthCheck({ baseUrl, secret });
    // The simulator that this installation runs itself listens on a loopback address.
    const allowPrivateNetwork = input.allow_private_network || baseUrl !== effectiveBaseUrl;
    const status = await call(ctx, { adapter, request, allowPrivateNetwork });
    return { ok: true, latency_ms: latency(), status };
  } catch (error) {
    if (!isUpstreamError(error)) throw error;
    const { kind, status } = error;
    return { ok: false, latency_ms: latency(), kind, status, message: withoutSecret(error.message, secret) };
  }
}

async function secretFor(
  ctx: ConsoleContext,
  input: TestProviderInput,
  effectiveBaseUrl: string,
): Promise<string> {
  if (input.secret !== undefined) return input.secret;
  if (input.credential_id === undefined) return '';
  const { credential_id: credentialId, adapter } = input;
  return openStoredSecret(ctx, { credentialId, adapter, effectiveBaseUrl });
}

interface Call {
  readonly adapter: Adapter;
  readonly request: UpstreamRequest;
  readonly allowPrivateNetwork: boolean;
}

/** The status of a good answer. @throws UpstreamError */
async function call(ctx: ConsoleContext, { adapter, request, allowPrivateNetwork }: Call): Promise<number> {
  const controller = new AbortController();
  const cancel = ctx.clock.after(timeoutMs, () =>
    controller.abort(new UpstreamError('timeout', `No answer within ${timeoutMs / 1000} s.`)),
  );
  try {
    const reply = await ctx.transport.send(request, {
      signal: controller.signal,
      connectTimeoutMs: timeoutMs,
      allowPrivateNetwork,
      freshConnection: true,
    });
    const body = new TextDecoder().decode(await readWholeBody(reply.body, maxBodyBytes));
    if (reply.status < 200 || reply.status > 299) {
      throw adapter.decodeError({ ...reply, body }, ctx.clock.now());
    }
    assertJson(body, reply.status);
    return reply.status;
  } finally {
    cancel();
  }
}

/**
 * By its name: Next bundles each endpoint by itself, and the transport that all of them share throws the class of the
 * bundle that made it.
 */
const isUpstreamError = (error: unknown): error is UpstreamError =>
  error instanceof Error && error.name === 'UpstreamError';

/** A web page answers 200 to anything: a base URL without its version path would look healthy. */
function assertJson(body: string, status: number): void {
  try {
    JSON.parse(body);
  } catch {
    const message = 'The address answers, but not with JSON: check that the base URL is that of the API.';
    throw new UpstreamError('server_error', message, { status });
  }
}

/** Some providers repeat the key they refuse. */
const withoutSecret = (message: string, secret: string): string =>
  secret === '' ? message : message.replaceAll(secret, '…');
