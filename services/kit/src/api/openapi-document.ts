import { z } from 'zod'
import type { AnswerDescription, Operation } from './operation.ts'

export interface ApiTitle {
  readonly title: string
  readonly version: string
  readonly description?: string
}

type Json = Readonly<Record<string, unknown>>

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.array(z.object({ name: z.string(), problem: z.string() })).optional(),
  }),
})

/** The OpenAPI 3.1 document of these operations. Its schemas are JSON Schema 2020-12, as 3.1 wants them. */
export function openApiDocument(info: ApiTitle, operations: readonly Operation[]): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method]: describe(operation) }
  }
  const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }
  return { openapi: '3.1.0', info, paths, components: { securitySchemes: { bearer } } }
}

function describe(operation: Operation): Json {
  const { summary, body, auth } = operation
  const parameters = [...parametersOf(operation.params, 'path'), ...parametersOf(operation.query, 'query')]
  return {
    summary,
    ...(auth === true ? { security: [{ bearer: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: bodyContent(body) } } : {}),
    responses: responsesOf(operation),
  }
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !z.safeParse(field, undefined).success,
    schema: jsonSchema(field as z.ZodType, 'input'),
  }))
}

function bodyContent(body: z.ZodObject): Json {
  const schema = jsonSchema(body, 'input')
  return { 'application/json': { schema }, 'application/x-www-form-urlencoded': { schema } }
}

function responsesOf({ answers, auth, body, query }: Operation): Json {
  const implied: Record<number, AnswerDescription> = {
    ...(body || query
      ? { 400: { description: 'A parameter is missing or wrong; the answer names it' } }
      : {}),
    ...(auth === true ? { 401: { description: 'No token, or one that counts for nothing' } } : {}),
  }
  return Object.fromEntries(
    Object.entries({ ...implied, ...answers }).map(([status, { description, schema }]) => {
      const shown = schema ?? (Number(status) >= 400 ? errorSchema : undefined)
      const content = shown && { content: { 'application/json': { schema: jsonSchema(shown, 'output') } } }
      return [status, { description, ...content }]
    }),
  )
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const entries = Object.entries(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))
  return Object.fromEntries(entries.filter(([name]) => name !== '$schema' && !name.startsWith('~')))
}
