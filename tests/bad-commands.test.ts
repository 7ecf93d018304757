import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectController, eventually, repository, startSystem, type System } from '@strangler/demo'
import { expect } from 'chai'
import { gatherCrowd, type Crowd } from './support/crowd.ts'
import { signalProcess } from './support/signal-process.ts'
import { standingsOf } from './support/standings.ts'

const VIEWER_TOKEN = 'a-viewer-reads-only'
const GOOD = join(repository, 'migration-plan/plans/mythoughts.yaml')

interface Refusal {
  readonly code: string
  readonly message: string
  readonly remedy: string
}

describe('in the middle of a move, while users click,', () => {
  const cleanups: (() => Promise<unknown>)[] = []
  let system: System
  let crowd: Crowd
  let planFile: string

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bad-commands-'))
    cleanups.push(() => rm(folder, { recursive: true }))
    planFile = join(folder, 'plan.yaml')
    await writeFile(planFile, await readFile(GOOD))
    const controllerEnv = { VIEWER_TOKEN, PLAN_FILE: planFile }
    const config = { front: 'haproxy', legacyUrl: null, databaseUrl: null, controllerEnv } as const
    system = await startSystem(config, () => undefined)
    cleanups.push(() => system.stop())
    const controller = await connectController(system.contextFile)
    for (const route of ['static', 'search', 'login']) await controller.set(route, 33)
    crowd = await gatherCrowd(system, 4)
    cleanups.push(() => crowd.leave())
  })
  after(async () => {
    for (const cleanUp of cleanups.toReversed()) await cleanUp()
  })

  /** Whatever is done changes nothing: no weight, no version, no line of the audit, and no user meets a fault. */
  const changesNothing = async (act: () => Promise<void>): Promise<void> => {
    const before = await standingsOf(system)
    expect(await crowd.during(act)).to.deep.equal([])
    expect(await standingsOf(system)).to.deep.equal(before)
  }

  it('a bad command over the API changes nothing and says why', () =>
    changesNothing(async () => {
      const operator = await operatorToken()
      const weight = '/routes/search/weight'
      const rows: readonly (readonly [
        what: string,
        call: { path: string; method?: string; token?: string | null; body?: string; type?: string },
        status: number,
        code: string,
        says: RegExp,
      ])[] = [
        [
          'an unknown route',
          { path: '/routes/serch/weight' },
          404,
          'ERR_ROUTE_UNKNOWN',
          /"serch".*did you mean "search"/,
        ],
        ['a denied route', { path: '/routes/admin/weight' }, 409, 'ERR_ROUTE_NOT_MOVABLE', /"admin".*denied/],
        [
          'a route without legacy',
          { path: '/routes/api-login/weight' },
          409,
          'ERR_ROUTE_NOT_MOVABLE',
          /"api-login"/,
        ],
        [
          'a weight of 101',
          { path: weight, body: '{"weight":101}' },
          400,
          'ERR_REQUEST_INVALID',
          /weight.*100/,
        ],
        [
          'a weight below 0',
          { path: weight, body: '{"weight":-1}' },
          400,
          'ERR_REQUEST_INVALID',
          /weight.*0/,
        ],
        [
          'half a percent',
          { path: weight, body: '{"weight":0.5}' },
          400,
          'ERR_REQUEST_INVALID',
          /weight.*int/,
        ],
        [
          'a weight in words',
          { path: weight, body: '{"weight":"all"}' },
          400,
          'ERR_REQUEST_INVALID',
          /weight/,
        ],
        ['no weight', { path: weight, body: '{}' }, 400, 'ERR_REQUEST_INVALID', /weight/],
        [
          'an unknown key',
          { path: weight, body: '{"weight":50,"force":true}' },
          400,
          'ERR_REQUEST_INVALID',
          /force/,
        ],
        [
          'a reason of two lines',
          { path: weight, body: '{"weight":50,"reason":"a\\nb"}' },
          400,
          'ERR_REQUEST_INVALID',
          /reason.*line/,
        ],
        ['broken JSON', { path: weight, body: '{"weight":50' }, 400, 'ERR_REQUEST_MALFORMED', /JSON/],
        [
          'no JSON',
          { path: weight, body: 'weight=50', type: 'application/x-www-form-urlencoded' },
          415,
          'ERR_REQUEST_MEDIA_TYPE',
          /JSON/,
        ],
        ['the wrong method', { path: weight, method: 'POST' }, 405, 'ERR_REQUEST_METHOD', /use PUT/],
        ['no token', { path: weight, token: null }, 401, 'ERR_REQUEST_NO_TOKEN', /no token/],
        ['a wrong token', { path: weight, token: `${operator}x` }, 401, 'ERR_REQUEST_NO_TOKEN', /not known/],
        [
          "a viewer's token",
          { path: weight, token: VIEWER_TOKEN },
          403,
          'ERR_REQUEST_FORBIDDEN',
          /viewer.*operator/,
        ],
        [
          'a rollback of an unknown route',
          { path: '/rollback', method: 'POST', body: '{"route":"serch"}' },
          404,
          'ERR_ROUTE_UNKNOWN',
          /did you mean/,
        ],
        [
          "a viewer's rollback",
          { path: '/rollback', method: 'POST', body: '{}', token: VIEWER_TOKEN },
          403,
          'ERR_REQUEST_FORBIDDEN',
          /viewer/,
        ],
        [
          "a viewer's plan",
          { path: '/plan', method: 'POST', body: '{}', token: VIEWER_TOKEN },
          403,
          'ERR_REQUEST_FORBIDDEN',
          /viewer/,
        ],
      ]
      for (const [
        what,
        { path, method = 'PUT', token = operator, body = '{"weight":50}', type },
        ...expected
      ] of rows) {
        const response = await fetch(`${system.ready.controller}/api/v1${path}`, {
          method,
          body,
          headers: {
            'content-type': type ?? 'application/json',
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
        })
        const { error } = (await response.json()) as { error: Refusal }
        const [status, code, says] = expected
        expect([response.status, error.code], what).to.deep.equal([status, code])
        expect(`${error.message}; ${error.remedy}`, what).to.match(says)
        expect(error.remedy, what).not.to.equal('')
      }
    }))

  it('a bad command line changes nothing, says why, and tells it by its exit code', () =>
    changesNothing(async () => {
      const url = ['--url', system.ready.controller]
      const rows: readonly (readonly [args: readonly string[], code: number, says: RegExp])[] = [
        [['set', 'serch', '50'], 64, /no such route; did you mean "search"/],
        [['set', 'search', '101'], 64, /"101" is no weight; give a whole number of percent/],
        [['set', 'search', '--', '-1'], 64, /"-1" is no weight/],
        [['set', 'search', 'all'], 64, /"all" is no weight/],
        [['set', 'search'], 64, /missing required argument 'weight'/],
        [['sett', 'search', '50'], 64, /unknown command 'sett'; did you mean set/],
        [['set', 'search', '50', '--froce'], 64, /unknown option '--froce'/],
        [['set', 'admin', '50'], 73, /"admin": it is denied/],
        [['rollback', 'serch'], 64, /did you mean "search"/],
        [['set', 'search', '50', ...url, '--token', 'wrong'], 77, /its token is not known/],
        [
          ['set', 'search', '50', ...url, '--token', VIEWER_TOKEN],
          77,
          /a viewer may read only; use the token/,
        ],
        [
          ['set', 'search', '50', '--url', 'http://127.0.0.1:1', '--token', 'x'],
          69,
          /controller at .*; see that it runs/,
        ],
        [['set', 'search', '50', '--url', 'nonsense', '--token', 'x'], 64, /"nonsense" is no URL/],
        [['plan', 'check', '/nowhere/plan.yaml'], 65, /\/nowhere\/plan\.yaml/],
      ]
      const ends = await Promise.all(rows.map(([args]) => strangler(args)))
      for (const [at, [args, code, says]] of rows.entries()) {
        expect(ends[at]?.code, args.join(' ')).to.equal(code)
        expect(ends[at]?.stderr, args.join(' ')).to.match(says)
      }
    }))

  describe('a bad plan', () => {
    const bad: Readonly<Record<string, readonly [text: (plan: string) => string, says: RegExp]>> = {
      'no YAML': [(plan) => `${plan}\n  - ]`, /plan\.yaml:\d+:\d+: /],
      empty: [() => '', /plan\.yaml/],
      binary: [() => '\0\x01\x02', /plan\.yaml/],
      'an unknown upstream': [
        (plan) => plan.replace('candidate: frontend', 'candidate: fronted'),
        /did you mean "frontend"/,
      ],
      'an unknown key': [(plan) => plan.replace('phase: pilot', 'phaze: pilot'), /unknown key "phaze"/],
      'two routes of one path': [(plan) => plan.replace('path: /logout/', 'path: /login/'), /\/login\//],
      'a circle': [(plan) => plan.replace('after: [static]', 'after: [rest]'), /rest/],
      'a ramp that falls': [(plan) => plan.replace('[5, 33, 50, 100]', '[50, 5, 100]'), /ramp/],
      'an address that is none': [
        (plan) => plan.replace('http://127.0.0.1:8201', 'frontend:8201').replace('FRONTEND_URL', 'NOT_SET'),
        /url/i,
      ],
    }
    it('changes nothing and says why, whether it is read by the API or by a signal', () =>
      changesNothing(async () => {
        const plan = await readFile(GOOD, 'utf8')
        for (const [what, [text, says]] of Object.entries(bad)) {
          expect(text(plan), what).not.to.equal(plan)
          await writeFile(planFile, text(plan))
          const refusal = await reload()
          expect(refusal, what).to.include({ status: 409, code: 'ERR_PLAN_INVALID' })
          expect(refusal.message, what).to.match(says)
          expect(refusal.remedy, what).to.contain('mend the plan; nothing was changed')
          expect(await refusedBySignal(), what).to.match(says)
        }
        const { code, stderr } = await strangler(['plan', 'check', planFile])
        expect(code).to.equal(65)
        expect(stderr).to.match(/plan\.yaml:\d+:\d+: /)
      }))

    it('that is gone changes nothing and says why', () =>
      changesNothing(async () => {
        await rm(planFile)
        expect(await reload()).to.include({ status: 409, code: 'ERR_PLAN_UNREADABLE' })
        expect(await refusedBySignal()).to.contain('PLAN_FILE')
      }))

    it('once mended is taken, and every route stands where it stood', async () => {
      const before = await standingsOf(system)
      const mended = `${await readFile(GOOD, 'utf8')}\n  - { id: fresh, match: { path: /fresh }, candidate: frontend }\n`
      await writeFile(planFile, mended)
      expect(await crowd.during(reload)).to.deep.equal([])
      const after = await standingsOf(system)
      expect(after.version).to.be.above(before.version)
      expect(after.table).to.deep.equal({ ...before.table, fresh: 0 })
      expect(after.edge).to.include(before.edge)
      expect(after.audit).to.deep.equal(before.audit)
    })
  })

  it('all that left the users as they were', async () => {
    expect(await crowd.leave()).to.deep.equal({ lostSessions: 0, lostWrites: 0, doubledWrites: 0 })
  })

  async function operatorToken(): Promise<string> {
    return (JSON.parse(await readFile(system.contextFile, 'utf8')) as { token: string }).token
  }

  async function reload(): Promise<Refusal & { status: number }> {
    const response = await fetch(`${system.ready.controller}/api/v1/plan`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await operatorToken()}` },
    })
    const { error } = (await response.json()) as { error?: Refusal }
    return { status: response.status, ...(error ?? { code: '', message: '', remedy: '' }) }
  }

  /** What the controller logs of a plan that it does not take. */
  async function refusedBySignal(): Promise<string> {
    const log = join(repository, 'var/log/controller.log')
    const { length } = await readFile(log, 'utf8')
    signalProcess(system.processes.get('controller')!.pid(), 'SIGHUP')
    return eventually(async () => {
      const lines = (await readFile(log, 'utf8')).slice(length).split('\n')
      const line = lines.find((text) => text.includes('"plan not taken"') && text.endsWith('}'))
      return line === undefined ? undefined : (JSON.parse(line) as { error: string }).error
    })
  }
})

/** Runs the command line with the context file that the running system wrote. */
function strangler(args: readonly string[]): Promise<{ code: number; stderr: string }> {
  const command = [join(repository, 'controller/bin/strangler.js'), ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: repository }, (error, _stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
    )
  })
}
