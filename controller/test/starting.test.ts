import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { freePort, repository } from '@strangler/demo'
import { eventually } from '../../tests/support/eventually.ts'
import { EXIT } from '../src/cli/exit-codes.ts'
import { controllerDatabase, startControllerProcess } from './support/controller-process.ts'
import { startStandInPlane, type StandInPlane } from './support/stand-in-plane.ts'
import { run, strangler, type Run } from './support/strangler.ts'
import { planText, temporaryPlan, type TemporaryPlan } from './support/temporary-plan.ts'

/** Nobody's: a controller that starts does not wait for its database. */
const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/nothing'

describe('the controller, starting,', function () {
  this.timeout(60_000)
  let plan: TemporaryPlan
  let plane: StandInPlane
  let database: Awaited<ReturnType<typeof controllerDatabase>>
  before(async () => {
    ;[plan, plane, database] = await Promise.all([temporaryPlan(), startStandInPlane(), controllerDatabase()])
  })
  after(() => Promise.all([plan.remove(), plane.stop(), database.close()]))

  const start = (env: Readonly<Record<string, string>> = {}): Promise<Run> =>
    run([process.execPath, join(repository, 'controller/src/main.ts')], {
      env: { PORT: '0', DATABASE_URL, PLAN_FILE: plan.file, PROXY_ADMIN_URL: plane.url, ...env },
    })

  it('tells everything that is wrong with its environment, and ends with 2', async () => {
    const { code, stdout, stderr } = await start({ PORT: 'x', HOST: '0.0.0.0', DATABASE_URL: '' })
    expect({ code, stdout }).to.deep.equal({ code: EXIT.environment, stdout: '' })
    expect(stderr.trimEnd().split('\n')).to.deep.equal([
      'PORT: is no port; use a number from 0 to 65535',
      'DATABASE_URL: is not set; set it',
      'OPERATOR_TOKEN: is not set while HOST is 0.0.0.0; set it, or listen on 127.0.0.1',
    ])
  })

  it('tells everything that is wrong with its plan, and ends with 65', async () => {
    const file = join(plan.folder, 'broken.yaml')
    await writeFile(file, planText('  - { id: static, match: { pat: /x } }'))
    const { code, stderr } = await start({ PLAN_FILE: file })
    expect(code).to.equal(EXIT.planInvalid)
    expect(stderr.trimEnd().split('\n').length).to.be.above(1)
    for (const line of stderr.trimEnd().split('\n')) expect(line).to.match(/^broken\.yaml:\d+:\d+: .*; .*$/)
  })

  it('says of a plan file that is not there, an address that is taken and a file that cannot be written', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const PORT = String((holder.address() as AddressInfo).port)
    const [noPlan, taken, noContext] = await Promise.all([
      start({ PLAN_FILE: '/nothing/plan.yaml' }),
      start({ PORT }),
      start({ CONTEXT_FILE: plan.folder }),
    ])
    holder.close()
    expect(noPlan).to.include({
      code: EXIT.planInvalid,
      stderr: 'plan file /nothing/plan.yaml: there is no such file; see that PLAN_FILE names it\n',
    })
    expect(taken.code).to.equal(EXIT.fault)
    expect(taken.stderr).to.match(/^HOST, PORT: .*EADDRINUSE.*; choose another address\n$/)
    expect(noContext).to.include({
      code: EXIT.environment,
      stderr: 'CONTEXT_FILE: it is a folder; name a file that can be written\n',
    })
  })

  it('leaves for its command line a file that nobody else may read, and takes it away when it stops', async () => {
    const folder = join(plan.folder, 'var/run')
    const CONTEXT_FILE = join(folder, 'controller.json')
    const controller = await startControllerProcess({
      ...{ DATABASE_URL: database.url, PLAN_FILE: plan.file, PROXY_ADMIN_URL: plane.url, CONTEXT_FILE },
      ...{ OPERATOR_TOKEN: '', VIEWER_TOKEN: '' },
    })
    try {
      expect((await stat(CONTEXT_FILE)).mode & 0o777).to.equal(0o600)
      const { url, token } = JSON.parse(await readFile(CONTEXT_FILE, 'utf8')) as Record<string, string>
      expect(url).to.equal(controller.url)
      expect(controller.child.lines).to.include(`operator token (generated): ${token ?? ''}`)
      await eventually(async () => (await fetch(`${controller.url}/readyz`)).ok)
      const { code, stdout } = await strangler(['set', 'static', '5'], { cwd: plan.folder })
      expect({ code, moved: stdout.includes('static 0% -> 5%') }).to.deep.equal({
        code: EXIT.ok,
        moved: true,
      })
    } finally {
      expect(await controller.child.stop()).to.equal(0)
    }
    expect(await stat(CONTEXT_FILE).catch(() => 'gone')).to.equal('gone')
  })

  it('leaves the file of another controller alone when it stops', async () => {
    const CONTEXT_FILE = join(plan.folder, 'shared.json')
    const controller = await startControllerProcess({
      ...{ DATABASE_URL, PLAN_FILE: plan.file, PROXY_ADMIN_URL: plane.url, CONTEXT_FILE },
    })
    const another = JSON.stringify({ url: 'http://127.0.0.1:1', token: 'another' })
    await writeFile(CONTEXT_FILE, another)
    await controller.child.stop()
    expect(await readFile(CONTEXT_FILE, 'utf8')).to.equal(another)
  })

  it('keeps a generated token over a crash, unless others could read it', async () => {
    const CONTEXT_FILE = join(plan.folder, 'crashed.json')
    const env = { DATABASE_URL, PLAN_FILE: plan.file, PROXY_ADMIN_URL: plane.url, CONTEXT_FILE }
    const tokens: unknown[] = []
    let PORT = '0'
    for (const mode of [0o600, 0o644, 0o600]) {
      const controller = await startControllerProcess({ ...env, PORT, OPERATOR_TOKEN: '' })
      PORT = new URL(controller.url).port
      tokens.push((JSON.parse(await readFile(CONTEXT_FILE, 'utf8')) as { token: string }).token)
      await controller.child.stop('SIGKILL')
      await chmod(CONTEXT_FILE, mode)
    }
    expect(tokens[1]).to.equal(tokens[0])
    expect(tokens[2]).not.to.equal(tokens[0])
  })

  it('answers who asks while it is still settling in', async () => {
    const CONTEXT_FILE = join(plan.folder, 'slow.json')
    // Reading a pipe lasts until somebody writes to it.
    execFileSync('mkfifo', ['-m', '600', CONTEXT_FILE])
    const port = await freePort()
    const starting = startControllerProcess({
      ...{ DATABASE_URL, PLAN_FILE: plan.file, PROXY_ADMIN_URL: plane.url, CONTEXT_FILE },
      ...{ OPERATOR_TOKEN: '', PORT: String(port) },
    })
    try {
      const early = await eventually(() => connected(port))
      early.setTimeout(10_000, () => early.destroy(new Error('it was not answered')))
      early.write('GET /healthz HTTP/1.1\r\nHost: controller\r\nConnection: close\r\n\r\n')
      await writeFile(CONTEXT_FILE, '')
      expect(await text(early)).to.match(/^HTTP\/1\.1 200 OK\r\n/)
    } finally {
      await starting.then(({ child }) => child.stop())
    }
  })

  it('generates another token each time, and prints none that it was given', async () => {
    const env = { DATABASE_URL, PLAN_FILE: plan.file, PROXY_ADMIN_URL: plane.url }
    const generated: string[] = []
    for (const OPERATOR_TOKEN of ['', '', 'an-operator-token-1']) {
      const controller = await startControllerProcess({ ...env, OPERATOR_TOKEN })
      await controller.child.stop()
      const lines = controller.child.lines.join('\n')
      generated.push(/operator token \(generated\): (\S+)/.exec(lines)?.[1] ?? 'none')
      expect(lines).not.to.contain('an-operator-token-1')
    }
    expect(generated[2]).to.equal('none')
    expect(generated[0])
      .to.match(/^[\w-]{32}$/)
      .and.not.to.equal(generated[1])
  })

  it('names this machine to others where it listens on every address', async () => {
    await mkdir(join(plan.folder, 'every'), { recursive: true })
    const CONTEXT_FILE = join(plan.folder, 'every/context.json')
    const controller = await startControllerProcess({
      ...{ DATABASE_URL, PLAN_FILE: plan.file, PROXY_ADMIN_URL: plane.url, CONTEXT_FILE, HOST: '0.0.0.0' },
    })
    const { url } = JSON.parse(await readFile(CONTEXT_FILE, 'utf8')) as { url: string }
    await controller.child.stop()
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/)
  })
})

/** @throws Error where nobody listens */
async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}
