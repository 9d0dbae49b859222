import { z } from 'zod';
import { type AuthenticateDeps, authenticate } from '../auth/authenticate.ts';
import type { Permission } from '../auth/permissions.ts';
import { authorize, type ConsoleContext, type ConsoleWorld } from '../console/context.ts';
import { ConsoleError } from '../console/error/console-error.ts';
import { newId } from '../gateway/new-id.ts';
import { readJsonBody } from './console-body.ts';
import { consoleErrorResponse, consoleHeaders, unexpected } from './console-error-response.ts';
import { parseInput, queryObject } from './console-input.ts';
import { guardWrite } from './console-write-guard.ts';

/** The parts of a call that a route reads. An absent part must be empty in the call. */
export interface RouteInput {
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
}

type Parsed<I extends RouteInput> = {
  readonly [Part in keyof I]: I[Part] extends z.ZodType ? z.output<I[Part]> : never;
};

/** A console endpoint, declared. The OpenAPI document is made of these. */
export interface RouteDeclaration<
  P extends Permission | 'public',
  I extends RouteInput,
  A extends z.ZodType,
> {
  /** One line, for the OpenAPI document. */
  readonly summary: string;
  /** `public` = no one needs to be signed in; everything else is checked here and again by the verb. */
  readonly permission: P;
  readonly input: I;
  readonly answer: A;
  /** Status of success. Default 200. */
  readonly status?: 200 | 201;
  run(ctx: P extends 'public' ? ConsoleWorld : ConsoleContext, input: Parsed<I>): Promise<z.output<A>>;
  /** The same as a table, for who asks with `format=csv` or `Accept: text/csv`. */
  csv?(ctx: P extends 'public' ? ConsoleWorld : ConsoleContext, input: Parsed<I>): Promise<string>;
}

/** What is known of any declared route. */
export type AnyRouteDeclaration = Pick<
  RouteDeclaration<Permission | 'public', RouteInput, z.ZodType>,
  'summary' | 'permission' | 'input' | 'answer' | 'status'
>;

/** A handler as Next calls it, with its declaration attached. */
export interface RouteHandler {
  (
    request: Request,
    context: { params: Promise<Record<string, string | string[] | undefined>> },
  ): Promise<Response>;
  readonly declaration: AnyRouteDeclaration;
}

/** What every declared route shares, made by the composition root. */
export interface RouteDeps {
  readonly world: ConsoleWorld;
  readonly auth: AuthenticateDeps;
}

/** Where declared routes get it from. `start` is asked at each call, so that importing a route starts nothing. */
export interface RouteSource {
  start(): Promise<RouteDeps>;
  /** A cause that a person should read. */
  logError(message: string, error: unknown): void;
}

/** Turns declarations into handlers. */
export function makeDefineRoute({ start, logError }: RouteSource) {
  return function defineRoute<P extends Permission | 'public', I extends RouteInput, A extends z.ZodType>(
    declaration: RouteDeclaration<P, I, A>,
  ): RouteHandler {
    const answer = async (request: Request, params: unknown) => {
      const { world, auth } = await start();
      const actor = await authenticate(auth, request.headers);
      const ctx = admit(world, actor, declaration.permission) as Parameters<typeof declaration.run>[0];
      if (isWrite(request)) guardWrite(request, actor);
      const input = (await readInput(declaration.input, request, params)) as Parsed<I>;
      if (declaration.csv !== undefined && wantsCsv(request)) {
        return { body: await declaration.csv(ctx, input), type: 'text/csv; charset=utf-8' };
      }
      return { body: JSON.stringify(await declaration.run(ctx, input)), type: 'application/json' };
    };
    const handler = async (...[request, context]: Parameters<RouteHandler>) => {
      const requestId = newId('req');
      try {
        const { body, type } = await answer(request, await context.params);
        const headers = { ...consoleHeaders(requestId), 'content-type': type };
        return new Response(body, { status: declaration.status ?? 200, headers });
      } catch (error) {
        if (error instanceof ConsoleError) return consoleErrorResponse(error, requestId);
        logError(
          `console call ${requestId} failed: ${request.method} ${new URL(request.url).pathname}`,
          error,
        );
        return consoleErrorResponse(unexpected(error), requestId);
      }
    };
    return Object.assign(handler as (...call: Parameters<RouteHandler>) => Promise<Response>, {
      declaration,
    });
  };
}

const isWrite = (request: Request): boolean => request.method !== 'GET' && request.method !== 'HEAD';

const wantsCsv = (request: Request): boolean =>
  new URL(request.url).searchParams.get('format') === 'csv' ||
  (request.headers.get('accept') ?? '').startsWith('text/csv');

function admit(
  world: ConsoleWorld,
  actor: ConsoleContext['actor'] | null,
  permission: Permission | 'public',
) {
  if (permission === 'public') return world;
  if (actor === null) throw new ConsoleError('unauthenticated', 'Sign in first.');
  const ctx: ConsoleContext = { ...world, actor };
  authorize(ctx, permission);
  return ctx;
}

const nothing = z.strictObject({});

async function readInput(input: RouteInput, request: Request, params: unknown) {
  const query = queryObject(new URL(request.url).searchParams);
  const body = isWrite(request) ? await readJsonBody(request) : undefined;
  return {
    params: await parseInput(input.params ?? nothing, params ?? {}),
    query: await parseInput(input.query ?? nothing, query),
    body: await parseInput(input.body ?? nothing, body ?? {}),
  };
}
