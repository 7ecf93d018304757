import type { StepVerdict } from '@strangler/migration-plan'

/** Verdicts of a moment ago, so that whoever asks often costs little. */
export interface VerdictCache {
  /** What was judged under this key of late, or else what `judge` gives. */
  readonly of: (key: string, judge: () => StepVerdict | null) => StepVerdict | null
}

const FRESH_MS = 500
/** Of the time of a processor, judging takes at most this share, however many routes there are. */
const SHARE = 0.2

export function createVerdictCache(now: () => number = () => performance.now()): VerdictCache {
  const known = new Map<string, { readonly at: number; readonly verdict: StepVerdict | null }>()
  let meanCostMs = 0
  return {
    of(key, judge) {
      const began = now()
      const before = known.get(key)
      const freshMs = Math.max(FRESH_MS, (meanCostMs * known.size) / SHARE)
      if (before && began - before.at < freshMs) return before.verdict
      const verdict = judge()
      const cost = now() - began
      meanCostMs = meanCostMs * 0.98 + cost * 0.02
      known.delete(key)
      known.set(key, { at: began, verdict })
      forgetOld(known, began - 2 * freshMs)
      return verdict
    },
  }
}

/** The oldest come first. */
function forgetOld(known: Map<string, { readonly at: number }>, before: number): void {
  for (const [key, { at }] of known) {
    if (at >= before) return
    known.delete(key)
  }
}
