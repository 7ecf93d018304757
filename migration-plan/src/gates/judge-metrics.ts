import type { Gates, MetricGate } from '../plan.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './verdict.ts'

/** How many looks in a row a metric is beyond its limit until that counts against the candidate. */
export const LOOKS_BEYOND = 3

/**
 * Whether metrics keep to their limits. One value proves nothing, since nobody knows how many requests it rests on: so one
 * that is beyond its limit lets no step pass, and fails once it stayed there.
 */
export function judgeMetrics({ metrics }: Gates, evidence: Evidence): readonly Finding[] {
  return metrics.map((gate) => judgeMetric(gate, evidence))
}

/** Whether a value keeps to the limit of a gate. */
export function isWithinLimit({ max, min }: Pick<MetricGate, 'max' | 'min'>, value: number): boolean {
  return value <= (max ?? Infinity) && value >= (min ?? -Infinity)
}

function judgeMetric(gate: MetricGate, { metrics }: Evidence): Finding {
  const known = metrics?.find(({ name }) => name === gate.name)
  if (!known) return finding('inconclusive', `metrics: ${gate.name} was not asked for yet`)
  const { value, isWithin, says, looksBeyond } = known
  if (value === null || isWithin === null) return finding('inconclusive', `metrics: ${gate.name}: ${says}`)
  const seen = `metrics: ${gate.name} is ${says}; ${limitOf(gate)}`
  if (isWithin) return finding('pass', seen)
  return looksBeyond >= LOOKS_BEYOND
    ? finding('fail', `${seen}, and it stays beyond that`)
    : finding('inconclusive', `${seen}; beyond that in ${looksBeyond} of ${LOOKS_BEYOND} looks`)
}

function limitOf({ max, min }: MetricGate): string {
  return max === null ? `${min ?? 0} at least` : `${max} at most`
}

function finding(verdict: Finding['verdict'], sentence: string): Finding {
  return { gate: 'metrics', verdict, sentence, passesAt: null }
}
