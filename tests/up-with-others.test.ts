import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectController, repository, startChild, varFolder, type Child } from '@strangler/demo'
import { expect } from 'chai'
import pg from 'pg'
import { Browser } from './contract/browser.ts'
import { eventually } from './support/eventually.ts'
import { descendantsOf, stillRunning } from './support/process-tree.ts'
import { listeningUrl, startProcess } from './support/process.ts'

type Started = Awaited<ReturnType<typeof startProcess>>

interface Ready {
  readonly edge: string
  readonly stats: string
  readonly controller: string
  readonly legacy: string
  readonly services: Readonly<Record<string, string>>
  readonly database: string
}

const contextFile = join(varFolder(), 'run/controller.json')
/** Where `make up` listens if it can, as far as users and operators know these ports. */
const DEFAULT_PORTS = [8000, 8404, 8090, 8201, 8202, 8203, 8204]
const listening = (line: string): boolean =>
  line.startsWith('listening ') || line.includes('"message":"listening"')

async function up(env: Readonly<Record<string, string>>): Promise<{ process: Started; ready: Ready }> {
  const until = (line: string): boolean => line.startsWith('ready ')
  const process = await startProcess('demo/src/up.ts', env, { until, withinMs: 120_000 })
  return { process, ready: JSON.parse(process.readyLine.slice('ready '.length)) as Ready }
}

/** For a `make up` that is to end by itself. */
function tryUp(env: Readonly<Record<string, string>>): Child {
  const args = [join(repository, 'demo/src/up.ts')]
  return startChild({ name: 'make up', command: process.execPath, args, env })
}

/** Listens on those of the ports that nobody has, and that no system which is starting has claimed (127.0.0.2). */
async function takePorts(ports: readonly number[]): Promise<readonly Server[]> {
  const servers: Server[] = []
  for (const port of ports) {
    const claim = await listenOn(port, '127.0.0.2')
    const server = claim && (await listenOn(port, '127.0.0.1'))
    for (const each of [claim, server]) if (each) servers.push(each)
  }
  return servers
}

function listenOn(port: number, host: string): Promise<Server | null> {
  const server = createServer().listen(port, host)
  return once(server, 'listening').then(
    () => server,
    () => null,
  )
}

/** Stops `make up`; gives what it had started and is still there. */
async function stop(process: Child, signal: NodeJS.Signals): Promise<readonly string[]> {
  const started = await descendantsOf(process.pid)
  expect(started.map(({ command }) => command).join())
    .to.contain('haproxy')
    .and.contain('frontend')
  expect(await process.stop(signal, 60_000)).to.equal(0)
  return (await stillRunning(started)).map(({ command }) => command)
}

describe('make up beside a PostgreSQL and a monolith of others', function () {
  this.timeout(300_000)
  let server: Started
  let monolith: Started
  let legacyUrl: string
  let databaseUrl: string
  let taken: readonly Server[]
  let current: { process: Started; ready: Ready }

  before(async () => {
    server = await startProcess('demo/src/postgres/main.ts', {}, { until: listening, withinMs: 60_000 })
    databaseUrl = server.readyLine.slice('listening '.length)
    const env = { PORT: '0', DATABASE_URL: databaseUrl.replace(/\/postgres$/, '/monolith') }
    monolith = await startProcess('monolith/src/main.ts', env, { until: listening, withinMs: 60_000 })
    legacyUrl = listeningUrl(monolith.readyLine)
    taken = await takePorts(DEFAULT_PORTS)
    current = await up({ LEGACY_URL: legacyUrl, DATABASE_URL: databaseUrl })
  })
  after(async () => {
    for (const each of taken) each.close()
    for (const process of [current.process, monolith, server]) await process.stop('SIGTERM', 60_000)
  })

  const sql = async (database: string, statement: string): Promise<pg.QueryResultRow[]> => {
    const client = new pg.Client({ connectionString: databaseUrl.replace(/\/postgres$/, `/${database}`) })
    await client.connect()
    try {
      return (await client.query<pg.QueryResultRow>(statement)).rows
    } finally {
      await client.end()
    }
  }

  it('starts neither, and names both when it is ready', async () => {
    const { process, ready } = current
    expect(Object.keys(ready)).to.include.members([
      'edge',
      'stats',
      'controller',
      'legacy',
      'services',
      'database',
    ])
    expect(ready.legacy).to.equal(legacyUrl)
    expect(ready.database).to.equal(databaseUrl.replace(/\/postgres$/, '/monolith'))
    expect(Object.keys(ready.services)).to.have.members(['frontend', 'users', 'thoughts', 'static'])
    const commands = (await descendantsOf(process.pid)).map(({ command }) => command)
    expect(commands.filter((command) => /postgres|monolith/.test(command))).to.deep.equal([])
  })

  it('listens on free ports where others have the default ones', async () => {
    const { edge, stats, controller, services } = current.ready
    const urls = [edge, stats, controller, ...Object.values(services)]
    expect(urls.map((url) => Number(new URL(url).port))).not.to.include.any.members(DEFAULT_PORTS)
    for (const url of urls) await eventually(async () => (await fetch(url)).status < 500)
  })

  it('makes, migrates and seeds the databases before it is ready', async () => {
    const browser = new Browser(current.ready.edge)
    expect((await browser.login('bruce')).headers.location).to.equal('/')
    expect((await browser.ask('/thoughts/')).body).to.contain('final countdown')
    expect(await sql('users', "select 1 from pg_tables where tablename = 'account'")).to.have.length(1)
  })

  it('shares sessions and thoughts with that monolith at every weight', async () => {
    const browser = new Browser(current.ready.edge)
    const beside = new Browser(legacyUrl)
    const controller = await connectController(contextFile)
    for (const weight of [0, 100]) {
      for (const route of ['login', 'list', 'new-thought']) await controller.set(route, weight)
      await browser.login('stephen')
      await browser.ask('/thoughts/new', { form: { text: `written at ${weight}` } })
      for (const [name, value] of browser.cookies) beside.cookies.set(name, value)
      expect((await beside.ask('/thoughts/')).body).to.contain(`written at ${weight}`)
    }
  })

  it('leaves both running when it is stopped with SIGINT, and nothing else', async () => {
    expect(await stop(current.process, 'SIGINT')).to.deep.equal([])
    expect((await fetch(`${legacyUrl}/login/`)).status).to.equal(200)
    expect(await sql('postgres', 'select 1')).to.have.length(1)
  })

  it('goes on from the same databases where it was, also if the tables are the monolith’s own', async () => {
    // As if the original had made them: no record of our migrations.
    await sql('monolith', 'drop schema migrations cascade')
    current = await up({ LEGACY_URL: legacyUrl, DATABASE_URL: databaseUrl })
    const { routes } = await (await connectController(contextFile)).status()
    const moved = routes.filter(({ legacy, weight }) => legacy !== null && weight > 0)
    expect(moved.map(({ id, weight, inSync }) => [id, weight, inSync])).to.have.deep.members([
      ['login', 100, true],
      ['list', 100, true],
      ['new-thought', 100, true],
    ])
    const browser = new Browser(current.ready.edge)
    await browser.login('stephen')
    const { body } = await browser.ask('/thoughts/')
    expect(body.match(/written at|Now go|Speak/g)).to.deep.equal([
      'written at',
      'written at',
      'Now go',
      'Speak',
    ])
  })

  it('leaves nothing of its own running when it is stopped with SIGTERM', async () => {
    expect(await stop(current.process, 'SIGTERM')).to.deep.equal([])
  })

  it('tells of a database that does not let it in, without its password, and exits with 1', async () => {
    const url = new URL(databaseUrl)
    url.password = 'secret-but-wrong'
    const child = tryUp({ DATABASE_URL: url.href })
    expect(await child.exited).to.equal(1)
    expect(child.lines.join('\n'))
      .to.match(/^DATABASE_URL: PostgreSQL at 127.0.0.1:\d+: password authentication failed/)
      .and.not.contain('secret-but-wrong')
  })
})

describe('make up where it cannot start', () => {
  const nobody = 'postgres://nobody@127.0.0.1:1/postgres'
  for (const [what, env, code, message] of [
    [
      'a monolith without a scheme',
      { LEGACY_URL: '127.0.0.1:8100' },
      2,
      /^LEGACY_URL: is no address; write it like http:\/\/127.0.0.1:8100$/,
    ],
    ['a monolith with a path', { LEGACY_URL: 'http://127.0.0.1:8100/app' }, 2, /^LEGACY_URL: is no address/],
    ['a monolith on no port', { LEGACY_URL: 'http://127.0.0.1:81000' }, 2, /^LEGACY_URL: is no address/],
    [
      'another kind of database',
      { DATABASE_URL: 'mysql://127.0.0.1/x' },
      2,
      /^DATABASE_URL: is no PostgreSQL address; write it like/,
    ],
    [
      'several wrong variables, all at once',
      { LEGACY_URL: 'x', DATABASE_URL: 'x', EDGE: 'x' },
      2,
      /^EDGE: .*\nLEGACY_URL: .*\nDATABASE_URL: .*$/,
    ],
    [
      'a database that nobody runs',
      { DATABASE_URL: nobody },
      1,
      /^DATABASE_URL: PostgreSQL at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; see that it runs, and/,
    ],
  ] as const)
    it(`tells of ${what}, and exits with ${code}`, async () => {
      const child = tryUp(env)
      expect(await child.exited).to.equal(code)
      expect(child.lines.join('\n')).to.match(message)
    })
})

describe('make up beside a monolith that is not there', function () {
  this.timeout(300_000)
  let process: Started
  let temporary: string
  before(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'up-'))
    await chmod(temporary, 0o755)
    const until = (line: string): boolean => line === 'starting users'
    const env = { LEGACY_URL: 'http://127.0.0.1:1', TMPDIR: temporary }
    process = await startProcess('demo/src/up.ts', env, { until, withinMs: 120_000 })
  })
  after(async () => {
    await process.stop()
    await rm(temporary, { recursive: true, force: true })
  })

  it('tells what is to be expected of it', () => {
    expect(process.lines)
      .to.include('LEGACY_URL: nobody answers at http://127.0.0.1:1; its pages are a 503 until somebody does')
      .and.include(
        'LEGACY_URL: without DATABASE_URL, the services do not share that monolith’s users and thoughts',
      )
  })

  it('leaves nothing running, and no file, when it is stopped while it starts', async () => {
    const started = await descendantsOf(process.pid)
    expect(started.map(({ command }) => command).join()).to.contain('postgres/main.ts')
    // The binaries of PostgreSQL may be kept there for the next time.
    const folders = async (): Promise<readonly string[]> =>
      (await readdir(temporary)).filter((name) => name.startsWith('strangler-'))
    expect(await folders()).to.have.length.above(1)
    await process.stop('SIGTERM', 60_000)
    await eventually(async () => (await stillRunning(started)).length === 0, { withinMs: 60_000 })
    expect(await folders()).to.deep.equal([])
  })
})
