import type { LiveRoute } from '../planes/kubernetes-cluster.ts'
import { ok, warn, type Finding } from './finding.ts'

/** What the Gateway says of the HTTPRoutes: whether it took them, and found what they refer to. */
export function checkGateway(routes: readonly LiveRoute[], about: string): readonly Finding[] {
  const findings = routes.flatMap(({ metadata, status }) => {
    const { name } = metadata
    const parents = status?.parents ?? []
    if (parents.length === 0)
      return [warn(about, `no Gateway has taken HTTPRoute "${name}"`, 'see that KUBERNETES_GATEWAY is there')]
    return parents
      .flatMap(({ conditions = [] }) => conditions)
      .filter((condition) => condition.status === 'False')
      .map(({ type, message = '' }) =>
        warn(about, `HTTPRoute "${name}": ${type} is False: ${message}`, 'mend what the Gateway names'),
      )
  })
  return findings.length > 0 ? findings : [ok(about, `a Gateway has taken its ${routes.length} HTTPRoutes`)]
}
