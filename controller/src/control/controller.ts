import type { RouteTable } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import { joinElection, type LeaderLock, type Tenure } from '../store/leader-lock.ts'
import { createStateStore, type StateStore } from '../store/state-store.ts'
import type { ChainedStep } from '../store/step.ts'
import { startAttendants, type AttendantOptions, type Attendants } from './attendants.ts'
import type { Author } from './author.ts'
import { replacePlan } from './commands.ts'
import { createCommandQueue } from './command-queue.ts'
import type { CommandResult } from './command-result.ts'
import type { ControlContext } from './context.ts'
import { createControlState } from './control-state.ts'
import { createEvents, type Events } from './events.ts'
import type { GateKeeper } from './gate-keeper.ts'
import { createPlaneView, type PlaneView } from './plane-view.ts'
import { startAutopilot } from '../autopilot/autopilot.ts'
import { gatherEvidence, type Evidence } from '../evidence/evidence.ts'
import type { HistoryPoint } from '../evidence/history.ts'
import { createComparisonStore, type ComparisonStore } from '../store/comparison-store.ts'
import { createTrafficStore } from '../store/traffic-store.ts'
import { startReconciler } from './reconciler.ts'
import { historyOfRoute, whyOf, type Why } from './why.ts'
import { createRecorder } from './recorder.ts'
import { resync } from './resync.ts'
import type { LoadedPlan } from './snapshot.ts'
import { steeringOf, type Steering } from './steering.ts'
import { statusOf, trafficOf, type RouteCounts, type Status } from './status.ts'
import { retireLegacy } from './retire-legacy.ts'
import { startUpkeep } from './upkeep.ts'

/** The controller as its API sees it. Every method throws ControllerError. */
export interface Controller extends Steering, Attendants {
  readonly events: Events
  role: () => Tenure
  /** Whether it knows where the routes stand. */
  knows: () => boolean
  status: () => Status
  /** What a route waits for, and what is known of it. */
  why: (route: string) => Why
  /** What a route did since then, oldest first. */
  history: (route: string, since: Date) => Promise<readonly HistoryPoint[]>
  table: () => RouteTable
  traffic: () => readonly RouteCounts[]
  steps: (filter: {
    readonly route?: string | undefined
    readonly limit: number
  }) => Promise<readonly ChainedStep[]>
  /** The audit from its first line on, in parts. */
  chain: StateStore['chain']
  /** Takes legacy out of every plane, for good. */
  retireLegacy: (author: Author, force: boolean) => Promise<CommandResult>
  /** Reads the plan file again; a bad plan changes nothing. */
  reload: () => Promise<CommandResult>
  /** Finishes the step under way and gives up the lead; the planes serve on. */
  close: () => Promise<void>
}

export interface ControllerOptions extends Omit<AttendantOptions, 'compared'> {
  readonly name: string
  /** Where the API listens, as other controllers name it to their users. */
  readonly baseUrl: string
  readonly databaseUrl: string
  readonly plan: LoadedPlan
}

/** Takes part in the election and steers the planes while it leads. */
export function startController(options: ControllerOptions): Controller {
  const { planes, log } = options
  let { plan } = options
  const compared = createComparisonStore(options.database)
  const { context, election, evidence } = enterOffice(options, () => plan, compared)
  const { state, store, events } = context
  const reconciler = startReconciler(context, log)
  const upkeep = startUpkeep(context, () => plan, log)
  const autopilot = startAutopilot(context, evidence, log)
  const { close: closeAttendants, ...attendants } = startAttendants({ ...options, compared }, context)
  return {
    ...attendants,
    events,
    role: context.tenure,
    knows: () => state.peek() !== null,
    status: () => statusOf(context, evidence),
    why: (route) => whyOf(context, evidence, route),
    history: (route, since) => historyOfRoute(context, evidence, route, since),
    table: () => state.current().table,
    traffic: () => trafficOf(context),
    steps: (filter) => store.steps(filter),
    chain: (part) => store.chain(part),
    ...steeringOf(context),
    retireLegacy: (author, force) => retireLegacy(context, author, force, () => attendants.drained(0)),
    async reload() {
      const read = await options.readPlan()
      const result = await replacePlan(context, read)
      plan = read
      return result
    },
    async close() {
      await Promise.all([context.queue.close(), autopilot.close()])
      // A successor takes up what is written down by now.
      await evidence.close()
      await Promise.all([reconciler.close(), upkeep.close(), closeAttendants(), election.close()])
      await Promise.all(planes.map((plane) => plane.close()))
    },
  }
}

/** Makes what the parts of the controller share, and joins the election, which the parts ask for the tenure. */
function enterOffice(
  options: ControllerOptions,
  plan: () => LoadedPlan,
  compared: ComparisonStore,
): { readonly context: ControlContext; readonly election: LeaderLock; readonly evidence: Evidence } {
  const { name, baseUrl, log, planes, databaseUrl } = options
  const seat: { election: LeaderLock | null } = { election: null }
  const tenure = (): Tenure => seat.election?.tenure() ?? 'cut-off'
  const events = createEvents()
  const state = createControlState()
  const store = createStateStore(options.database)
  const context: ControlContext = {
    name,
    state,
    store,
    events,
    tenure,
    views: planes.map((plane) => createPlaneView(plane, events)),
    queue: createCommandQueue(),
    recorder: createRecorder(store, state, tenure, (steps) =>
      log.error('audit lines lost: the database was away too long', { steps }),
    ),
    resync: () => resync(context, plan()),
    standbyError: () => standbyError(context),
    gateKeeper: gateKeeperOf(() => evidence),
  }
  const evidence = gatherEvidence({
    ...{ context, comparisons: compared, log, traffic: createTrafficStore(options.database) },
    retentionDays: options.retentionDays ?? 30,
    prometheusUrl: options.prometheusUrl,
  })
  const election = joinElection({
    url: databaseUrl,
    name,
    baseUrl,
    onGain: () =>
      context.queue.run(async () => {
        await Promise.all(context.views.map(glance))
        await context.resync()
      }),
    onChange(role, why) {
      log.log(role === 'cut-off' ? 'error' : 'info', 'role', { role, why })
      events.publish({ type: 'role', role })
    },
  })
  seat.election = election
  return { context, election, evidence }
}

/** Evidence is gathered by the context that asks for it. */
function gateKeeperOf(evidence: () => GateKeeper): GateKeeper {
  return {
    judge: (route) => evidence().judge(route),
    verdictOf: (route) => evidence().verdictOf(route),
  }
}

/** What a plane serves, for a new leader to know before it settles anything. */
async function glance(view: PlaneView): Promise<void> {
  await view.plane.observe().then(
    (observation) => view.saw(observation),
    () => undefined,
  )
}

async function standbyError({ store }: ControlContext): Promise<ControllerError> {
  const leader = await store.leader().catch(() => null)
  const who = leader ? `"${leader.name}" at ${leader.url}` : 'another one'
  return new ControllerError(
    'ERR_CONTROLLER_STANDBY',
    `controller: this one is on standby, the leader is ${who}`,
    leader ? `ask ${leader.url}` : 'ask the leader',
  )
}
