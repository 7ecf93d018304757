import type { Pair } from '../answer/answer.ts'
import type { CompiledRules } from '../rules/compile-rules.ts'
import { holdsSecret } from '../sameness/holds-secret.ts'
import { tellOwnTimes } from '../sameness/moments.ts'
import { secretPairs } from '../sameness/secret-pairs.ts'
import type { Secrets } from '../sameness/secrets.ts'
import { describeFinding, type Show } from './describe-finding.ts'
import type { Difference } from './difference.ts'
import type { Finding } from './finding.ts'

export interface Circumstances {
  readonly pair: Pair
  readonly rules: CompiledRules
  readonly secrets: Secrets
  readonly fired: (rule: number) => void
  readonly show: Show
}

/**
 * Which findings are differences: not what secrets or the time of the answer explain, nor what a rule rules out. In this
 * order, so that a rule counts only what nothing else explains.
 */
export function conclude(
  findings: readonly Finding[],
  { pair, rules, secrets, fired, show }: Circumstances,
): readonly Difference[] {
  // All secrets first: one may be used before the place that tells that it is one.
  const open = findings.filter((finding) => !isExplainedBySecret(finding, secrets))
  return open.flatMap((finding) => {
    const { legacy, candidate, comparable, where } = finding
    const hasValues = comparable && legacy !== undefined && candidate !== undefined
    if (hasValues) {
      if (typeof legacy === 'string' && typeof candidate === 'string' && secrets.equate(legacy, candidate))
        return []
      if (tellOwnTimes(legacy, candidate, pair.legacy, pair.candidate)) return []
    }
    const rule = rules.ignoring(where) ?? (hasValues ? rules.equating(where, legacy, candidate) : null)
    if (rule === null)
      return [describeFinding(finding, pair.route, holdsSecret(where) && secrets.size > 0, show)]
    fired(rule)
    return []
  })
}

function isExplainedBySecret({ legacy, candidate, comparable, where }: Finding, secrets: Secrets): boolean {
  if (!comparable || typeof legacy !== 'string' || typeof candidate !== 'string') return false
  const pairs = secretPairs(legacy, candidate, holdsSecret(where))
  return pairs !== null && secrets.learn(pairs)
}
