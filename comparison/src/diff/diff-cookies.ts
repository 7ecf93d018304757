import type { Answer } from '../answer/answer.ts'
import { setCookiesOf, type SetCookie } from '../normalise/parse-cookie.ts'
import type { Renaming } from '../rules/compile-rules.ts'
import type { Finding, Walk } from './finding.ts'
import { lastAlike, lifetimeWords } from './lifetimes.ts'

/** Compares the cookies that two answers set, by name and attribute. */
export function diffCookies(
  legacy: Answer,
  candidate: Answer,
  renamings: readonly Renaming[],
  walk: Walk,
): void {
  const mine = setCookiesOf(legacy.headers, legacy.at)
  const yours = setCookiesOf(candidate.headers, candidate.at)
  const matched = new Set<string>()
  for (const [name, cookie] of mine) {
    const renaming = renamings.find(({ at }) => at.in === 'cookie' && at.name === name)
    if (renaming) walk.fired(renaming.rule)
    const twin = yours.get(renaming?.to ?? name)
    if (twin) {
      matched.add(twin.name)
      diffCookie(name, cookie, twin, walk)
    } else walk.found(alone('cookie-missing', name, cookie.value, undefined))
  }
  for (const [name, { value }] of yours)
    if (!matched.has(name)) walk.found(alone('cookie-extra', name, undefined, value))
}

function alone(
  kind: 'cookie-missing' | 'cookie-extra',
  name: string,
  legacy: string | undefined,
  candidate: string | undefined,
): Finding {
  return { kind, where: { in: 'cookie', name, attribute: null }, legacy, candidate }
}

function diffCookie(name: string, cookie: SetCookie, twin: SetCookie, walk: Walk): void {
  if (cookie.value !== twin.value)
    walk.found({
      kind: 'cookie-value',
      where: { in: 'cookie', name, attribute: null },
      legacy: cookie.value,
      candidate: twin.value,
      comparable: true,
    })
  const differs = (attribute: string, legacy: string | undefined, candidate: string | undefined): void =>
    walk.found({ kind: 'cookie-attribute', where: { in: 'cookie', name, attribute }, legacy, candidate })
  for (const attribute of new Set([...cookie.attributes.keys(), ...twin.attributes.keys()])) {
    const [value, other] = [cookie.attributes.get(attribute), twin.attributes.get(attribute)]
    if (value !== other) differs(attribute, value, other)
  }
  if (!lastAlike(cookie.lifetimeMs, twin.lifetimeMs))
    differs('max-age', lifetimeWords(cookie.lifetimeMs), lifetimeWords(twin.lifetimeMs))
}
