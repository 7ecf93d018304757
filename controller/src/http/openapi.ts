import { z } from 'zod'
import { CONTROLLER_ERROR_CODES, statusOf } from '../errors.ts'
import { KEY_HEADER } from './kept-answers.ts'
import type { Operation } from './operation.ts'
import { errorAnswer } from './schemas.ts'

const ALWAYS = [400, 401, 429, 500, 503]
const WITH_BODY = [413, 415]
const WITH_KEY = [409, 422]
/** What is refused before it is known which operation is meant. */
const ANYWHERE = [400, 404, 405, 408, 431]
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request is malformed or breaks the schema',
  401: 'No token, or one that is not known',
  403: 'The token is that of a viewer',
  404: 'No such path or route; the remedy names the likely one',
  405: 'The path is not for this method; `Allow` names those that it is for',
  408: 'The request did not arrive in time',
  409: 'Not now or not this: not movable, another controller moved it, the plan is bad, or nobody knows how a call with the same key ended',
  413: 'The body is larger than 16 KiB',
  415: 'The body is no JSON, or encoded',
  422: 'The key belongs to another call',
  429: 'Too many calls; `Retry-After` says in how many seconds to come back',
  431: 'Address and headers are too large',
  500: 'A fault of the controller; its log says more',
  502: 'A plane refused; nothing was changed',
  503: 'Standby, database down or no plane reachable; nothing was changed',
}

const KEY = {
  name: KEY_HEADER,
  in: 'header',
  required: false,
  description: 'For who may have to send a call again: with the same key it happens once, for 24 hours.',
  schema: { type: 'string' },
}

/** The OpenAPI 3.1 document, from the same operations and schemas that the router works with. */
export function openapiOf(operations: readonly Operation[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {
    '/events': { get: eventsOperation() },
    '/openapi.json': {
      get: {
        operationId: 'getOpenapiJson',
        summary: 'This document',
        security: [],
        responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: {} } } } },
      },
    },
  }
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'strangler controller',
      version,
      description: ['Whatever is asked may also be refused:', ...ANYWHERE.map(anywhere)].join('\n'),
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: jsonSchema(errorAnswer, 'output') },
    },
  }
}

function describe(operation: Operation): Record<string, unknown> {
  const { method, path, summary, role, body, answer } = operation
  const refusals = new Set([
    ...ALWAYS,
    ...(body ? WITH_BODY : []),
    ...(role === 'operator' ? [403] : []),
    ...(operation.keepsAnswer ? WITH_KEY : []),
    ...operation.refusals,
  ])
  return {
    operationId: `${method}${path.replaceAll(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    description: `Role: ${role}.`,
    parameters: parametersOf(operation),
    ...(body
      ? { requestBody: { required: requiresBody(body), content: json(jsonSchema(body, 'input')) } }
      : {}),
    responses: {
      200: { description: 'Done', content: json(jsonSchema(answer, 'output')) },
      ...Object.fromEntries([...refusals].sort().map((status) => [status, refusal(status)])),
    },
  }
}

function parametersOf({ parameters, query, keepsAnswer }: Operation): readonly unknown[] {
  const inPath = parameters.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const schema = jsonSchema(query, 'input') as { properties?: Record<string, unknown> }
  const inQuery = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: false,
    schema: property,
  }))
  return [...inPath, ...inQuery, ...(keepsAnswer ? [KEY] : [])]
}

/** A body whose every member is optional may be left out. */
export function requiresBody(body: z.ZodObject): boolean {
  return !body.safeParse({}).success
}

function refusal(status: number): unknown {
  return { description: meaningOf(status), content: json({ $ref: '#/components/schemas/Error' }) }
}

function anywhere(status: number): string {
  return `- ${status}: ${meaningOf(status)}`
}

function meaningOf(status: number): string {
  const codes = CONTROLLER_ERROR_CODES.filter((code) => statusOf(code) === status)
  return `${MEANINGS[status] ?? ''} (${codes.join(', ')}).`
}

function eventsOperation(): Record<string, unknown> {
  return {
    operationId: 'getEvents',
    summary: 'Steps, drift, planes going up and down, changes of role and plan, as they happen',
    description:
      'Role: viewer. Server-sent events: `event` is step, drift, plane, role or plan; `data` is JSON. A client that sends `Last-Event-ID` gets what it missed, or the event `missed` where that is not known any more: then it is to read the status anew.',
    responses: {
      200: { description: 'The stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ...Object.fromEntries([401, 429, 503].map((status) => [status, refusal(status)])),
    },
  }
}

function json(schema: unknown): Record<string, unknown> {
  return { 'application/json': { schema } }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const whole = z.toJSONSchema(schema, { target: 'draft-2020-12', io })
  // OpenAPI 3.1 names the dialect once, for the whole document.
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== '$schema'))
}
