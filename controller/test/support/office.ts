import { createDatabase } from '../../../tests/support/database.ts'
import { eventually } from '../../../tests/support/eventually.ts'
import { startController, type Controller, type ControllerOptions } from '../../src/control/controller.ts'
import { loadPlan } from '../../src/control/load-plan.ts'
import type { ControlEvent } from '../../src/control/events.ts'
import { createLog } from '../../src/log.ts'
import { createProxyPlane } from '../../src/planes/proxy-plane.ts'
import { migrateSchema } from '../../src/store/migrate-schema.ts'
import { openDatabase } from '../../src/store/database.ts'
import { startRelay, type Relay } from './relay.ts'
import { startStandInPlane, type StandInPlane } from './stand-in-plane.ts'
import { temporaryPlan, type TemporaryPlan } from './temporary-plan.ts'

/** A controller in this process between a real database, reached through a relay, and two planes, `a` and `b`. */
export interface Office {
  readonly a: StandInPlane
  readonly b: StandInPlane
  readonly relay: Relay
  readonly plan: TemporaryPlan
  readonly databaseUrl: string
  readonly events: readonly ControlEvent[]
  controller: () => Controller
  /** Another controller on the same database and planes, by its own way to the database. */
  open: (name: string, databaseUrl?: string) => Promise<Controller>
  /** Stops the controller and starts another one in its place. */
  restart: () => Promise<Controller>
  close: () => Promise<void>
}

export const OPERATOR = { who: 'tester', why: null }

export async function openOffice({
  migrated = true,
  accessLog,
  notify,
  prometheusUrl,
}: Pick<ControllerOptions, 'accessLog' | 'notify' | 'prometheusUrl'> & {
  migrated?: boolean
} = {}): Promise<Office> {
  const database = await createDatabase()
  if (migrated) await migrateSchema(database.url)
  const address = new URL(database.url)
  const relay = await startRelay({ host: address.hostname, port: Number(address.port) })
  address.port = String(relay.port)
  const [a, b, plan] = await Promise.all([startStandInPlane(), startStandInPlane(), temporaryPlan()])
  const events: ControlEvent[] = []
  const open: { controller: Controller; close: () => Promise<void> }[] = []

  async function start(name: string, databaseUrl: string): Promise<Controller> {
    const pool = openDatabase(databaseUrl, () => undefined)
    const readPlan = (): ReturnType<typeof loadPlan> => loadPlan(plan.file, {})
    const controller = startController({
      name,
      baseUrl: `http://${name}.example`,
      database: pool,
      databaseUrl,
      planes: [createProxyPlane(a.url, 'a'), createProxyPlane(b.url, 'b')],
      plan: await readPlan(),
      readPlan,
      accessLog,
      prometheusUrl,
      ...(notify ? { notify } : {}),
      log: createLog(process.env['TEST_LOG'] ?? 'silent'),
    })
    controller.events.subscribe((event) => events.push(event))
    open.push({
      controller,
      close: async () => {
        await controller.close()
        await pool.destroy()
      },
    })
    return controller
  }

  let first = await start('first', address.href)
  if (migrated) await inSync(first)
  return {
    a,
    b,
    relay,
    plan,
    databaseUrl: database.url,
    events,
    controller: () => first,
    open: (name, databaseUrl = database.url) => start(name, databaseUrl),
    async restart() {
      await open.shift()?.close()
      first = await start('first', address.href)
      open.unshift(...open.splice(-1))
      return first
    },
    async close() {
      relay.restore()
      await Promise.all(open.map((each) => each.close()))
      await Promise.all([a.stop(), b.stop(), relay.close(), plan.remove()])
      await database.close()
    },
  }
}

/** Resolves when the controller leads and every plane serves its table. */
export async function inSync(controller: Controller): Promise<void> {
  await eventually(
    () =>
      controller.role() === 'leader' &&
      controller.knows() &&
      controller.status().planes.every((plane) => plane.inSync),
  )
}

/** The error that a promise fails with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code: string }> {
  try {
    await promise
  } catch (error) {
    return error as Error & { code: string }
  }
  throw new Error('it did not fail')
}
