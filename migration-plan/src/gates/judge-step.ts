import type { Gates } from '../plan.ts'
import { isOpen } from '../windows.ts'
import type { Evidence } from './evidence.ts'
import { judgeCount } from './judge-count.ts'
import { judgeErrors } from './judge-errors.ts'
import { judgeLatency } from './judge-latency.ts'
import { judgeMetrics } from './judge-metrics.ts'
import { judgeMismatch } from './judge-mismatch.ts'
import type { Finding, StepVerdict, Verdict } from './verdict.ts'
import { duration } from './words.ts'

const JUDGES = [judgeCount, judgeMismatch, judgeErrors, judgeLatency, judgeMetrics]

/**
 * What the evidence says of a route's next step. Whoever looks often is not led astray: what fails or passes
 * does so by evidence that counts for all looks together, and everything else is inconclusive, missing evidence above all.
 */
export function judgeStep(gates: Gates, evidence: Evidence): StepVerdict {
  const findings = [...judgeSafety(gates, evidence).findings, ...permissions(gates, evidence)]
  return { verdict: together(findings), findings }
}

/** The same without what only a step forward needs: whether the route can stay where it is. */
export function judgeSafety(gates: Gates, evidence: Evidence): StepVerdict {
  // Nobody was served by the candidate, and nothing compared: there is nothing to know yet.
  const isUntried = evidence.stage === 'legacy'
  const findings = [
    ...judgeHealth(evidence),
    ...(isUntried ? [] : JUDGES.flatMap((judge) => judge(gates, evidence))),
  ]
  return { verdict: together(findings), findings }
}

function together(findings: readonly Finding[]): Verdict {
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail'
  return findings.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'inconclusive'
}

function judgeHealth({ candidateUp }: Evidence): readonly Finding[] {
  if (candidateUp === null) return []
  const sentence = candidateUp
    ? 'health: the candidate answers'
    : 'health: no server of the candidate answers its checks'
  return [{ gate: 'health', verdict: candidateUp ? 'pass' : 'fail', sentence, passesAt: null }]
}

/** What has nothing to do with how the candidate does. */
function permissions(gates: Gates, evidence: Evidence): readonly Finding[] {
  return [
    bake(gates, evidence),
    windows(gates, evidence),
    approval(gates, evidence),
    hook(gates, evidence),
  ].flat()
}

function bake({ bakeMs }: Gates, { stage, since, now }: Evidence): readonly Finding[] {
  if (stage === 'legacy' || bakeMs === 0) return []
  const passesAt = (since ?? now) + bakeMs
  if (passesAt <= now)
    return [
      {
        gate: 'bake',
        verdict: 'pass',
        sentence: `bake: here for ${duration(now - passesAt + bakeMs)}, of ${duration(bakeMs)}`,
        passesAt: null,
      },
    ]
  return [
    {
      gate: 'bake',
      verdict: 'inconclusive',
      sentence: `bake: ${duration(passesAt - now)} more, of ${duration(bakeMs)}`,
      passesAt,
    },
  ]
}

function windows({ windows: policy }: Gates, { now }: Evidence): readonly Finding[] {
  if (policy === null) return []
  const open = isOpen(policy, new Date(now))
  const sentence = open
    ? 'windows: steps may be made now'
    : `windows: no steps at this time of the week (${policy.zone})`
  return [{ gate: 'windows', verdict: open ? 'pass' : 'inconclusive', sentence, passesAt: null }]
}

function approval({ approval: policy }: Gates, { approved }: Evidence): readonly Finding[] {
  if (policy === 'auto') return []
  const sentence = approved
    ? 'approval: somebody said yes to this step'
    : 'approval: somebody has to say yes to this step'
  return [{ gate: 'approval', verdict: approved ? 'pass' : 'inconclusive', sentence, passesAt: null }]
}

function hook({ hook: policy }: Gates, { hook: answer }: Evidence): readonly Finding[] {
  if (policy === null) return []
  const sentence = answer === null ? 'hook: it was not asked yet' : `hook: ${answer.says}`
  return [
    { gate: 'hook', verdict: answer?.isYes === true ? 'pass' : 'inconclusive', sentence, passesAt: null },
  ]
}
