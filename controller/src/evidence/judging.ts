import {
  judgeSafety,
  judgeStep,
  nextStanding,
  type Evidence as GateEvidence,
  type Gates,
  type Route,
  type Side,
  type StepVerdict,
} from '@strangler/migration-plan'
import type { ControlContext } from '../control/context.ts'
import type { GateKeeper } from '../control/gate-keeper.ts'
import { policyOf } from '../control/snapshot.ts'
import { isApproved } from '../store/restraints.ts'
import type { ComparisonWatch } from './compared.ts'
import { evidenceOf } from './evidence-of.ts'
import { isSideUp, meanOf } from './health.ts'
import { createHookAnswers, type HookAnswers } from './hook-answers.ts'
import { numbersOf, type RouteNumbers } from './route-evidence.ts'
import type { MetricsWatch } from './metrics-watch.ts'
import type { Traffic } from './traffic.ts'
import { createVerdictCache } from './verdict-cache.ts'

/** What the evidence says, route by route; null where nothing is known. */
export interface Judging extends GateKeeper {
  /** Whether a route can stay where it is. */
  readonly safetyOf: (route: string) => StepVerdict | null
  /** What the gates say of the next step; the hook counts as it answered last. */
  readonly verdictOf: (route: string) => StepVerdict | null
  readonly numbersOf: (route: string) => RouteNumbers | null
}

/** Where evidence comes from. */
export interface Sources {
  readonly traffic: Traffic
  readonly compared: ComparisonWatch
  readonly metrics: MetricsWatch
}

export function createJudging(context: ControlContext, sources: Sources): Judging {
  const { traffic, compared } = sources
  const hooks = createHookAnswers()
  const judged = (id: string, judge: Judge): StepVerdict | null => {
    const found = findRoute(context, id)
    const evidence = found && gather(context, found, sources, hooks)
    return evidence && judge(found.gates, evidence)
  }
  const numbers = (id: string): RouteNumbers | null => {
    const ledger = traffic.ledgerOf(id)
    return (
      ledger && numbersOf(ledger, traffic.rateOf(id), traffic.boundsMs(), compared.read(id, ledger.since))
    )
  }
  const cache = createVerdictCache()
  /** What was judged of late holds as long as nothing but counts changed. */
  const lately = (id: string, what: string, judge: Judge): StepVerdict | null =>
    cache.of(`${what} ${id} ${circumstances(context, sources, id)}`, () => judged(id, judge))
  return {
    safetyOf: (id) => lately(id, 'safety', judgeSafety),
    verdictOf: (id) => lately(id, 'step', judgeStep),
    numbersOf: numbers,
    async judge(id) {
      const [found, verdict, evidence] = [findRoute(context, id), judged(id, judgeStep), numbers(id)]
      const next = found && nextStanding(found.route)
      // Who is asked while other gates are open would have to be asked again.
      if (found?.gates.hook && next && evidence && verdict && isLast(verdict))
        await hooks.ask(
          { hook: found.gates.hook, route: found.route, since: evidence.since?.getTime() ?? 0 },
          { plan: found.plan, next, evidence },
        )
      return judged(id, judgeStep) ?? NOTHING_KNOWN
    },
  }
}

type Judge = (gates: Gates, evidence: GateEvidence) => StepVerdict

const NOTHING_KNOWN: StepVerdict = { verdict: 'inconclusive', findings: [] }

interface Judged {
  readonly route: Route
  readonly gates: Gates
  readonly plan: string
}

function findRoute({ state }: ControlContext, id: string): Judged | null {
  const snapshot = state.peek()
  const route = snapshot?.table.routes.find((known) => known.id === id)
  const gates = snapshot && policyOf(snapshot, id)?.gates
  return route && gates ? { route, gates, plan: snapshot.table.plan } : null
}

/** What changes a verdict at once, in a word. */
function circumstances({ state, views }: ControlContext, { traffic }: Sources, id: string): string {
  const ledger = traffic.ledgerOf(id)
  const table = state.peek()?.table.version
  const { approvals } = state.restraints()
  const up = isSideUp(views, id, 'candidate')
  const approved = Object.hasOwn(approvals, id) ? approvals[id]?.at.getTime() : 0
  return `${table ?? ''} ${ledger?.since ?? 'unknown'} ${up ?? 'unknown'} ${approved ?? 0}`
}

function gather(
  { state, views }: ControlContext,
  { route, gates }: Judged,
  { traffic, compared, metrics }: Sources,
  hooks: HookAnswers,
): GateEvidence | null {
  const ledger = traffic.ledgerOf(route.id)
  if (ledger === null) return null
  const mean = (side: Side): number | null => meanOf(views, route.id, side)
  return evidenceOf(route, ledger, {
    now: Date.now(),
    boundsMs: traffic.boundsMs(),
    compared: compared.read(route.id, ledger.since),
    meanMs: { legacy: mean('legacy'), candidate: mean('candidate') },
    candidateUp: isSideUp(views, route.id, 'candidate'),
    approved: isApproved(state.restraints(), route.id, nextStanding(route)),
    hook: gates.hook && hooks.of({ hook: gates.hook, route, since: ledger.since }),
    metrics: metrics.read({ route: route.id, gates: gates.metrics, since: ledger.since }),
  })
}

function isLast({ findings }: StepVerdict): boolean {
  return findings.every(({ gate, verdict }) => verdict === 'pass' || gate === 'hook')
}
