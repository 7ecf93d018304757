import { z } from 'zod'

interface Described {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> }
  readonly responses: Record<
    string,
    { readonly description: string; readonly content: Record<string, { readonly schema: object }> }
  >
}

/** The parts of an OpenAPI document that the tests look at. */
export interface OpenapiDocument {
  readonly openapi: string
  readonly info: { readonly version: string; readonly description: string }
  readonly paths: Record<string, Record<string, Described>>
  readonly components: { readonly schemas: Record<string, object> }
}

/** What keeps an answer from being one that the document describes; nothing if it is one. */
export function contradictions(
  { paths, components }: OpenapiDocument,
  method: string,
  path: string,
  answer: { readonly status: number; readonly json: unknown },
): readonly string[] {
  const described = paths[path]?.[method.toLowerCase()]?.responses[answer.status]
  if (!described) return [`${method} ${path} is not described with ${answer.status}`]
  const schema = described.content['application/json']?.schema ?? {}
  const named = (schema as { $ref?: string }).$ref?.replace('#/components/schemas/', '')
  const whole = named === undefined ? schema : components.schemas[named]
  const parsed = z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0]).safeParse(answer.json)
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
}
