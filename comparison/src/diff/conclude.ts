import type { Pair } from '../answer/answer.ts'
import type { CompiledRules } from '../rules/compile-rules.ts'
import { holdsSecret } from '../sameness/holds-secret.ts'
import { tellOwnTimes } from '../sameness/moments.ts'
import { secretPairs, type SecretPair } from '../sameness/secret-pairs.ts'
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
  const explaining = findings.map((finding) => secretsIn(finding, secrets))
  return findings.flatMap((finding, at) => {
    const pairs = explaining[at] ?? null
    const isTwofold = pairs?.some((twins) => secrets.contradicts(twins)) === true
    if (!isTwofold && (pairs !== null || meansTheSame(finding, pair, secrets))) return []
    const { where } = finding
    const rule = rules.ignoring(where) ?? ruleFor(finding, rules)
    if (rule === null)
      return [describeFinding(finding, pair.route, holdsSecret(where) && secrets.size > 0, show)]
    fired(rule)
    return []
  })
}

function ruleFor({ where, legacy, candidate, comparable }: Finding, rules: CompiledRules): number | null {
  if (!comparable || legacy === undefined || candidate === undefined) return null
  return rules.equating(where, legacy, candidate)
}

/** Whether two values are the same but for known secrets, or for the time of the answer. */
function meansTheSame({ legacy, candidate, comparable }: Finding, pair: Pair, secrets: Secrets): boolean {
  if (!comparable || legacy === undefined || candidate === undefined) return false
  const areTexts = typeof legacy === 'string' && typeof candidate === 'string'
  if (areTexts && secrets.equate(legacy, candidate)) return true
  return tellOwnTimes(legacy, candidate, pair.legacy, pair.candidate)
}

/** The secrets that explain what was found; null where something else is to be told. */
function secretsIn(
  { legacy, candidate, comparable, where }: Finding,
  secrets: Secrets,
): readonly SecretPair[] | null {
  if (!comparable || typeof legacy !== 'string' || typeof candidate !== 'string') return null
  const pairs = secretPairs(legacy, candidate, holdsSecret(where))
  return pairs !== null && secrets.learn(pairs) ? pairs : null
}
