import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connectController, repository, startSystem, varFolder, type System } from '@strangler/demo'
import { expect } from 'chai'
import { eventually } from './support/eventually.ts'
import { badCalls, VIEWER_TOKEN, type BadCall } from './bad-commands/api-calls.ts'
import { badLines } from './bad-commands/command-lines.ts'
import { badPlans } from './bad-commands/plans.ts'
import { gatherCrowd, type Crowd } from './support/crowd.ts'
import { signalProcess } from './support/signal-process.ts'
import { standingsOf } from './support/standings.ts'

const GOOD = join(repository, 'migration-plan/plans/mythoughts.yaml')

interface Refusal {
  readonly status: number
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

  describe('a bad command', () => {
    it('over the API changes nothing and says why', () =>
      changesNothing(async () => {
        for (const bad of badCalls) {
          const refusal = await call(bad)
          expect([refusal.status, refusal.code], bad.what).to.deep.equal([bad.status, bad.code])
          expect(`${refusal.message}; ${refusal.remedy}`, bad.what).to.match(bad.says)
          expect(refusal.remedy, bad.what).not.to.equal('')
        }
      }))

    it('on the command line changes nothing, says why, and tells it by its exit code', () =>
      changesNothing(async () => {
        for (const [args, code, says] of badLines) {
          const end = await strangler(args)
          expect(end.code, args.join(' ')).to.equal(code)
          expect(end.stderr, args.join(' ')).to.match(says)
        }
      }))
  })

  describe('a bad plan', () => {
    it('changes nothing and says why, whether it is read by the API or by a signal', () =>
      changesNothing(async () => {
        const plan = await readFile(GOOD, 'utf8')
        for (const [what, [text, says]] of Object.entries(badPlans)) {
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
      const fresh = '\n  - { id: fresh, match: { path: /fresh }, candidate: frontend }\n'
      await writeFile(planFile, (await readFile(GOOD, 'utf8')) + fresh)
      expect(await crowd.during(reload)).to.deep.equal([])
      const after = await standingsOf(system)
      expect(after.version).to.be.above(before.version)
      expect(after.table).to.deep.equal({ ...before.table, fresh: 0 })
      expect(after.edge).to.include(before.edge)
      expect(after.audit).to.deep.equal(before.audit)
    })
  })

  describe('all that', () => {
    it('cost no user a session or a thought', async () => {
      expect(await crowd.leave()).to.deep.equal({ lostSessions: 0, lostWrites: 0, doubledWrites: 0 })
    })
  })

  /** Whatever is done: no weight, no version and no line of the audit is another, and no user meets a fault. */
  async function changesNothing(act: () => Promise<void>): Promise<void> {
    const before = await standingsOf(system)
    expect(await crowd.during(act)).to.deep.equal([])
    expect(await standingsOf(system)).to.deep.equal(before)
  }

  async function call(bad: Pick<BadCall, 'call' | 'body' | 'type' | 'token'>): Promise<Refusal> {
    const { token: operator } = JSON.parse(await readFile(system.contextFile, 'utf8')) as { token: string }
    const { body = '{"weight":50}', type = 'application/json', token = operator } = bad
    const [method, path] = bad.call
    const response = await fetch(`${system.ready.controller}/api/v1${path}`, {
      method,
      body,
      headers: { 'content-type': type, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    })
    const answer = (await response.json()) as { error?: Omit<Refusal, 'status'> }
    return { status: response.status, ...(answer.error ?? { code: '', message: '', remedy: '' }) }
  }

  function reload(): Promise<Refusal> {
    return call({ call: ['POST', '/plan'], body: '{}' })
  }

  /** What the controller logs of a plan that it does not take. */
  async function refusedBySignal(): Promise<string> {
    const log = join(system.logs, 'controller.log')
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
    execFile(process.execPath, command, { cwd: dirname(varFolder()) }, (error, _stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
    )
  })
}
