import { authenticate, type Caller } from './authenticate.ts';
import { GatewayError } from './errors.ts';
import type { GatewayCall, GatewayReply } from './gateway-call.ts';
import type { Journal } from './journal.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';
import type { GatewayPorts } from './ports.ts';
import { replyHeaders } from './reply-headers.ts';

const encoder = new TextEncoder();

/** One entry of OpenAI's model list. The gateway's names have no birthday; a fixed one keeps answers stable. */
interface ModelEntry {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
}

type Deps = { readonly ports: GatewayPorts; readonly limiter: RateLimiter };

/** `GET /v1/models`: what this key may send as `model`, in OpenAI's form. */
export function listModels(call: GatewayCall, journal: Journal, deps: Deps): GatewayReply {
  const caller = authenticate(call, journal, deps);
  const data = callableModels(caller).map(modelEntry);
  return json({ object: 'list', data }, journal);
}

/** `GET /v1/models/{id}`. @throws GatewayError `model_not_found`, also for one this key may not see. */
export function getModel(call: GatewayCall, journal: Journal, deps: Deps): GatewayReply {
  const caller = authenticate(call, journal, deps);
  const id = decodeId(call.path.slice('/v1/models/'.length));
  if (!callableModels(caller).includes(id))
    throw new GatewayError('model_not_found', `No model "${id.slice(0, 200)}" that this key may call.`, {
      param: 'model',
    });
  return json(modelEntry(id), journal);
}

function callableModels({ configuration, key }: Caller): string[] {
  if (key.models === null) return [...configuration.routes.keys()];
  return [...key.models].filter((name) => {
    const provider = name.slice(0, Math.max(0, name.indexOf('/')));
    return configuration.routes.has(name) || configuration.providers.has(provider);
  });
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const modelEntry = (id: string): ModelEntry => ({
  id,
  object: 'model',
  created: 1_767_225_600,
  owned_by: 'understudy',
});

const json = (value: unknown, journal: Journal): GatewayReply => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...replyHeaders(journal) },
  body: encoder.encode(JSON.stringify(value)),
});
