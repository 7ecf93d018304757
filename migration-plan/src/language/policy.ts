import { NONE } from './none.ts'
import type { PolicyFile } from './route-schema.ts'

/**
 * What is said of a route, by itself or else by the plan's `defaults`. Timeouts, limits and the two directions of
 * headers are taken over one by one; a route that the default `after` names does not wait for the others there, and a
 * denied route has no candidate.
 */
export function withDefaults(defaults: PolicyFile, own: PolicyFile, id: string | undefined): PolicyFile {
  const policy: PolicyFile = {
    ...defaults,
    ...own,
    timeouts: { ...defaults.timeouts, ...own.timeouts },
    limits: { ...defaults.limits, ...own.limits },
    headers: { ...defaults.headers, ...own.headers },
  }
  const standsStill = policy.deny === true || policy.legacy === NONE
  if (own.after === undefined && (standsStill || (id !== undefined && defaults.after?.includes(id) === true)))
    policy.after = []
  if (policy.deny === true && own.candidate === undefined) delete policy.candidate
  return policy
}
