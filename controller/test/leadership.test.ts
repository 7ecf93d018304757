import { expect } from 'chai'
import { eventually } from '../../tests/support/eventually.ts'
import { EXIT } from '../src/cli/exit-codes.ts'
import type { StepsAnswer } from '../src/http/schemas.ts'
import type { StatusAnswer } from '../src/http/status-schemas.ts'
import { controllerDatabase, startControllerProcess } from './support/controller-process.ts'
import type { ControllerProcess } from './support/controller-process.ts'
import { startStandInPlane, type StandInPlane } from './support/stand-in-plane.ts'
import { stranglerHere, type Run } from './support/strangler.ts'
import { temporaryPlan, type TemporaryPlan } from './support/temporary-plan.ts'

describe('two controllers on one database', function () {
  this.timeout(120_000)
  let database: Awaited<ReturnType<typeof controllerDatabase>>
  let plan: TemporaryPlan
  let plane: StandInPlane
  let leader: ControllerProcess
  let standby: ControllerProcess

  beforeEach(async () => {
    ;[database, plan, plane] = await Promise.all([controllerDatabase(), temporaryPlan(), startStandInPlane()])
    leader = await start('first')
    await role(leader, 'leader')
    standby = await start('second')
    await role(standby, 'standby')
  })
  afterEach(async () => {
    await Promise.all([leader, standby].map(({ child }) => child.stop()))
    await Promise.all([plan.remove(), plane.stop(), database.close()])
  })

  const start = (name: string): Promise<ControllerProcess> =>
    startControllerProcess({
      DATABASE_URL: database.url,
      PLAN_FILE: plan.file,
      PROXY_ADMIN_URL: plane.url,
      CONTROLLER_NAME: name,
    })

  async function role({ url }: ControllerProcess, expected: string, withinMs = 30_000): Promise<void> {
    const now = async (): Promise<unknown> =>
      ((await (await fetch(`${url}/readyz`)).json()) as { role?: string }).role
    await eventually(async () => (await now()) === expected, { withinMs })
  }

  const strangler = ({ env }: ControllerProcess, ...args: string[]): Promise<Run> =>
    stranglerHere(args, { env })

  async function json<T>(controller: ControllerProcess, ...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await strangler(controller, ...args, '--json')
    expect(code, stderr).to.equal(EXIT.ok)
    return JSON.parse(stdout) as T
  }

  it('have one that leads, and one that answers what is asked but moves nothing', async () => {
    const { version } = await json<{ version: number }>(leader, 'set', 'static', '33')
    const seen = await eventually(async () => {
      const status = await json<StatusAnswer>(standby, 'status')
      const isSeen = status.version === version && status.routes.every(({ inSync }) => inSync)
      return isSeen ? status : undefined
    })
    expect(seen).to.include({ role: 'standby', controller: 'second' })
    expect(seen.routes.find(({ id }) => id === 'static')).to.deep.include({
      weight: 33,
      planes: { proxy: 33 },
    })
    for (const args of [['log'], ['traffic'], ['plan', 'render', 'table']])
      expect(await json(standby, ...args)).to.deep.equal(await json(leader, ...args))
    for (const args of [['set', 'static', '50'], ['rollback', 'static'], ['rollback'], ['plan', 'reload']]) {
      expect(await strangler(standby, ...args)).to.deep.equal({
        ...{ code: EXIT.tryAgain, stdout: '' },
        stderr: `strangler: controller: this one is on standby, the leader is "first" at ${leader.url}; ask ${leader.url}\n`,
      })
    }
    expect(plane.weight('static')).to.equal(33)
  })

  it('change places within 5 seconds when the leader is killed, and nothing is lost or done twice', async () => {
    await json(leader, 'set', 'static', '33', '--reason', 'before')
    const told = plane.applied()
    void leader.child.stop('SIGKILL')
    await role(standby, 'leader', 5000)
    expect(plane.weight('static')).to.equal(33)
    const after = await json<{ from: number; version: number }>(standby, 'set', 'static', '50')
    expect(after.from).to.equal(33)
    const { steps } = await json<StepsAnswer>(standby, 'log')
    expect(steps.map(({ from, to, why }) => [from, to, why])).to.deep.equal([
      [33, 50, null],
      [0, 33, 'before'],
    ])
    expect(plane.applied()).to.equal(told + 1)
    leader = await start('first')
    await role(leader, 'standby')
    expect((await strangler(leader, 'rollback')).stderr).to.contain('the leader is "second"')
  })

  it('change places when the leader is stopped in order', async () => {
    await json(leader, 'set', 'static', '33')
    expect(await leader.child.stop()).to.equal(0)
    await role(standby, 'leader', 5000)
    expect((await json<StatusAnswer>(standby, 'status')).routes[0]).to.include({ id: 'static', weight: 33 })
  })
})
