import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { statusAnswer } from '../../src/http/status-schemas.ts'
import { VIEWER_TOKEN } from '../support/controller-process.ts'
import { startSteeredEdge, type SteeredEdge } from '../support/steered-edge.ts'
import { errorIn, strangler, stranglerHere, type Run } from '../support/strangler.ts'

describe('strangler, with a controller and an edge,', function () {
  this.timeout(60_000)
  let edge: SteeredEdge
  before(async () => {
    edge = await startSteeredEdge()
    await eventually(async () => (await status()).planes.every(({ inSync }) => inSync))
  })
  after(() => edge.close())

  /** As a process of its own. */
  const apart = (...args: string[]): Promise<Run> => strangler(args, { env: edge.controller.env })
  const here = (...args: string[]): Promise<Run> => stranglerHere(args, { env: edge.controller.env })
  const json = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await here(...args, '--json')
    expect(code, stderr).to.equal(EXIT.ok)
    return JSON.parse(stdout) as Record<string, unknown>
  }
  const status = async () => statusAnswer.parse(await json('status'))

  async function candidateAnswers(path: string, of: number): Promise<number> {
    let count = 0
    for (let asked = 0; asked < of; asked++) if ((await edge.haproxy.who(path)) === 'new') count++
    return count
  }

  beforeEach(() => here('rollback'))

  it('shows where routes stand and what the edge does', async () => {
    // A controller that just began to lead has counted nothing yet.
    await eventually(async () => (await status()).routes[0]?.evidence !== null)
    const { code, stdout, stderr } = await apart('status')
    expect({ code, stderr }).to.deep.equal({ code: EXIT.ok, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).to.match(/^plan example, version \d+, controller first leads$/)
    expect(lines.slice(2)).to.deep.equal([
      'ROUTE      STAGE   WEIGHT           REQ/S  ERRORS  LATENCY  MISMATCH  EDGE  WAITS FOR',
      'static     legacy  ░░░░░░░░░░ 0%    0.0    -       -        -         0%    its move has not begun: strangler advance static makes the first step',
      'search     legacy  ░░░░░░░░░░ 0%    0.0    -       -        -         0%    the plan has it after static (0%), not live yet',
      'api        live    ██████████ 100%  -      -       -        -         100%',
      'admin      denied  -                -      -       -        -         -',
      'unclaimed  legacy  ░░░░░░░░░░ 0%    -      -       -        -         0%',
      '',
      'edge: in sync',
    ])
    expect(Object.keys(await json('status'))).to.have.members([
      ...['plan', 'version', 'role', 'controller', 'unrecorded', 'pause', 'routes', 'planes', 'drift'],
    ])
  })

  it('moves a route, and the edge does it when the command ends', async () => {
    const { code, stdout, stderr } = await apart('set', 'static', '50%', '--reason', 'a first look')
    expect({ code, stderr }).to.deep.equal({ code: EXIT.ok, stderr: '' })
    expect(stdout).to.match(/^static 0% -> 50%, version \d+, in effect after 0\.\d+ s\n$/)
    // Exact is what HAProxy is in a hundred; in a few it is near.
    expect(await candidateAnswers('/static/a', 20)).to.be.within(8, 12)
    const answer = await json('set', 'static', '100')
    expect(answer).to.deep.include({ route: 'static', from: 50, to: 100, recorded: true })
    expect(String(answer['warnings'])).to.match(/^the gates do not let "static" go on yet: /)
    expect(answer['planes']).to.deep.equal([{ plane: 'edge', result: 'confirmed', error: null }])
    expect(await candidateAnswers('/static/a', 10)).to.equal(10)
  })

  it('warns on stderr, and does it all the same, where the plan has another order', async () => {
    const { code, stdout, stderr } = await apart('set', 'search', '5')
    expect(code).to.equal(EXIT.ok)
    expect(stdout).to.match(/^search 0% -> 5%/)
    expect(stderr).to.equal('strangler: warning: the plan has "search" after "static", which stands at 0\n')
  })

  it('lets a route be shadowed, and says so where the plan compares nothing', async () => {
    const { code, stdout, stderr } = await apart('shadow', 'static', '--reason', 'a first look')
    expect(code).to.equal(EXIT.ok)
    expect(stdout).to.match(/^static 0% -> shadow, version \d+, in effect after 0\.\d+ s\n$/)
    expect(stderr).to.equal(
      'strangler: warning: the plan compares nothing of "static": give it compare.sample, such as 20%\n',
    )
    const { routes } = await status()
    expect(routes.find(({ id }) => id === 'static')).to.include({ stage: 'shadow', weight: 0, inSync: true })
    expect((await json('log', 'static', '--limit', '1'))['steps']).to.have.nested.property(
      '[0].action',
      'shadow',
    )
  })

  it('rolls one route back, or all, and says so when there is nothing to do', async () => {
    await here('set', 'static', '100')
    await here('set', 'search', '100')
    const one = await apart('rollback', 'search', '--reason', 'slow')
    expect(one.code).to.equal(EXIT.ok)
    expect(one.stdout).to.match(
      /^ROUTE {3}FROM {2}TO\nsearch {2}100% {2}0%\nversion \d+, in effect after 0\.\d+ s\n$/,
    )
    expect(await candidateAnswers('/search', 5)).to.equal(0)
    expect(await json('rollback')).to.have.deep.property('routes', [{ route: 'static', from: 100, to: 0 }])
    expect(await here('rollback')).to.include({
      ...{ code: EXIT.ok, stdout: 'nothing to roll back: legacy answers everything that can move\n' },
    })
    expect(await json('rollback')).to.deep.include({ routes: [], planes: [], recorded: true })
  })

  it('tells who did what and why', async () => {
    await here('set', 'static', '33', '--reason', 'a first look')
    const { code, stdout } = await apart('log', 'static', '--limit', '1')
    expect(code).to.equal(EXIT.ok)
    const [heading, line] = stdout.split('\n')
    expect(heading).to.match(/^WHEN +ROUTE +ACTION +WEIGHT +VERSION +WHO +WHY$/)
    expect(line).to.match(
      /^\d{4}-\d\d-\d\dT\S+Z {2}static {2}set {5}0% -> 33% {2}\d+ +\S+@\S+ \(operator\) {2}a first look$/,
    )
    const { steps } = (await json('log', 'static', '-n', '1')) as { steps: object[] }
    expect(steps).to.have.length(1)
    expect(Object.keys(steps[0] ?? {})).to.have.members([
      ...['id', 'at', 'action', 'who', 'why', 'route', 'from', 'to', 'fromStage', 'toStage', 'version'],
      ...['evidence', 'hash'],
    ])
  })

  it('tells what the edge counted', async () => {
    await here('set', 'static', '50')
    type Counts = { routes: { id: string; planes: { edge: Record<string, { requests: number }> } }[] }
    const counted = async (): Promise<readonly (number | undefined)[]> => {
      const { routes } = (await json('traffic')) as unknown as Counts
      const { legacy, candidate } = routes.find(({ id }) => id === 'static')?.planes.edge ?? {}
      return [legacy?.requests, candidate?.requests]
    }
    const [legacy = 0, candidate = 0] = await counted()
    await candidateAnswers('/static/a', 10)
    await eventually(async () => {
      const now = await counted()
      const more = [(now[0] ?? 0) - legacy, (now[1] ?? 0) - candidate] as const
      return more[0] + more[1] === 10 && Math.abs(more[0] - more[1]) <= 4
    })
    const { code, stdout } = await apart('traffic')
    expect(code).to.equal(EXIT.ok)
    expect(stdout).to.match(
      /^ROUTE +PLANE +LEGACY +5XX +IN FLIGHT +CANDIDATE +5XX +IN FLIGHT\nstatic +edge +\d+ +0 +0 +\d+ +0 +0\n/,
    )
  })

  it('shows a weight that somebody set on the edge by hand, and how to put it back', async () => {
    await here('set', 'static', '50')
    await edge.haproxy.ask('set server static/legacy weight 30')
    await edge.haproxy.ask('set server static/candidate weight 70')
    await eventually(async () => (await status()).drift.length > 0)
    expect((await status()).drift).to.deep.equal([
      { plane: 'edge', route: 'static', expected: 50, actual: 70 },
    ])
    const { stdout } = await apart('status')
    expect(stdout).to.match(/^static +ramp +█{5}░{5} 50% .* 70% +on hold by somebody at a plane/m)
    expect(stdout).to.contain(
      'drift: static is at 70% on edge, the table says 50%; strangler adopt static keeps that, strangler revert static takes it back\n',
    )
    await here('set', 'static', '50')
    expect((await status()).drift).to.deep.equal([])
    expect(await candidateAnswers('/static/a', 10)).to.be.within(3, 7)
  })

  it('shows a server that somebody took out of service', async () => {
    await here('set', 'static', '50')
    await edge.haproxy.ask('set server static/candidate state drain')
    await eventually(async () => (await status()).drift.length > 0)
    expect((await here('status')).stdout).to.contain(
      'drift: static is out of service or shared oddly on edge, the table says 50%; strangler adopt static keeps that, strangler revert static takes it back\n',
    )
    await edge.haproxy.ask('set server static/candidate state ready')
    await eventually(async () => (await status()).drift.length === 0)
  })

  it('rolls back although somebody has servers out of service, which no step forward does', async () => {
    await here('set', 'static', '50')
    await here('set', 'search', '50')
    await edge.haproxy.ask('set server static/candidate state maint')
    await eventually(async () => (await status()).drift.length > 0)
    const forward = await here('set', 'static', '100')
    expect(forward).to.include({ code: EXIT.tryAgain, stdout: '' })
    expect(forward.stderr).to.contain('static out of service')
    const { code, stderr } = await here('rollback')
    expect({ code, stderr }).to.deep.equal({
      code: EXIT.ok,
      stderr:
        'strangler: warning: "static" has servers out of service on plane "edge"; set them ready there\n',
    })
    const { routes } = await status()
    expect(routes.slice(0, 2).map(({ id, weight }) => [id, weight])).to.deep.equal([
      ['static', 0],
      ['search', 0],
    ])
    expect(await candidateAnswers('/search', 5)).to.equal(0)
    await edge.haproxy.ask('set server static/candidate state ready')
    await eventually(async () => (await status()).drift.length === 0)
    expect(await candidateAnswers('/static/a', 5)).to.equal(0)
  })

  it('moves other routes although somebody has servers out of service, after a restart of the edge too', async () => {
    await here('set', 'static', '50')
    await edge.haproxy.ask('set server static/candidate state drain')
    await eventually(async () => (await status()).drift.length > 0)
    expect((await here('set', 'search', '5')).code).to.equal(EXIT.ok)
    await edge.haproxy.child().stop('SIGKILL')
    await edge.haproxy.restart()
    await eventually(async () => {
      const { planes, drift } = await status()
      return planes[0]?.error === null && drift[0]?.actual === null
    })
    expect((await here('set', 'search', '50')).code).to.equal(EXIT.ok)
    await edge.haproxy.ask('set server static/candidate state ready')
    await eventually(async () => (await status()).drift.length === 0)
  })

  it('explains and renders where the controller stands', async () => {
    await here('set', 'static', '33')
    expect((await here('plan', 'explain', '/static/a')).stdout).to.contain(
      'It stands at stage ramp: 33 of any 100 requests go to candidate "new", the others to legacy "old".',
    )
    expect((await apart('plan', 'render', 'table')).stdout).to.match(/^static .* ramp +33$/m)
    expect((await here('plan', 'render', 'haproxy')).stdout).to.contain('backend static')
  })

  it('has the controller take its plan anew, unless it is bad', async () => {
    await here('set', 'static', '33')
    await edge.plan.write(edge.planWith('  - { id: fresh, match: { path: /fresh }, candidate: new }'))
    const taken = await apart('plan', 'reload')
    expect(taken.stdout).to.match(/^plan example, version \d+, in effect after \d+(\.\d+)? s\n$/)
    expect(await edge.haproxy.who('/fresh')).to.equal('old')
    expect((await status()).routes.find(({ id }) => id === 'static')).to.include({ weight: 33 })
    await edge.plan.write(edge.planWith('  - { id: fresh, match: { pat: /fresh }, candidate: nwe }'))
    const bad = await here('plan', 'reload', '--json')
    expect(bad.code).to.equal(EXIT.planInvalid)
    expect(bad.stderr).to.match(
      /^plan\.yaml:\d+:\d+: [^]*\nstrangler: the controller's plan file: \d problems; mend what stands above\n$/,
    )
    expect(errorIn(bad)).to.include({ code: 'ERR_PLAN_INVALID' })
    expect((await here('set', 'fresh', '5')).code).to.equal(EXIT.ok)
  })

  it('writes where routes stand into a plan, and nothing else', async () => {
    await edge.plan.write(edge.planWith(''))
    await here('set', 'static', '50')
    const { code, stdout } = await here('export', edge.plan.file, '--write')
    expect(code).to.equal(EXIT.ok)
    expect(stdout).to.match(/plan\.yaml: written, as of version \d+\n$/)
    const written = await readFile(edge.plan.file, 'utf8')
    expect(written).to.match(/^ {2}# stands: ramp 50%, since \S+Z\n {2}- \{ id: static,/m)
    expect(written.replaceAll(/^ *# stands: .*\n/gm, '')).to.equal(edge.planWith(''))
    expect((await here('export', edge.plan.file, '--write')).stdout).to.match(/says so already\n$/)
    expect((await here('export', edge.plan.file)).stdout).to.equal(written)
    await edge.plan.write(edge.planWith(''))
  })

  it('ends with the exit code that the refusal has', async () => {
    const viewer = { ...edge.controller.env, STRANGLER_TOKEN: VIEWER_TOKEN }
    const stranger = { ...edge.controller.env, STRANGLER_TOKEN: 'nobody-knows-this' }
    const refused = async (
      [code, says]: readonly [number, string],
      args: readonly string[],
      env: Readonly<Record<string, string>> = edge.controller.env,
    ): Promise<void> => {
      const run = await stranglerHere(args, { env })
      expect(run).to.deep.equal({ code, stdout: '', stderr: `strangler: ${says}\n` })
    }
    await refused(
      [EXIT.usage, 'route "statik": the plan has no such route; did you mean "static"?'],
      ['set', 'statik', '5'],
    )
    await refused(
      [EXIT.notMovable, 'route "api": only its candidate "new" knows it; it always stands at 100'],
      ['rollback', 'api'],
    )
    await refused(
      [EXIT.noPermission, 'request: a viewer may read only; use the token of an operator'],
      ['set', 'static', '5'],
      viewer,
    )
    await refused(
      [
        EXIT.noPermission,
        'request: its token is not known; send "Authorization: Bearer <token>" with a token of the controller',
      ],
      ['status'],
      stranger,
    )
    await refused(
      [
        EXIT.usage,
        'body.reason: must not hold control characters or line breaks; send an object with weight, reason, expectedVersion',
      ],
      ['set', 'static', '5', '--reason', 'a\nb'],
    )
    expect(await strangler(['set', 'api', '5'], { env: edge.controller.env })).to.include({
      code: EXIT.notMovable,
    })
  })
})
