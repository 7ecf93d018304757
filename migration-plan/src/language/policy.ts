import { NONE } from './none.ts'
import type { CompareFile } from './compare-schema.ts'
import type { PolicyFile } from './route-schema.ts'

/** A policy whose mappings are there, however little they say. */
export type WholePolicy = PolicyFile &
  Required<Pick<PolicyFile, 'timeouts' | 'limits' | 'headers' | 'compare' | 'gates'>>

/**
 * What is said of a route, by itself or else by the plan's `defaults`. What stands in a mapping is taken over key by
 * key, and the lists of `compare` add up; a route that the default `after` names does not wait for the others there,
 * and a denied route has no candidate.
 */
export function withDefaults(defaults: PolicyFile, own: PolicyFile, id: string | undefined): WholePolicy {
  const policy: WholePolicy = {
    ...defaults,
    ...own,
    timeouts: { ...defaults.timeouts, ...own.timeouts },
    limits: { ...defaults.limits, ...own.limits },
    headers: { ...defaults.headers, ...own.headers },
    gates: { ...defaults.gates, ...own.gates },
    compare: compareBoth(defaults.compare ?? {}, own.compare ?? {}),
  }
  const standsStill = policy.deny === true || policy.legacy === NONE
  if (own.after === undefined && (standsStill || (id !== undefined && defaults.after?.includes(id) === true)))
    policy.after = []
  if (policy.deny === true && own.candidate === undefined) delete policy.candidate
  return policy
}

function compareBoth(defaults: CompareFile, own: CompareFile): CompareFile {
  const { rules = [], redact = [] } = own
  return {
    ...defaults,
    ...own,
    rules: [...(defaults.rules ?? []), ...rules],
    redact: [...(defaults.redact ?? []), ...redact],
  }
}
