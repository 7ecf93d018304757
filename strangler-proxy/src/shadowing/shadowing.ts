import type { IncomingMessage } from 'node:http'
import type { Against, Batch, ShedCause } from '@strangler/comparison'
import type { RouteTable, Side } from '@strangler/migration-plan'
import type { Witness } from '../forwarding/witness.ts'
import type { Forwarded } from '../routing/verdict.ts'
import { createBudget } from './budget.ts'
import { createComparer } from './comparer.ts'
import { createPatience } from './patience.ts'
import { createShed } from './shed.ts'
import { ShadowedExchange } from './shadowed-exchange.ts'

/** What a process learned by comparing since it was last asked. */
export type Learned = Omit<Batch, 'number'>

/** Asks the other side what users ask, and compares what both say; users are served as if it were not there. */
export interface Shadowing {
  /** Someone to watch a request that is forwarded; null where it is not one of the sample. */
  readonly witness: (to: Forwarded, req: IncomingMessage, requestId: string) => Witness | null
  readonly follow: (table: RouteTable) => void
  readonly take: () => Promise<Learned>
  readonly close: () => Promise<void>
}

export interface ShadowingOptions {
  /** What shadows of writes are signed with; undefined shadows none. */
  readonly key: string | undefined
  /** Whether a peer chose the request for comparing: then nobody chooses once more. */
  readonly isChosen: (req: IncomingMessage) => boolean
  readonly onFault: (error: Error) => void
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])
/** Of the requests that are compared, in percent: legacy is asked twice, to learn what it disagrees about with itself. */
const ITSELF_PERCENT = 10
/** So long at most, a candidate that came to answer again is not asked. */
const LONGEST_SPARED_MS = 30_000

export function createShadowing({ key, isChosen, onFault }: ShadowingOptions): Shadowing {
  const comparer = createComparer(onFault)
  const budget = createBudget()
  const shed = createShed()
  const patience = createPatience(LONGEST_SPARED_MS)
  const means = { key, comparer, budget, patience, shed }

  /** Whether the other side can be asked without harm. */
  function isHarmless({ route }: Forwarded, method: string, other: Side): boolean {
    return SAFE.has(method) || (key !== undefined && route.isDry[other])
  }

  /** What is asked besides, for a request that one could be compared for; counts what is not, and why. */
  function chooseShadows(route: string, mayAskItself: boolean): readonly Against[] {
    if (comparer.isFull()) return refuse(route, 'queue-full')
    const isSpared = !patience.isWorthwhile(route)
    if (isSpared) shed.count(route, 'shadow-spared')
    // A candidate that is spared is no reason to learn less of legacy, which its differences are weighed against.
    const chosen: Against[] = isSpared ? [] : ['candidate']
    if (mayAskItself && Math.random() * 100 < ITSELF_PERCENT) chosen.push('legacy')
    if (chosen.length === 0 || budget.enter()) return chosen
    return isSpared ? [] : refuse(route, 'busy')
  }

  /** Nobody is asked for what could not be compared. */
  function refuse(route: string, why: ShedCause): readonly [] {
    shed.count(route, why)
    return []
  }

  return {
    witness(to, req, requestId) {
      const { route, side, isPinned } = to
      if (route.sample === 0 || isPinned) return null
      const other = side === 'legacy' ? 'candidate' : 'legacy'
      const method = req.method ?? ''
      if (!route[other] || !isHarmless(to, method, other)) return null
      if (!isChosen(req) && Math.random() * 100 >= route.sample) return null
      const isSafe = SAFE.has(method)
      const shadows = chooseShadows(route.route.id, side === 'legacy' && isSafe)
      if (shadows.length === 0) return null
      return new ShadowedExchange({ to, method, isSafe, requestId, other, shadows }, means)
    },
    follow: (table) => comparer.follow(table),
    take: async () => ({ ...(await comparer.take()), shed: shed.take() }),
    close: () => comparer.close(),
  }
}
