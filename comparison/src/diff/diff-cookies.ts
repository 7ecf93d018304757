import type { Answer } from '../answer/answer.ts'
import { scopeOf, setCookiesOf, type SetCookie } from '../normalise/parse-cookie.ts'
import { alignUnordered } from './align-unordered.ts'
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
  for (const [name, cookies] of mine) {
    const renaming = renamings.find(({ at }) => at.in === 'cookie' && at.name === name)
    if (renaming) walk.fired(renaming.rule)
    const twin = renaming?.to ?? name
    matched.add(twin)
    diffAlike(cookies, yours.get(twin) ?? [], walk)
  }
  for (const [name, cookies] of yours) if (!matched.has(name)) diffAlike([], cookies, walk)
}

/** Those of one name, which may have several scopes. */
function diffAlike(cookies: readonly SetCookie[], twins: readonly SetCookie[], walk: Walk): void {
  const { pairs, missing, extra } = alignUnordered(cookies, twins, [scopeOf, () => 'any'])
  for (const [at, twinAt] of pairs) {
    const [cookie, twin] = [cookies[at], twins[twinAt]]
    if (cookie && twin) diffCookie(cookie, twin, walk)
  }
  const lone = (kind: 'cookie-missing' | 'cookie-extra', cookie: SetCookie | undefined): void => {
    if (cookie) walk.found(alone(kind, cookie))
  }
  for (const at of missing) lone('cookie-missing', cookies[at])
  for (const at of extra) lone('cookie-extra', twins[at])
}

function alone(kind: 'cookie-missing' | 'cookie-extra', { name, value }: SetCookie): Finding {
  const isMissing = kind === 'cookie-missing'
  return {
    kind,
    where: { in: 'cookie', name, attribute: null },
    legacy: isMissing ? value : undefined,
    candidate: isMissing ? undefined : value,
  }
}

/** What a cookie is taken away by; all else of it is forgotten with it. */
const SCOPE: ReadonlySet<string> = new Set(['domain', 'path', 'partitioned'])

function diffCookie(cookie: SetCookie, twin: SetCookie, walk: Walk): void {
  const { name } = cookie
  const isGone = cookie.lifetimeMs === 0 && twin.lifetimeMs === 0
  if (!isGone && cookie.value !== twin.value)
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
    if (value !== other && (!isGone || SCOPE.has(attribute))) differs(attribute, value, other)
  }
  if (!lastAlike(cookie.lifetimeMs, twin.lifetimeMs))
    differs('max-age', lifetimeWords(cookie.lifetimeMs), lifetimeWords(twin.lifetimeMs))
}
