import type { z } from 'zod'
import { HttpError, type FieldProblem } from '../errors.ts'

/** Checks one part of a request; gives the parsed values or the problems by parameter. */
export function checkInput<Schema extends z.ZodObject>(
  schema: Schema,
  raw: unknown,
): { ok: true; values: z.output<Schema> } | { ok: false; problems: FieldProblem[] } {
  const nul = nulField(raw)
  if (nul !== undefined) return { ok: false, problems: [{ name: nul, problem: 'must not contain NUL' }] }
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { ok: true, values: parsed.data }
  return { ok: false, problems: parsed.error.issues.map((issue) => problemOf(issue, raw)) }
}

/** The 400 that names every missing or wrong parameter. */
export function badInput(problems: readonly FieldProblem[]): HttpError {
  const message = problems.map(({ name, problem }) => `${name}: ${problem}`).join('; ')
  return new HttpError(400, 'bad_request', message, { fields: problems })
}

function problemOf(issue: z.core.$ZodIssue, raw: unknown): FieldProblem {
  if (issue.path.length === 0) return { name: 'body', problem: 'must be an object of parameters' }
  const value = valueAt(raw, issue.path)
  const name = issue.path.join('.')
  if (value === undefined) return { name, problem: 'is missing' }
  if (Array.isArray(value) && issue.code === 'invalid_type') return { name, problem: 'must be given once' }
  return { name, problem: issue.message }
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
    raw,
  )
}

/** PostgreSQL's text cannot hold NUL: refused here, not as an error of the database. */
function nulField(raw: unknown, name = 'body', depth = 0): string | undefined {
  if (typeof raw === 'string') return raw.includes('\0') ? name : undefined
  if (!isObject(raw) || depth > 20) return undefined
  for (const [key, value] of Object.entries(raw)) {
    const found = nulField(value, depth === 0 ? key : `${name}.${key}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
