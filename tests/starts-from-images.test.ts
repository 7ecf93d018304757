import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { claimPorts, DEFAULT_PORTS } from '../demo/src/system/ports.ts'
import { startRsyslog, type TestRsyslog } from '../observability/test/support/rsyslog.ts'
import { askSql, siblingDatabase } from './support/ask-sql.ts'
import { buildTarget, openImages, reasonForNoImages, type Images } from './support/build-images.ts'
import { eventually } from './support/eventually.ts'
import { startProcess } from './support/process.ts'
import { openCompose, type Compose } from './support/run-compose.ts'
import { configOf, runImage } from './support/run-image.ts'

const run = promisify(execFile)
const KEY = 'k'.repeat(32)
const TARGETS = ['monolith', 'users', 'thoughts', 'frontend', 'static', 'proxy', 'controller', 'edge']
// One service stands for the four, which are built alike: all take too long for every run.
const LEFT_OUT = process.env['IMAGES'] === 'all' ? [] : ['users', 'thoughts', 'frontend']

describe('compose.yaml, run from its images', function () {
  this.timeout(400_000)
  let images: Images
  let rsyslog: TestRsyslog
  let compose: Compose
  const cleanUps: (() => Promise<unknown>)[] = []

  before(async function () {
    const reason = await reasonForNoImages()
    if (reason !== null) {
      process.stderr.write(`    skipped: ${reason}\n`)
      return this.skip()
    }
    if (LEFT_OUT.length > 0)
      process.stderr.write(`    without ${LEFT_OUT.join(', ')}, for time; IMAGES=all runs them too\n`)
    images = await openImages()
    cleanUps.push(() => images.close())
    rsyslog = await startRsyslog()
    cleanUps.push(() => rsyslog.stop())
    for (const target of TARGETS) if (!LEFT_OUT.includes(target)) await buildTarget(images, target)
    compose = await openCompose(images, await prepare())
    cleanUps.push(() => Promise.all([...compose.running.values()].map((child) => child.stop('SIGKILL'))))
    const names = compose.services.filter((name) => !LEFT_OUT.includes(compose.specOf(name).image))
    for (const name of names) await compose.start(name)
    await eventually(async () => (await (await fetch(at('8090', '/readyz'))).text()).includes('leader'))
  })

  after(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp()
  })

  const at = (port: string, path: string): string => `http://127.0.0.1:${compose.port(port)}${path}`

  /** What of compose.yaml is not ours: the database, and keys and volumes for whom the containers run as. */
  async function prepare(): Promise<Parameters<typeof openCompose>[1]> {
    const until = (line: string): boolean => line.startsWith('listening ')
    const database = await startProcess('demo/src/postgres/main.ts', {}, { until })
    cleanUps.push(() => database.stop())
    const url = new URL(database.readyLine.slice('listening '.length))
    for (const name of ['monolith', 'users', 'strangler'])
      await askSql(siblingDatabase(url.href, 'postgres'), `create database ${name}`)
    const folder = await mkdtemp(join(tmpdir(), 'strangler-volumes-'))
    cleanUps.push(() => rm(folder, { recursive: true }))
    for (const volume of ['signing-key', 'token-keys', 'edge', 'proxy']) await mkdir(join(folder, volume))
    await run(process.execPath, [join(repository, 'compose/prepare.mjs')], { env: { VOLUMES: folder } })
    const env = { POSTGRES_PASSWORD: url.password, PIN_KEY: KEY, SHADOW_KEY: KEY, OPERATOR_TOKEN: KEY }
    const { ports, release } = await claimPorts()
    cleanUps.push(release)
    const claimed = Object.entries(DEFAULT_PORTS).map(([name, written]) => [
      written,
      String(ports[name as keyof typeof DEFAULT_PORTS]),
    ])
    return {
      folder,
      env,
      ports: {
        ...(Object.fromEntries(claimed) as Record<string, string>),
        5432: url.port,
        10514: String(rsyslog.port),
      },
    }
  }

  it('is made of images that tell their version and commit, and who they run as', async () => {
    for (const name of compose.running.keys()) {
      const { User, Env, Labels } = await configOf(images, compose.specOf(name).image)
      expect(User, name).to.equal('65532:65532')
      if (name !== 'edge')
        expect(Env, name).to.include.members(['VERSION=v1.6', 'COMMIT=abc123', 'NODE_ENV=production'])
      expect(Labels, name).to.include({
        'org.opencontainers.image.version': 'v1.6',
        'org.opencontainers.image.revision': 'abc123',
      })
    }
    const version = await fetch(at('8304', '/admin/version/'))
    expect(await version.json()).to.deep.equal({ commit: 'abc123', version: 'v1.6' })
  })

  it('has no tests in its images, and none of what others need', async () => {
    const list = `console.log(JSON.stringify(['.', 'services', 'services/static', 'node_modules'].map((folder) => fs.readdirSync(folder))))`
    const child = await runImage(images, { image: 'static', command: ['-e', list] })
    expect(await child.exited).to.equal(0)
    const [root, services, own, installed] = JSON.parse(child.lines.join('')) as string[][]
    for (const folder of ['tests', 'docs', '.git']) expect(root).not.to.include(folder)
    expect(services).to.include.members(['kit', 'static'])
    expect(own).to.have.members(['package.json', 'src'])
    expect(installed).to.include('express')
    for (const folder of ['typescript', 'mocha']) expect(installed).not.to.include(folder)
  })

  it('has root file systems that its processes cannot write to, and a /tmp that they can', async () => {
    const write = `for (const folder of ['/app', '/tmp']) try { fs.writeFileSync(folder + '/x', ''); console.log('written') } catch ({ code }) { console.log(code) }`
    const child = await runImage(images, { image: 'static', command: ['-e', write] })
    await child.exited
    expect(child.lines).to.deep.equal(['EROFS', 'written'])
  })

  it('shows a page of the site at the front door', async () => {
    const page = await fetch(at('8000', '/login/'))
    expect(page.status).to.equal(200)
    expect(await page.text()).to.contain('csrfmiddlewaretoken')
  })

  it('takes a step of the command line, after which the service answers', async () => {
    const answered = async (): Promise<number> => {
      const text = await (await fetch(at('8304', '/metrics'))).text()
      return [...text.matchAll(/^requests_total\{.*status="200".* (\d+)$/gm)].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      )
    }
    const look = async (): Promise<number> => (await fetch(at('8000', '/static/bootstrap.css'))).status
    const idle = await answered()
    expect(await look()).to.equal(200)
    expect(await answered()).to.equal(idle)
    const { stdout } = await run(
      process.execPath,
      [join(repository, 'controller/bin/strangler.js'), 'set', 'static', '100', '--json'],
      { env: { ...process.env, STRANGLER_URL: at('8090', ''), STRANGLER_TOKEN: KEY } },
    )
    expect(JSON.parse(stdout)).to.include({ route: 'static', to: 100 })
    expect(await look()).to.equal(200)
    expect(await answered()).to.equal(idle + 1)
  })

  it('is well by the health check of each image', async () => {
    for (const name of compose.running.keys()) {
      const spec = compose.specOf(name)
      const [, ...check] = (await configOf(images, spec.image)).Healthcheck.Test
      const words = check.map((word) =>
        word.replace(/:(\d{4})\//, (_, port: string) => `:${compose.port(port)}/`),
      )
      const child = await runImage(images, { ...spec, words })
      expect(await child.exited, `${name}\n${child.lines.join('\n')}`).to.equal(0)
    }
  })

  it('sends the lines of each process to rsyslog', async () => {
    for (const name of compose.running.keys())
      await eventually(async () => (await rsyslog.lines(name)).length > 0)
  })

  it('stops each with exit code 0 by the signal of its image, within the grace of compose.yaml', async () => {
    for (const [name, child] of [...compose.running].toReversed()) {
      const { StopSignal } = await configOf(images, compose.specOf(name).image)
      const code = await child.stop(StopSignal, compose.graceOf(name))
      expect(code, `${name}\n${child.lines.slice(-5).join('\n')}`).to.equal(0)
    }
  })
})
