import { expect } from 'chai'
import { z } from 'zod'

interface OperationOf {
  readonly security?: readonly object[]
  readonly responses: Readonly<
    Record<string, { content?: { 'application/json': { schema: z.core.JSONSchema.JSONSchema } } }>
  >
}

/** The part of an OpenAPI document that tests look at. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationOf>>>>
}

/** Fails unless the document foresees this answer and the body is as it says. */
export function expectDocumented(
  { paths }: Document,
  [method, path]: readonly [method: string, path: string],
  { status, text }: { status: number; text: string },
): void {
  const answer = paths[path]?.[method]?.responses[String(status)]
  expect(answer, `${method} ${path} → ${status} in the document`).not.to.equal(undefined)
  const schema = answer?.content?.['application/json'].schema
  if (schema === undefined) {
    expect(text, `${method} ${path} → ${status} has no body`).to.equal('')
    return
  }
  const parsed = z.fromJSONSchema(schema).safeParse(JSON.parse(text))
  expect(parsed.error?.issues ?? [], `${method} ${path} → ${status}: ${text}`).to.deep.equal([])
}
