import { setTimeout as pause } from 'node:timers/promises'
import { Refusal, Unreachable, type ControllerClient } from '../../client.ts'
import type { RouteComparisonsAnswer } from '../../http/comparison-schemas.ts'

type Difference = RouteComparisonsAnswer['differences'][number]
type Told = Pick<Difference, 'signature' | 'kind' | 'place' | 'verdict' | 'sentence'>

/** What changed since the last look; `gone` and `back` are the controller. */
export type WatchEvent =
  | {
      readonly event: 'counts'
      readonly route: string
      readonly pairs: number
      readonly mismatches: number
      /** By how many more than at the last look. */
      readonly more: { readonly pairs: number; readonly mismatches: number }
    }
  | ({ readonly event: 'new'; readonly route: string } & Told)
  | ({ readonly event: 'verdict'; readonly route: string; readonly before: Told['verdict'] } & Told)
  | { readonly event: 'gone'; readonly why: string }
  | { readonly event: 'back' }

export interface WatchOptions {
  readonly client: ControllerClient
  /** Id of a route; undefined for all. */
  readonly route: string | undefined
  /** From when on is counted, as the API takes it. */
  readonly since: string
  readonly signal: AbortSignal
  readonly onEvent: (event: WatchEvent) => void
}

const LOOK_EVERY_MS = 2000
const MOST_DIFFERENCES = 1000

interface Known {
  /** As the list of routes told it, to ask for no more than what changed. */
  readonly summary: string
  readonly pairs: number
  readonly mismatches: number
  readonly verdicts: ReadonlyMap<string, Told['verdict']>
}

/**
 * Looks again and again until the signal; what is there at the first look is told as new. Throws Unreachable or Refusal
 * where the first look fails, and later where the controller refuses for good.
 */
export async function watchComparisons(options: WatchOptions): Promise<void> {
  const { signal, onEvent } = options
  const isOver = (): boolean => signal.aborted
  const known = new Map<string, Known>()
  // A window that slides would count backwards.
  let since = await look(options, options.since, known)
  let isGone = false
  while (!isOver()) {
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
    if (isOver()) return
    try {
      since = await look(options, since, known)
      if (isGone) onEvent({ event: 'back' })
      isGone = false
    } catch (error) {
      const why = passing(error)
      if (why === null) throw error
      if (!isGone) onEvent({ event: 'gone', why })
      isGone = true
    }
  }
}

/** Why there is no answer now; null for what does not pass. */
function passing(error: unknown): string | null {
  if (error instanceof Unreachable) return error.what
  return error instanceof Refusal && (error.status >= 500 || error.status === 429) ? error.what : null
}

/** Tells what changed; gives the time that it is counted from. */
async function look(
  { client, route, onEvent }: WatchOptions,
  since: string,
  known: Map<string, Known>,
): Promise<string> {
  if (route !== undefined) {
    const answer = await client.comparisonsOf(route, { since, limit: MOST_DIFFERENCES })
    note(answer, '', known, onEvent)
    return answer.since
  }
  const summaries = await client.comparisons(since)
  for (const { route: id, pairs, legacyPairs, mismatches, signatures } of summaries.routes) {
    // Verdicts change with pairs of legacy too.
    const summary = JSON.stringify([pairs, legacyPairs, mismatches, signatures])
    if (pairs + legacyPairs === 0 || known.get(id)?.summary === summary) continue
    const answer = await client.comparisonsOf(id, { since: summaries.since, limit: MOST_DIFFERENCES })
    note(answer, summary, known, onEvent)
  }
  return summaries.since
}

function note(
  { route, pairs, mismatches, differences }: RouteComparisonsAnswer,
  summary: string,
  known: Map<string, Known>,
  onEvent: WatchOptions['onEvent'],
): void {
  const before = known.get(route) ?? { pairs: 0, mismatches: 0, verdicts: new Map<string, Told['verdict']>() }
  for (const { signature, kind, place, verdict, sentence } of differences) {
    const told = { signature, kind, place, verdict, sentence }
    const last = before.verdicts.get(signature)
    if (last === undefined) onEvent({ event: 'new', route, ...told })
    else if (last !== verdict) onEvent({ event: 'verdict', route, before: last, ...told })
  }
  const more = { pairs: pairs - before.pairs, mismatches: mismatches - before.mismatches }
  if (more.pairs !== 0 || more.mismatches !== 0) onEvent({ event: 'counts', route, pairs, mismatches, more })
  const verdicts = new Map(differences.map(({ signature, verdict }) => [signature, verdict]))
  known.set(route, { summary, pairs, mismatches, verdicts: new Map([...before.verdicts, ...verdicts]) })
}
