import { expect } from 'chai'
import pg from 'pg'
import { askSql } from '../../tests/support/ask-sql.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { createClient, type ControllerClient } from '../src/client.ts'
import {
  controllerDatabase,
  startControllerProcess,
  type ControllerProcess,
} from './support/controller-process.ts'
import { startStandInPlane, type StandInPlane } from './support/stand-in-plane.ts'
import { temporaryPlan, type TemporaryPlan } from './support/temporary-plan.ts'

/** What a step waits for while somebody else has locked it: to begin, or to be written down. */
const MOMENTS = [
  { when: 'before planes are told', lock: 'select version from route_table for update', told: 0 },
  { when: 'between planes told and record written', lock: 'lock table standing in share mode', told: 5 },
] as const

describe('a controller that is killed in the middle of a step', () => {
  let database: Awaited<ReturnType<typeof controllerDatabase>>
  let plane: StandInPlane
  let plan: TemporaryPlan
  let controller: ControllerProcess

  const start = (): Promise<ControllerProcess> =>
    startControllerProcess({
      DATABASE_URL: database.url,
      PLAN_FILE: plan.file,
      PROXY_ADMIN_URL: plane.url,
      CONTROLLER_NAME: 'first',
    })
  const client = (): ControllerClient =>
    createClient({ url: controller.env.STRANGLER_URL, token: controller.env.STRANGLER_TOKEN })
  const inStep = (): Promise<unknown> =>
    eventually(async () => {
      const { role, planes } = await client().status()
      return role === 'leader' && planes.every(({ inSync }) => inSync)
    })

  before(async () => {
    database = await controllerDatabase()
    plane = await startStandInPlane()
    plan = await temporaryPlan()
    controller = await start()
    await inStep()
  })
  after(async () => {
    await controller.child.stop()
    await Promise.all([plane.stop(), plan.remove(), database.close()])
  })

  for (const { when, lock, told } of MOMENTS)
    it(`${when}, leaves the route where it was, and everybody says so`, async () => {
      const holder = new pg.Client({ connectionString: database.url })
      await holder.connect()
      await holder.query('begin')
      await holder.query(lock)
      const step = client()
        .advance('static', { force: true })
        .then(
          () => 'answered',
          () => 'not answered',
        )
      await eventually(async () => (await waiting()) && plane.weight('static') === told)
      await controller.child.stop('SIGKILL')
      expect(await step).to.equal('not answered')
      await holder.query('rollback')
      await holder.end()
      controller = await start()
      await inStep()
      const { routes } = await client().status()
      expect(routes.find(({ id }) => id === 'static')).to.include({ weight: 0, stage: 'legacy' })
      expect(plane.weight('static')).to.equal(0)
      expect((await client().steps({ limit: 10 })).steps).to.deep.equal([])
    })

  it('takes that step once it is asked again', async () => {
    await client().advance('static', { force: true })
    expect(plane.weight('static')).to.equal(5)
    const { steps } = await client().steps({ limit: 10 })
    expect(steps.map(({ action, from, to }) => [action, from, to])).to.deep.equal([['advance', 0, 5]])
  })

  /** Whether somebody waits for a lock. */
  async function waiting(): Promise<boolean> {
    const rows = await askSql(
      database.url,
      'select 1 from pg_stat_activity where datname = current_database() and wait_event_type = $1',
      ['Lock'],
    )
    return rows.length > 0
  }
})
