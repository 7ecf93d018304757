import { randomUUID } from 'node:crypto'
import type {
  Against,
  Batch,
  Comparison,
  Difference,
  Example,
  LatencyPair,
  Pair,
  RedactedPair,
  RouteFindings,
} from '@strangler/comparison'

/** One pair, compared. */
export interface Compared {
  readonly against: Against
  readonly pair: Pair
  readonly comparison: Comparison
}

/** What comparing showed since it was last taken. */
export type Findings = Omit<Batch, 'number' | 'shed'>

const MOST_SETS = 200
const MOST_ENTRIES = 2000
const MOST_SIGNATURES = 5000
const MOST_LATENCIES = 100
const MOST_EXAMPLES = 50

/** In the place of what there is no room to tell apart. */
const OTHERS: Difference = {
  kind: 'value',
  place: 'body',
  signature: 'others',
  selector: null,
  legacy: null,
  candidate: null,
  note: 'more kinds of differences than are told apart',
}

interface Entry {
  readonly route: string
  readonly against: Against
  readonly minute: number
  readonly sets: Map<string, { readonly signatures: readonly string[]; count: number }>
  readonly ruledOut: Map<number, number>
  readonly latency: LatencyPair[]
  pairs: number
  partial: number
}

/** Adds up comparisons, within bounds, until they are taken. */
export class Ledger {
  private readonly redact: (pair: Pair) => RedactedPair
  private readonly seen = new Map<string, number>()
  private entries = new Map<string, Entry>()
  private signatures: { route: string; difference: Difference }[] = []
  private examples: Example[] = []

  constructor(redact: (pair: Pair) => RedactedPair) {
    this.redact = redact
  }

  add({ against, pair, comparison }: Compared): void {
    const { route, differences, partial, ruledOut, latency } = comparison
    const at = pair.candidate.at
    const entry = this.entryOf(route, against, Math.floor(at / 60_000))
    entry.pairs++
    if (partial) entry.partial++
    for (const { rule, times } of ruledOut) entry.ruledOut.set(rule, (entry.ruledOut.get(rule) ?? 0) + times)
    keepSample(entry.latency, latency, entry.pairs)
    const known = differences.map((difference) => this.know(route, difference))
    this.count(entry, route, [...new Set(known.map(({ signature }) => signature))].sort())
    if (!known.some(({ isTelling }) => isTelling) || this.examples.length >= MOST_EXAMPLES) return
    this.examples.push({ id: randomUUID(), against, at, comparison, pair: this.redact(pair) })
  }

  take(): Findings {
    const findings = [...this.entries.values()].map(
      ({ route, against, minute, sets, ruledOut, latency, partial }): RouteFindings => ({
        route,
        against,
        minute,
        outcomes: [...sets.values()],
        partial,
        ruledOut: [...ruledOut].map(([rule, times]) => ({ rule, times })),
        latency,
      }),
    )
    const { signatures, examples } = this
    this.entries = new Map()
    this.signatures = []
    this.examples = []
    return { findings, signatures, examples }
  }

  private entryOf(route: string, against: Against, minute: number): Entry {
    const key = JSON.stringify([route, against, minute])
    const found = this.entries.get(key)
    if (found) return found
    const [oldest] = this.entries.keys()
    if (this.entries.size >= MOST_ENTRIES && oldest !== undefined) this.entries.delete(oldest)
    const made: Entry = {
      ...{ route, against, minute, pairs: 0, partial: 0 },
      ...{ sets: new Map(), ruledOut: new Map(), latency: [] },
    }
    this.entries.set(key, made)
    return made
  }

  private count(entry: Entry, route: string, signatures: readonly string[]): void {
    const key = signatures.join('\n')
    const found = entry.sets.get(key)
    if (found) found.count++
    else if (entry.sets.size < MOST_SETS || signatures.length === 0)
      entry.sets.set(key, { signatures, count: 1 })
    else if (key === OTHERS.signature) entry.sets.set(key, { signatures, count: 1 })
    else this.count(entry, route, [this.know(route, OTHERS).signature])
  }

  /** By what the difference is to be known; and whether an example of it would tell something. */
  private know(
    route: string,
    difference: Difference,
  ): { readonly signature: string; readonly isTelling: boolean } {
    const key = `${route}\n${difference.signature}`
    const times = (this.seen.get(key) ?? 0) + 1
    if (times === 1 && this.seen.size >= MOST_SIGNATURES && difference !== OTHERS)
      return this.know(route, OTHERS)
    this.seen.set(key, times)
    if (times === 1) this.signatures.push({ route, difference })
    // The first few, then ever more seldom.
    return { signature: difference.signature, isTelling: times <= 3 || Number.isInteger(Math.log2(times)) }
  }
}

/** Keeps a fair sample of what comes: Vitter's algorithm R (ACM TOMS 11, 1985). */
function keepSample(sample: LatencyPair[], latest: LatencyPair, count: number): void {
  if (sample.length < MOST_LATENCIES) sample.push(latest)
  else {
    const at = Math.floor(Math.random() * count)
    if (at < MOST_LATENCIES) sample[at] = latest
  }
}
