import type { Request } from 'express'
import { z } from 'zod'
import { ControllerError } from '../errors.ts'
import { requiresBody } from './openapi.ts'
import type { Call, Operation } from './operation.ts'
import { singleLine } from './schemas.ts'

/**
 * What a request says, checked by the operation's schemas.
 * @throws ControllerError ERR_REQUEST_MEDIA_TYPE, ERR_REQUEST_INVALID with every fault
 */
export function readInput(
  req: Request,
  { parameters, query, body }: Operation,
): Omit<Call<unknown, unknown, unknown>, 'who' | 'role'> {
  return {
    parameters: checked('path', parametersOf(parameters), req.params),
    query: checked('query', query, { ...req.query }),
    body: body && checked('body', body, bodyOf(req, requiresBody(body))),
  }
}

function parametersOf(names: readonly string[]): z.ZodObject {
  return z.object(Object.fromEntries(names.map((name) => [name, singleLine])))
}

function bodyOf(req: Request, required: boolean): unknown {
  const isEmpty = (req.get('content-length') ?? '0') === '0' && req.get('transfer-encoding') === undefined
  if (isEmpty && !required) return {}
  if (req.is('application/json') === false)
    throw new ControllerError(
      'ERR_REQUEST_MEDIA_TYPE',
      'request: its body is no JSON',
      'send Content-Type: application/json',
    )
  return req.body as unknown
}

function checked(where: 'path' | 'query' | 'body', schema: z.ZodObject, value: unknown): unknown {
  const parsed = schema.safeParse(value ?? null)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${[where, ...path.map(String)].join('.')}: ${message}`,
  )
  const remedy = remedyFor(where, Object.keys(schema.shape))
  throw new ControllerError('ERR_REQUEST_INVALID', faults.join('; ').slice(0, 1000), remedy)
}

function remedyFor(where: 'path' | 'query' | 'body', known: readonly string[]): string {
  const names = known.join(', ')
  if (where === 'path') return `mend its path: ${names}`
  if (where === 'query') return known.length > 0 ? `the query may have ${names}` : 'leave the query out'
  return known.length > 0 ? `send an object with ${names}` : 'send nothing'
}
