import type { z } from 'zod'
import { chooseOneOf } from './did-you-mean.ts'
import { quote, valueAt, type Fault, type Path } from '../fault.ts'
import { knownKeys } from './known-keys.ts'
import { splitRefusal } from '../language/refusal.ts'
import { planFile } from '../language/schema.ts'

const STATE = ['weight', 'stage']
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
}

/** What the schema found in the plan's data, in words for the people who write plans. */
export function shapeFaults(issue: z.core.$ZodIssue, data: unknown): readonly Fault[] {
  const { path } = issue
  if (issue.message.includes('\n')) return [{ path, ...splitRefusal(issue.message) }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key))
    case 'invalid_type':
      return [wrongType(path, issue.expected, data)]
    case 'invalid_value':
      return [wrongChoice(path, issue.values.map(String), data)]
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, atKey: true, ...splitRefusal(message) }))
    case 'invalid_union':
      return unionFaults(issue, data)
    default:
      return [{ path, what: issue.message.toLowerCase(), remedy: 'see the plan reference' }]
  }
}

function unknownKey(path: Path, key: string): Fault {
  const parent = path.slice(0, -1)
  const what = `unknown key ${quote(key)}`
  return { path, atKey: true, what, remedy: keyRemedy(key, parent) }
}

function keyRemedy(key: string, parent: Path): string {
  const known = knownKeys(planFile, parent)
  if (known.includes(key)) return 'remove it, or write by: user'
  if (parent[0] === 'defaults' && (key === 'id' || key === 'match')) return 'write it at each route'
  if (STATE.includes(key)) return 'remove it; where a route stands is state, which the controller keeps'
  return chooseOneOf(key, known)
}

function wrongType(path: Path, expected: string, data: unknown): Fault {
  const value = valueAt(data, path)
  const type = TYPE_NAMES[expected] ?? expected
  if (value === undefined && path.length > 0)
    return { path, atKey: true, what: `${quote(path.at(-1))} is missing`, remedy: `add it: ${type}` }
  const quotable = expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')
  const empty = value === null && path.length > 0 ? `, or remove ${String(path.at(-1))}` : ''
  return {
    path,
    what: `${quote(value)} is written where ${type} belongs`,
    remedy: quotable ? `put it in quotes: "${String(value)}"` : `write ${type}${empty}`,
  }
}

function wrongChoice(path: Path, known: readonly string[], data: unknown): Fault {
  const value = valueAt(data, path)
  if (value === undefined)
    return {
      path,
      atKey: true,
      what: `${quote(path.at(-1))} is missing`,
      remedy: `write ${known.join(' or ')}`,
    }
  return {
    path,
    what: `${quote(value)} is not known here`,
    remedy: typeof value === 'string' ? chooseOneOf(value, known) : `write ${known.join(' or ')}`,
  }
}

function unionFaults(issue: z.core.$ZodIssueInvalidUnion, data: unknown): readonly Fault[] {
  const { path, errors } = issue
  if ('options' in issue) return [wrongChoice(path, (issue.options ?? []).map(String), data)]
  const whole = (own: z.core.$ZodIssue): boolean => own.path.length === 0
  // The alternative that the writer meant is the one of the right type.
  const meant = errors.find(
    (branch) => !branch.some((own) => whole(own) && /^invalid_(?:type|value)$/.test(own.code)),
  )
  if (meant) return meant.flatMap((own) => shapeFaults({ ...own, path: [...path, ...own.path] }, data))
  const expected = errors.flatMap((branch) =>
    branch.flatMap((own) => {
      if (own.code === 'invalid_value') return own.values.map(String)
      return own.code === 'invalid_type' ? [TYPE_NAMES[own.expected] ?? own.expected] : []
    }),
  )
  return [wrongType(path, expected.join(' or '), data)]
}
