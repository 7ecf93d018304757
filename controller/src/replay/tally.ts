import {
  othersOf,
  type Against,
  type Comparison,
  type Difference,
  type LatencyPair,
} from '@strangler/comparison'
import type { Side } from '@strangler/migration-plan'
import { assess, type Assessed } from '../comparing/assess.ts'
import { summarise, type RouteSummary } from '../comparing/summarise.ts'
import type { Outcome } from '../store/comparisons/read-counts.ts'

/** What replaying showed of a route. A pair of which the candidate gave no answer is a mismatch. */
export interface ReplayedRoute extends RouteSummary {
  /** Requests that a side did not answer; where it is legacy, nothing was compared. */
  readonly unanswered: { readonly legacy: number; readonly candidate: number }
  /** Why a side did not answer, the last time. */
  readonly reason: string | null
  readonly differences: readonly ReplayedDifference[]
}

export interface ReplayedDifference extends Assessed {
  readonly kind: string
  readonly place: string
  readonly selector: string | null
  readonly note: string | null
  readonly values: Pick<Difference, 'legacy' | 'candidate'>
  /** The first request that showed it. */
  readonly request: string
}

const SIDES: readonly Side[] = ['legacy', 'candidate']
/** As many differences and combinations of a route are told apart. */
const MOST_SIGNATURES = 1000
const MOST_SETS = 2000
const MOST_LATENCIES = 10_000

type Seen = Pick<ReplayedDifference, 'kind' | 'place' | 'selector' | 'note' | 'values' | 'request'>

/** Counts what replaying shows of one route. */
export class RouteTally {
  private readonly route: string
  private readonly seen = new Map<string, Seen>()
  private readonly sets = new Map<
    string,
    { against: Against; signatures: readonly string[]; count: number }
  >()
  private readonly latency: LatencyPair[] = []
  private readonly unanswered = { legacy: 0, candidate: 0 }
  private reason: string | null = null
  private partial = 0

  constructor(route: string) {
    this.route = route
  }

  add(against: Against, { differences, partial, latency }: Comparison, request: string): void {
    if (against === 'candidate') {
      if (partial) this.partial++
      if (this.latency.length < MOST_LATENCIES) this.latency.push(latency)
    }
    const signatures = new Set(differences.map((difference) => this.know(difference, request)))
    this.count(against, [...signatures].sort())
  }

  /** Why a side did not answer, or each of both; null: it did. */
  miss(reasons: Readonly<Record<Side, string | null>>, request: string): void {
    const silent = SIDES.filter((side) => reasons[side] !== null)
    for (const side of silent) this.unanswered[side]++
    this.reason = silent.map((side) => `${side}: ${reasons[side]}`).join('; ')
    const reason = reasons.candidate
    if (reasons.legacy !== null || reason === null) return
    const signature = `${this.route} no-answer`
    if (!this.seen.has(signature))
      this.seen.set(signature, {
        ...{ kind: 'no answer', place: 'answer', selector: null, note: reason, request },
        values: { legacy: null, candidate: null },
      })
    this.count('candidate', [signature])
  }

  result(): ReplayedRoute {
    const { route, unanswered, reason, partial, latency } = this
    const outcomes = [...this.sets.values()].map((set): Outcome => ({ route, ...set }))
    const counts = {
      ...{ outcomes, ever: outcomes, shed: new Map<string, object>() },
      partial: new Map([[route, partial]]),
      latency: new Map([[route, latency]]),
    }
    const [summary] = summarise([route], counts)
    if (!summary) throw new TypeError('a route was not summarised')
    const differences = assess(outcomes, outcomes).signatures.flatMap((assessed) => {
      const seen = this.seen.get(assessed.signature)
      return seen ? [{ ...assessed, ...seen }] : []
    })
    return { ...summary, unanswered, reason, differences }
  }

  private know(difference: Difference, request: string): string {
    const others = othersOf(this.route)
    const isFull = this.seen.size >= MOST_SIGNATURES && !this.seen.has(difference.signature)
    const { signature, kind, place, selector, note, legacy, candidate } = isFull ? others : difference
    if (!this.seen.has(signature))
      this.seen.set(signature, { kind, place, selector, note, values: { legacy, candidate }, request })
    return signature
  }

  private count(against: Against, signatures: readonly string[]): void {
    const key = JSON.stringify([against, signatures])
    const found = this.sets.get(key)
    if (found) found.count++
    else if (this.sets.size < MOST_SETS || signatures.length <= 1)
      this.sets.set(key, { against, signatures, count: 1 })
    else this.count(against, [this.know(othersOf(this.route), '')])
  }
}
