import { hashText, mixHashes, scatter } from '../normalise/hash.ts'
import { isJsonObject, typeOfJson, writeJson, type Json } from '../normalise/read-json.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Identity } from './align.ts'
import { diffLists } from './diff-lists.ts'
import type { Walk } from './finding.ts'
import { loosen } from './loosen.ts'
import { bodyAt, itemStep, keyStep, type Step } from './where.ts'

/** Tells every place where two values of JSON disagree. */
export function diffJson(legacy: Json, candidate: Json, step: Step | null, walk: Walk): void {
  const type = typeOfJson(legacy)
  if (type !== typeOfJson(candidate)) {
    const [one, other] = [scalarOf(legacy), scalarOf(candidate)]
    const note = `${type} and ${typeOfJson(candidate)}`
    const comparable = !isDeep(legacy) && !isDeep(candidate)
    walk.found({ kind: 'type', where: bodyAt(step), legacy: one, candidate: other, note, comparable })
  } else if (isJsonObject(legacy) && isJsonObject(candidate)) diffObjects(legacy, candidate, step, walk)
  else if (Array.isArray(legacy) && Array.isArray(candidate)) diffArrays(legacy, candidate, step, walk)
  else if (legacy !== candidate)
    walk.found({
      kind: 'value',
      where: bodyAt(step),
      legacy: scalarOf(legacy),
      candidate: scalarOf(candidate),
      comparable: true,
    })
}

function diffObjects(
  legacy: Readonly<Record<string, Json>>,
  candidate: Readonly<Record<string, Json>>,
  step: Step | null,
  walk: Walk,
): void {
  for (const [name, value] of Object.entries(legacy)) {
    const below = keyStep(step, name)
    const other = Object.hasOwn(candidate, name) ? candidate[name] : undefined
    if (other === undefined)
      walk.found({
        kind: 'field-missing',
        where: bodyAt(below),
        legacy: writeJson(value),
        candidate: undefined,
      })
    else diffJson(value, other, below, walk)
  }
  for (const [name, value] of Object.entries(candidate))
    if (!Object.hasOwn(legacy, name))
      walk.found({
        kind: 'field-extra',
        where: bodyAt(keyStep(step, name)),
        legacy: undefined,
        candidate: writeJson(value),
      })
}

function diffArrays(
  legacy: readonly Json[],
  candidate: readonly Json[],
  step: Step | null,
  walk: Walk,
): void {
  if (isDeepStrictEqual(legacy, candidate)) return
  const key = keyOf(legacy, candidate)
  const identities: readonly Identity<Json>[] =
    key === null
      ? [(value) => hashJson(value, exact), (value) => hashJson(value, loosen), typeOfJson]
      : [(value) => (isJsonObject(value) ? writeJson(value[key] ?? null) : null)]
  const by = { movable: key === null ? 2 : 1, excerpt: writeJson }
  const { pairs, missing, extra } = diffLists(legacy, candidate, identities, by, bodyAt(step), walk)
  for (const [at, twin] of pairs)
    diffJson(legacy[at] ?? null, candidate[twin] ?? null, itemStep(step, at), walk)
  for (const at of missing)
    walk.found({
      kind: 'element-missing',
      where: bodyAt(itemStep(step, at)),
      legacy: writeJson(legacy[at] ?? null),
      candidate: undefined,
    })
  for (const at of extra)
    walk.found({
      kind: 'element-extra',
      where: bodyAt(itemStep(step, at)),
      legacy: undefined,
      candidate: writeJson(candidate[at] ?? null),
    })
}

const KEYS = ['id', '_id', 'uuid', 'key', 'name', 'slug', 'code', 'url', 'href', 'self']

/** A field that names every item of both lists, each with another name, and at least one by the same name; or null. */
function keyOf(legacy: readonly Json[], candidate: readonly Json[]): string | null {
  return (
    KEYS.find((key) => {
      const [mine, yours] = [namesOf(legacy, key), namesOf(candidate, key)]
      return mine && yours && [...mine].some((name) => yours.has(name))
    }) ?? null
  )
}

function namesOf(list: readonly Json[], key: string): ReadonlySet<string> | null {
  const names = new Set<string>()
  for (const item of list) {
    const name = isJsonObject(item) && Object.hasOwn(item, key) ? item[key] : undefined
    if (typeof name !== 'string' && typeof name !== 'number' && typeof name !== 'bigint') return null
    names.add(String(name))
  }
  return names.size === list.length && names.size > 0 ? names : null
}

const exact = (text: string): string => text

/** Of a value whose keys come in any order. */
function hashJson(value: Json, text: (text: string) => string): number {
  if (Array.isArray(value))
    return value.reduce<number>((hash, item: Json) => mixHashes(hash, hashJson(item, text)), 1)
  if (!isJsonObject(value)) return hashText(text(`${typeof value} ${writeJson(value)}`))
  let sum = 2
  for (const [name, below] of Object.entries(value))
    sum = (sum + scatter(mixHashes(hashText(name), hashJson(below, text)))) | 0
  return sum
}

function isDeep(value: Json): boolean {
  return typeof value === 'object' && value !== null
}

function scalarOf(value: Json): string | number | boolean | null {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'object' && value !== null ? writeJson(value) : value
}
