import { z } from 'zod';
import { consoleErrorBody } from '../console/error/schema.ts';
import type { AnyRouteDeclaration } from './define-route.ts';

/** The methods that a console endpoint may have. */
export const consoleMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Declared endpoints by path (`/keys/{id}`) and method. */
export type DeclaredPaths = Readonly<
  Record<
    string,
    Partial<Record<(typeof consoleMethods)[number], { readonly declaration: AnyRouteDeclaration }>>
  >
>;

type JsonSchema = Record<string, unknown>;

/** The OpenAPI 3.1 document of the management API, made of the schemas that the endpoints themselves parse with. */
export function openApiDocument(paths: DeclaredPaths): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Understudy management API',
      version: '1',
      description: 'Everything the console does. Programs send the management key as a bearer token.',
    },
    servers: [{ url: '/api/console' }],
    security: [{ managementKey: [] }],
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [
        path,
        Object.fromEntries(
          Object.entries(methods).map(([method, { declaration }]) => [
            method.toLowerCase(),
            operation(declaration, `${method} ${path}`),
          ]),
        ),
      ]),
    ),
    components: {
      securitySchemes: { managementKey: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: jsonSchema(consoleErrorBody) },
    },
  };
}

function operation(declaration: AnyRouteDeclaration, name: string): JsonSchema {
  const { params, query, body } = declaration.input;
  return {
    operationId: name.replaceAll(/[^A-Za-z]+(.)?/g, (_, next: string | undefined) =>
      (next ?? '').toUpperCase(),
    ),
    summary: declaration.summary,
    ...(declaration.permission === 'public' ? { security: [] } : { 'x-permission': declaration.permission }),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body && { requestBody: { required: true, content: json(jsonSchema(body)) } }),
    responses: {
      [declaration.status ?? 200]: { description: 'Success', content: json(jsonSchema(declaration.answer)) },
      default: { description: 'Refused', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): JsonSchema[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

/** What a caller sends and gets: the side of a schema before its own conversions. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

const json = (schema: JsonSchema) => ({ 'application/json': { schema } });
