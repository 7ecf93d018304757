import type { PlanDraft } from '../reading/draft.ts'
import type { Fault } from '../fault.ts'
import { ambiguousMatches, unreachableRoutes } from './match-rules.ts'
import { samples } from './compare-rules.ts'
import { comparisonGates, metricNames, openWindows, selfMoving } from './gate-rules.ts'
import { dataIds, dataOwners, dataPredecessors, dataTables } from './data-rules.ts'
import { headerNames } from './header-rules.ts'
import { cycles, predecessors } from './order-rules.ts'
import { ramps, splits } from './move-rules.ts'
import { routeIds } from './id-rules.ts'
import { knownUpstreams, sides, upstreamAddresses, upstreamNames } from './upstream-rules.ts'

/** What no single field can tell; each rule reports all its faults. */
const RULES: readonly ((draft: PlanDraft) => readonly Fault[])[] = [
  upstreamNames,
  upstreamAddresses,
  knownUpstreams,
  sides,
  routeIds,
  ambiguousMatches,
  unreachableRoutes,
  predecessors,
  cycles,
  ramps,
  splits,
  headerNames,
  samples,
  comparisonGates,
  openWindows,
  metricNames,
  selfMoving,
  dataIds,
  dataOwners,
  dataPredecessors,
  dataTables,
]

export function ruleFaults(draft: PlanDraft): readonly Fault[] {
  return RULES.flatMap((rule) => rule(draft))
}
