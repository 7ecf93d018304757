import type { Answer, HeaderPairs, Pair } from '../answer/answer.ts'
import { contentTypeOf } from '../answer/content-type.ts'
import { headerValue } from '../answer/header-value.ts'
import { headerForm, isHeaderCompared, originOf } from '../normalise/header-forms.ts'
import type { Renaming } from '../rules/compile-rules.ts'
import type { Walk } from './finding.ts'
import { lastAlike, lifetimeWords } from './lifetimes.ts'
import type { Where } from './where.ts'

const MOMENT_MS = 5000

/** Compares what headers mean; case and order of names never count. Cookies are compared by diffCookies. */
export function diffHeaders(pair: Pair, renamings: readonly Renaming[], walk: Walk): void {
  const { legacy, candidate } = pair
  if (renamings.length > 0 || !areSame(legacy.headers, candidate.headers)) diffForms(pair, renamings, walk)
  diffContentType(legacy.headers, candidate.headers, walk)
  diffExpires(legacy, candidate, walk)
}

/** Whether both have the same headers in the same order, letter by letter, as far as they are compared. */
function areSame(legacy: HeaderPairs, candidate: HeaderPairs): boolean {
  if (legacy.length !== candidate.length) return false
  return legacy.every(([name, value], at) => {
    const [twin, other] = candidate[at] ?? []
    return name === twin && (value === other || !isHeaderCompared(name.toLowerCase()))
  })
}

function diffForms(pair: Pair, renamings: readonly Renaming[], walk: Walk): void {
  const origins = askedOrigins(pair)
  const [mine, yours] = [formsOf(pair.legacy.headers, origins), formsOf(pair.candidate.headers, origins)]
  const matched = new Set<string>()
  for (const [name, value] of mine) {
    const where: Where = { in: 'header', name }
    const renaming = renamings.find(({ at }) => at.in === 'header' && at.name === name)
    if (renaming) walk.fired(renaming.rule)
    const twin = renaming?.to.toLowerCase() ?? name
    const other = yours.get(twin)
    matched.add(twin)
    if (other === undefined) walk.found({ kind: 'header-missing', where, legacy: value, candidate: other })
    else if (other !== value)
      walk.found({ kind: 'header-value', where, legacy: value, candidate: other, comparable: true })
  }
  for (const [name, value] of yours)
    if (!matched.has(name))
      walk.found({ kind: 'header-extra', where: { in: 'header', name }, legacy: undefined, candidate: value })
}

/** What an address that names no origin leads to. Where the request does not tell its scheme, both may be meant. */
function askedOrigins({ request, legacy, candidate }: Pair): readonly string[] {
  const host = headerValue(request.headers, 'host')?.toLowerCase()
  if (host === undefined) return []
  const scheme = headerValue(request.headers, 'x-forwarded-proto')?.split(',')[0]?.trim().toLowerCase()
  if (scheme !== undefined) return [`${scheme}://${host}`]
  const [one, other] = [legacy, candidate].map(({ headers }) =>
    originOf(headerValue(headers, 'location') ?? ''),
  )
  // One of two schemes leads elsewhere, whichever was asked.
  return one && other && one !== other ? [] : [`http://${host}`, `https://${host}`]
}

/** Pages expire some time after they were made, so it is that time which is compared. */
function diffExpires(legacy: Answer, candidate: Answer, walk: Walk): void {
  const [mine, yours] = [freshFor(legacy), freshFor(candidate)]
  const where: Where = { in: 'header', name: 'expires' }
  if (mine === null && yours !== null)
    walk.found({ kind: 'header-extra', where, legacy: undefined, candidate: lifetimeWords(yours) })
  else if (mine !== null && yours === null)
    walk.found({ kind: 'header-missing', where, legacy: lifetimeWords(mine), candidate: undefined })
  else if (!lastAlike(mine, yours))
    walk.found({
      kind: 'header-value',
      where,
      legacy: lifetimeWords(mine),
      candidate: lifetimeWords(yours),
    })
}

/** What is no date has expired (RFC 9111 §5.3); null where nothing is said. */
function freshFor({ headers, at }: Answer): number | null {
  const expires = headerValue(headers, 'expires')
  if (expires === null) return null
  const until = Date.parse(expires)
  // Made and expired at once is not kept, whatever the clocks say.
  return Number.isNaN(until) || until - at < MOMENT_MS ? 0 : until - at
}

function formsOf(headers: HeaderPairs, origins: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const [written, value] of headers) {
    const name = written.toLowerCase()
    const before = values.get(name)
    if (isHeaderCompared(name)) values.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return new Map([...values].map(([name, value]) => [name, headerForm(name, value, origins)]))
}

function diffContentType(legacy: HeaderPairs, candidate: HeaderPairs, walk: Walk): void {
  const [mine, yours] = [contentTypeOf(legacy), contentTypeOf(candidate)]
  const where: Where = { in: 'header', name: 'content-type' }
  if (mine.type !== yours.type)
    return walk.found(
      yours.type === ''
        ? { kind: 'header-missing', where, legacy: mine.type, candidate: undefined }
        : mine.type === ''
          ? { kind: 'header-extra', where, legacy: undefined, candidate: yours.type }
          : { kind: 'header-value', where, legacy: mine.type, candidate: yours.type, comparable: true },
    )
  const named = (value: string | null): string => value || 'none named'
  // JSON is UTF-8 by definition (RFC 8259 §8.1), whatever is said.
  if (mine.charset !== yours.charset && !/[/+]json$/.test(mine.type))
    walk.found({ kind: 'charset', where, legacy: named(mine.charset), candidate: named(yours.charset) })
  if (mine.parameters !== yours.parameters)
    walk.found({
      ...{ kind: 'header-value', where, comparable: true },
      legacy: named(mine.parameters),
      candidate: named(yours.parameters),
    })
}
