import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import type { RouteNumbers } from '../../src/evidence/route-evidence.ts'
import { failure, inSync, OPERATOR, openOffice, type Office } from '../support/office.ts'
import { planText } from '../support/temporary-plan.ts'

const GATES = '{ errors: none, latencyP95: none, bake: 1s }'
const MORE = `  - { id: waits, match: { path: /waits }, candidate: new, gates: ${GATES} }\n`

describe('what is known of a route', () => {
  let office: Office
  before(async () => {
    office = await openOffice()
    await office.plan.write(planText(MORE))
    await office.controller().reload()
  })
  after(() => office.close())

  const known = (route = 'static'): RouteNumbers | null => office.controller().why(route).evidence
  const counted = (route = 'static'): readonly [legacy: number, candidate: number] => {
    const numbers = known(route)
    return [numbers?.legacy.requests ?? -1, numbers?.candidate.requests ?? -1]
  }
  const countedIs = (legacy: number, candidate: number, route = 'static'): Promise<unknown> =>
    eventually(() => counted(route).join() === [legacy, candidate].join())
  /** Once the controller has looked at both planes, and so knows of all steps and counts by now. */
  const isLookedAt = (): Promise<unknown> => {
    const [legacy, candidate] = counted('waits')
    return eventually(() => {
      office.a.sends('waits', 'legacy', 1)
      office.b.sends('waits', 'candidate', 1)
      const now = counted('waits')
      return now[0] > Math.max(legacy, 0) && now[1] > Math.max(candidate, 0)
    })
  }

  it('is what both planes counted since it stands where it does, and nothing of before they were seen', async () => {
    await office.controller().set('static', 5, OPERATOR, {})
    await isLookedAt()
    office.a.sends('static', 'legacy', 90)
    office.b.sends('static', 'legacy', 5)
    office.b.sends('static', 'candidate', 5)
    await countedIs(95, 5)
    expect(known()?.legacy.errors).to.equal(0)
  })

  it('is taken up by a controller that is started in the place of one', async () => {
    const since = known()?.since
    await office.restart()
    await inSync(office.controller())
    await countedIs(95, 5)
    expect(known()?.since).to.deep.equal(since)
    await isLookedAt()
    office.a.sends('static', 'candidate', 3)
    await countedIs(95, 8)
  })

  it('goes on with a plane that is started anew, from 0', async () => {
    await office.a.stop()
    await eventually(() =>
      office
        .controller()
        .status()
        .planes.some(({ reachable }) => !reachable),
    )
    await office.a.start()
    await inSync(office.controller())
    office.a.sends('static', 'legacy', 10)
    // Of itself it says that it served three requests with each side already.
    await countedIs(108, 11)
  })

  it('is told by no standby', async () => {
    const second = await office.open('second')
    await eventually(() => second.role() === 'standby')
    expect((await failure(Promise.resolve().then(() => second.why('static')))).code).to.match(
      /^ERR_CONTROLLER_/,
    )
    expect(counted()).to.deep.equal([108, 11])
  })

  it('begins anew when the route is released', async () => {
    await office.controller().hold('static', OPERATOR)
    await office.controller().release('static', OPERATOR)
    await countedIs(0, 0)
    await isLookedAt()
    office.a.sends('static', 'candidate', 2)
    await countedIs(0, 2)
  })

  it('begins anew with each step, so that two at once are judged one after the other', async () => {
    await office.controller().set('waits', 5, OPERATOR, {})
    await eventually(() => office.controller().why('waits').verdict === 'pass')
    await office.controller().advance('waits', OPERATOR)
    const refused = await failure(office.controller().advance('waits', OPERATOR))
    expect(refused.code).to.equal('ERR_GATE_NOT_PASSED')
    expect(office.controller().why('waits').weight).to.equal(50)
    expect(office.controller().why('waits').findings[0]?.sentence).to.match(/^bake: 1 s more/)
  })
})
