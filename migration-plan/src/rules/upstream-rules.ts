import { chooseOneOf } from '../reading/did-you-mean.ts'
import { addressFault, originOf } from '../language/address.ts'
import type { PlanDraft, RouteDraft } from '../reading/draft.ts'
import { quote, type Fault, type Path } from '../fault.ts'
import { NONE } from '../language/none.ts'

/** `none` names no upstream, so no upstream may be named so. */
export function upstreamNames({ upstreams }: PlanDraft): readonly Fault[] {
  return upstreams
    .filter(({ name }) => name === NONE)
    .map(({ name }) => ({
      path: ['upstreams', name],
      atKey: true,
      what: `the name "${NONE}" is reserved`,
      remedy: 'choose another',
    }))
}

/** Each upstream says where it answers, in one way, and each address once. */
export function upstreamAddresses({ upstreams }: PlanDraft): readonly Fault[] {
  return upstreams.flatMap(({ name, addresses, sound }): readonly Fault[] => {
    const path = ['upstreams', name]
    const [written] = addresses
    if (!sound) return []
    if (written === undefined || addresses.size > 1)
      return [
        {
          path,
          what: written ? 'it has both url and urls' : 'it has neither url nor urls',
          remedy: 'write url for one address, urls for several',
        },
      ]
    const [key, value] = written
    return duplicates(value).map((at) => ({
      path: [...path, key, at],
      what: 'the address is there twice',
      remedy: 'name each address once',
    }))
  })
}

/** Indexes of the addresses that stand further up already. */
function duplicates(value: unknown): readonly number[] {
  if (!Array.isArray(value)) return []
  const origins = value.map((text) =>
    typeof text === 'string' && addressFault(text) === undefined ? originOf(text) : undefined,
  )
  const seen = new Set<string>()
  return origins.flatMap((origin, at) => {
    const known = origin !== undefined && seen.has(origin)
    if (origin !== undefined) seen.add(origin)
    return known ? [at] : []
  })
}

/** Every upstream that is named is defined. */
export function knownUpstreams({ legacy, upstreams, defaults, routes }: PlanDraft): readonly Fault[] {
  const names = upstreams.map(({ name }) => name)
  const known = new Set(names)
  const check = (name: string | undefined, path: Path, noneAllowed = true): readonly Fault[] =>
    name === undefined || known.has(name) || (noneAllowed && name === NONE)
      ? []
      : [{ path, what: `upstream ${quote(name)} is not defined`, remedy: chooseOneOf(name, names) }]
  return [
    ...check(legacy, ['legacy'], false),
    ...check(defaults.legacy, ['defaults', 'legacy']),
    ...check(defaults.candidate, ['defaults', 'candidate']),
    ...routes.flatMap(({ at, own }) => [
      ...check(own.legacy, ['routes', at, 'legacy']),
      ...check(own.candidate, ['routes', at, 'candidate']),
    ]),
  ]
}

/** Legacy and candidate of a route suit each other. */
export function sides({ legacy, routes }: PlanDraft): readonly Fault[] {
  return routes.filter(({ sound }) => sound).flatMap((route) => sideFaults(route, legacy))
}

function sideFaults({ at, own, policy }: RouteDraft, planLegacy: string | undefined): readonly Fault[] {
  const legacy = policy.legacy ?? planLegacy
  const candidate = policy.candidate ?? NONE
  const path = ['routes', at, 'candidate']
  if (policy.deny === true)
    return own.candidate === undefined || candidate === NONE
      ? []
      : [
          {
            path,
            what: 'a denied route has a candidate',
            remedy:
              own.deny === true
                ? 'remove deny or the candidate'
                : 'write deny: false, or remove the candidate',
          },
        ]
  if (legacy === NONE && candidate === NONE)
    return [
      {
        path: ['routes', at],
        what: 'it has neither legacy nor candidate, so nothing could answer',
        remedy: 'name a candidate, or write deny: true',
      },
    ]
  if (legacy === candidate)
    return [
      {
        path,
        what: `legacy and candidate are both ${quote(legacy)}`,
        remedy: 'name another candidate, or none',
      },
    ]
  return []
}
