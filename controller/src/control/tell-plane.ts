import { setTimeout as pause } from 'node:timers/promises'
import type { RouteTable } from '@strangler/migration-plan'
import { ControllerError, messageOf } from '../errors.ts'
import type { Observation } from '../planes/plane.ts'
import { driftOf, holding, type Drift } from './drift.ts'
import type { PlaneView } from './plane-view.ts'

/** How a plane took a table. `outrun`: it serves a version that is not older, so somebody else told it. */
export interface PlaneOutcome {
  readonly plane: string
  readonly result: 'confirmed' | 'unreachable' | 'refused' | 'outrun'
  readonly error: string | null
  /** Version that an outrun table met. */
  readonly version: number | null
  /** When it was read back (performance.now()). */
  readonly confirmedAt: number | null
}

export interface Telling {
  readonly table: RouteTable
  /** Tables that the plane may be at: what differs from them there is an operator's doing, and stays. */
  readonly known: readonly RouteTable[]
  /** Routes whose weight is set whatever an operator did to them by hand. */
  readonly claimed: ReadonlySet<string>
  /** Also when the plane serves this very version already. Default: then the table is outrun. */
  readonly again?: boolean
  /** Refuses where an operator has servers of a claimed route out of service. Default: they are left so. */
  readonly mustServe?: boolean
}

const READ_BACK_TRIES = 20
const READ_BACK_EVERY_MS = 50

/** Brings one plane to a table, and reads back that it is there. Never throws. */
export async function tellPlane(
  view: PlaneView,
  { table, known, claimed, again = false, mustServe = false }: Telling,
): Promise<PlaneOutcome> {
  const outcome = (result: PlaneOutcome['result'], error: string | null = null): PlaneOutcome => ({
    plane: view.plane.name,
    result,
    error,
    version: null,
    confirmedAt: null,
  })
  try {
    const before = await view.plane.observe()
    if (before.version !== null && before.version >= table.version + (again ? 1 : 0))
      return { ...outcome('outrun', `it serves version ${before.version}`), version: before.version }
    const held = heldDrift(view, before, known).filter(({ route }) => !claimed.has(route))
    await view.plane.apply(holding(table, held))
    const isLeft = ({ route, actual }: Drift): boolean =>
      held.some((one) => one.route === route) || (actual === null && !(mustServe && claimed.has(route)))
    const after = await readBack(view, table, isLeft)
    const confirmedAt = performance.now()
    view.saw(after)
    view.told(after.instance)
    view.refused(null)
    view.drifted(driftOf(view.plane.name, after, table))
    return { ...outcome('confirmed'), confirmedAt }
  } catch (thrown) {
    const why = messageOf(thrown)
    if (thrown instanceof ControllerError && thrown.code === 'ERR_PLANE_REFUSED') {
      view.refused(why)
      return outcome('refused', why)
    }
    view.lost(why)
    return outcome('unreachable', why)
  }
}

/** What an operator did by hand since the plane was last told; nothing if it started anew or lags behind. */
function heldDrift(view: PlaneView, before: Observation, known: readonly RouteTable[]): readonly Drift[] {
  if (before.instance !== view.toldInstance()) return []
  const previous = known.find(({ version }) => version === before.version)
  return previous ? driftOf(view.plane.name, before, previous) : []
}

async function readBack(
  view: PlaneView,
  table: RouteTable,
  isLeft: (drift: Drift) => boolean,
): Promise<Observation> {
  let seen = 'nothing'
  for (let tries = 0; tries < READ_BACK_TRIES; tries++) {
    if (tries > 0) await pause(READ_BACK_EVERY_MS)
    const after = await view.plane.observe()
    const wrong = driftOf(view.plane.name, after, table).filter((drift) => !isLeft(drift))
    if (after.version === table.version && wrong.length === 0) return after
    seen = [
      `version ${String(after.version)}`,
      ...wrong.map(({ route, actual }) => `${route} ${actual === null ? 'out of service' : `at ${actual}`}`),
    ].join(', ')
  }
  throw new ControllerError(
    'ERR_PLANE_REFUSED',
    `plane "${view.plane.name}": took version ${table.version} but serves ${seen}`,
    'see its log, and that nobody else steers it',
  )
}
