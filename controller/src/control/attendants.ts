import type { RouteTable } from '@strangler/migration-plan'
import { createComparisons, type Comparisons } from '../comparing/comparisons.ts'
import { startIntake } from '../comparing/intake.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { judgeDrained, type Drained } from '../drained/drained.ts'
import { ACCESS_LOG } from '../drained/access-log.ts'
import { startLegacyWatch } from '../drained/legacy-watch.ts'
import type { Log } from '../log.ts'
import { startNotifier, type Notifier, type NotifierOptions } from '../notify/notifier.ts'
import { listServers, type PlaneServers } from '../planes/list-servers.ts'
import type { Plane } from '../planes/plane.ts'
import { createCallStore, type CallStore } from '../store/call-store.ts'
import { createCallerStore } from '../store/caller-store.ts'
import type { ComparisonStore } from '../store/comparison-store.ts'
import type { Database } from '../store/database.ts'
import { createOutboxStore } from '../store/outbox-store.ts'
import type { ControlContext } from './context.ts'
import type { LoadedPlan } from './snapshot.ts'

/** What goes on beside the steps, and moves nothing. */
export interface Attendants {
  /** What comparing showed; any controller that reaches the database tells it. */
  readonly comparisons: Comparisons
  /** What the database holds of calls of the API. */
  readonly calls: CallStore
  /** How many are not delivered yet, and were given up. */
  readonly notifications: Pick<Notifier, 'waiting' | 'givenUp'>
  /** Whether legacy was asked for nothing in the plan's period; names so many of those who asked at most. */
  readonly drained: (limit: number) => Promise<Drained>
  /** What planes with servers of their own say of them. */
  readonly listServers: () => Promise<readonly PlaneServers[]>
  /** How this controller, its database and its planes do. */
  readonly examine: () => Promise<readonly Finding[]>
}

export interface AttendantOptions {
  readonly database: Database
  readonly planes: readonly Plane[]
  readonly compared: ComparisonStore
  readonly readPlan: () => Promise<LoadedPlan>
  readonly log: Log
  /** How many days it is kept what comparing showed. Default is 30. */
  readonly retentionDays?: number
  /** File of legacy's own access log. Default: what the planes count is all that is known of who calls. */
  readonly accessLog?: string | undefined
  /** Whom to ask for the metrics of the plan. Default: nobody. */
  readonly prometheusUrl?: string | undefined
  /** What more there is to look at for `examine`. Default: nothing. */
  readonly inspect?: () => Promise<readonly Finding[]>
  /** Whom to tell what happens. Default: nobody. */
  readonly notify?: Pick<NotifierOptions, 'hooks' | 'key' | 'retryMs'>
}

export function startAttendants(
  options: AttendantOptions,
  context: ControlContext,
): Attendants & { readonly close: () => Promise<void> } {
  const { database, planes, readPlan, log, compared, retentionDays = 30, accessLog } = options
  const { state, tenure, views, events, name } = context
  const table = (): RouteTable | undefined => state.peek()?.table
  const intake = startIntake({ ...{ planes, store: compared, tenure, log, retentionDays } })
  const callers = createCallerStore(database)
  const watch = startLegacyWatch({
    ...{ store: callers, tenure, accessLog, log },
    serving: () => state.peek() ?? undefined,
    planes: views.map(({ plane, observation }) => ({ name: plane.name, observation })),
  })
  const notifier = startNotifier({
    ...(options.notify ?? { hooks: {} }),
    ...{ store: createOutboxStore(database), events, tenure, controller: name, log },
    plan: () => table()?.plan ?? '',
  })
  const sources = [...planes.map((plane) => plane.name), ...(accessLog === undefined ? [] : [ACCESS_LOG])]
  const { inspect = () => Promise.resolve([]), prometheusUrl } = options
  return {
    comparisons: createComparisons(compared, table),
    calls: createCallStore(database),
    notifications: notifier,
    drained: (limit) => judgeDrained(callers, state.current(), sources, limit),
    listServers: () => listServers(planes),
    examine: () => examine({ context, database, readPlan, prometheusUrl, inspect }),
    async close() {
      await Promise.all([intake.close(), watch.close(), notifier.close()])
    },
  }
}
