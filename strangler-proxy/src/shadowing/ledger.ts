import { randomUUID } from 'node:crypto'
import {
  othersOf,
  type Against,
  type Batch,
  type Comparison,
  type Difference,
  type Example,
  type LatencyPair,
  type Pair,
  type RedactedPair,
  type RouteFindings,
} from '@strangler/comparison'

/** One pair, compared. */
export interface Compared {
  readonly against: Against
  readonly pair: Pair
  readonly comparison: Comparison
  /** What the rules say by which it was compared, in their order. */
  readonly rules: readonly string[]
}

/** Pairs without a difference, of which there is nothing to say but that they were. */
export interface Equals {
  readonly route: string
  readonly against: Against
  readonly minute: number
  /** Of each pair, how long legacy and the candidate took, in turn. */
  readonly times: Float64Array
}

/** What comparing showed since it was last taken. */
export type Findings = Omit<Batch, 'number' | 'shed'>

/** Of one route and minute, and characters of all sets together. */
const MOST_SETS = 200
const MOST_SET_LENGTH = 8_000_000
const MOST_ENTRIES = 2000
const MOST_SIGNATURES = 5000
const MOST_LATENCIES = 100
const MOST_EXAMPLES = 50
/** Characters of all their bodies. */
const MOST_EXAMPLE_LENGTH = 16_000_000

interface Entry {
  readonly route: string
  readonly against: Against
  readonly minute: number
  readonly sets: Map<string, { readonly signatures: readonly string[]; count: number }>
  readonly ruledOut: Map<string, number>
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
  private setLength = 0
  private exampleLength = 0

  constructor(redact: (pair: Pair) => RedactedPair) {
    this.redact = redact
  }

  add({ against, pair, comparison, rules }: Compared): void {
    const { route, differences, partial, ruledOut, latency } = comparison
    const at = pair.candidate.at
    const entry = this.entryOf(route, against, Math.floor(at / 60_000))
    entry.pairs++
    if (partial) entry.partial++
    for (const { rule, times } of ruledOut) add(entry.ruledOut, rules[rule] ?? '', times)
    keepSample(entry.latency, latency, entry.pairs)
    const known = differences.map((difference) => this.know(route, difference))
    this.count(entry, route, [...new Set(known.map(({ signature }) => signature))].sort())
    if (!known.some(({ isTelling }) => isTelling) || this.examples.length >= MOST_EXAMPLES) return
    const redacted = this.redact(pair)
    const length = lengthOf(redacted)
    if (this.exampleLength + length > MOST_EXAMPLE_LENGTH) return
    this.exampleLength += length
    this.examples.push({ id: randomUUID(), against, at, comparison, pair: redacted })
  }

  addEquals({ route, against, minute, times }: Equals): void {
    const entry = this.entryOf(route, against, minute)
    for (let at = 0; at < times.length; at += 2) {
      entry.pairs++
      keepSample(entry.latency, { legacyMs: times[at] ?? 0, candidateMs: times[at + 1] ?? 0 }, entry.pairs)
      this.count(entry, route, [])
    }
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
    this.setLength = 0
    this.exampleLength = 0
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
    const hasRoom = entry.sets.size < MOST_SETS && this.setLength + key.length <= MOST_SET_LENGTH
    const others = othersOf(route)
    if (found) found.count++
    else if (hasRoom || signatures.length === 0 || key === others.signature) {
      entry.sets.set(key, { signatures, count: 1 })
      this.setLength += key.length
    } else this.count(entry, route, [this.know(route, others).signature])
  }

  /** By what the difference is to be known; and whether an example of it would tell something. */
  private know(
    route: string,
    difference: Difference,
  ): { readonly signature: string; readonly isTelling: boolean } {
    const { signature } = difference
    const others = othersOf(route)
    const times = (this.seen.get(signature) ?? 0) + 1
    if (times === 1 && this.seen.size >= MOST_SIGNATURES && signature !== others.signature)
      return this.know(route, others)
    this.seen.set(signature, times)
    if (times === 1) this.signatures.push({ route, difference })
    // The first few, then ever more seldom.
    return { signature, isTelling: times <= 3 || Number.isInteger(Math.log2(times)) }
  }
}

function add(counts: Map<string, number>, key: string, times: number): void {
  counts.set(key, (counts.get(key) ?? 0) + times)
}

function lengthOf({ request, legacy, candidate }: RedactedPair): number {
  return [request, legacy, candidate].reduce((sum, { body }) => sum + (body?.length ?? 0), 0)
}

/** Keeps a fair sample of what comes: Vitter's algorithm R (ACM TOMS 11, 1985). */
function keepSample(sample: LatencyPair[], latest: LatencyPair, count: number): void {
  if (sample.length < MOST_LATENCIES) sample.push(latest)
  else {
    const at = Math.floor(Math.random() * count)
    if (at < MOST_LATENCIES) sample[at] = latest
  }
}
