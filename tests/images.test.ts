import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { freePort } from '../demo/src/free-port.ts'
import { openImages, reasonForNoImages, type Images } from './support/build-images.ts'
import { eventually } from './support/eventually.ts'

const TARGETS = ['monolith', 'frontend', 'users', 'thoughts', 'static', 'proxy', 'controller', 'edge']

interface Inspected {
  readonly OCIv1: {
    readonly config: {
      readonly User: string
      readonly StopSignal: string
      readonly Env: readonly string[]
      readonly Labels: Readonly<Record<string, string>>
    }
  }
  readonly Docker: { readonly config: { readonly Healthcheck: { readonly Test: readonly string[] } } }
}

describe('the Dockerfile', () => {
  const text = readFileSync(join(repository, 'Dockerfile'), 'utf8')

  it('has a target of each process, which is not root, is told to stop, and is looked after', () => {
    for (const target of TARGETS) {
      const stage = new RegExp(`^FROM \\S+ AS ${target}\\n((?:(?!^FROM).*\\n)*)`, 'm').exec(text)?.[1] ?? ''
      expect(stage, target).to.match(/^USER 65532:65532$/m)
      expect(stage, target).to.match(/^STOPSIGNAL SIG/m)
      expect(stage, target).to.match(/^HEALTHCHECK .* CMD \["/m)
      expect(stage, target).to.contain('org.opencontainers.image.revision="${VERSION_SHA}"')
      expect(stage, target).not.to.match(/^RUN /m)
    }
  })
})

describe('what the Dockerfile copies', () => {
  const read = (file: string): string => readFileSync(join(repository, file), 'utf8')
  const text = read('Dockerfile')
  const { workspaces } = JSON.parse(read('package.json')) as { readonly workspaces: readonly string[] }

  it('has the manifest of every package, without which none can be installed', () => {
    for (const folder of workspaces)
      expect(text).to.contain(`\nCOPY ${folder}/package.json ${folder}/package.json\n`)
  })

  it('has for each image the packages of ours that its process needs', () => {
    const manifests = new Map(
      workspaces.map((folder) => {
        const { name, dependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as {
          readonly name: string
          readonly dependencies?: Readonly<Record<string, string>>
        }
        return [name, { folder, needs: Object.keys(dependencies) }] as const
      }),
    )
    for (const [, target = '', stage = ''] of text.matchAll(
      /^FROM manifests AS build-(\S+)\n((?:(?!^FROM).*\n)*)/gm,
    )) {
      const installed = /--workspace=(\S+)/.exec(stage)?.[1]
      const own = [...manifests.values()].find(({ folder }) => folder === installed)
      const needed = own?.needs.flatMap((name) => manifests.get(name)?.folder ?? []) ?? []
      for (const folder of [installed, ...needed])
        expect(stage, target).to.contain(`\nCOPY ${folder ?? ''} ${folder ?? ''}\n`)
    }
  })
})

describe('an image', function () {
  this.timeout(180_000)
  let images: Images
  let container: string

  before(async function () {
    const reason = await reasonForNoImages()
    if (reason !== null) {
      process.stderr.write(`    skipped: ${reason}\n`)
      return this.skip()
    }
    images = await openImages()
    await images.buildah(
      ...[
        'bud',
        '--isolation',
        'chroot',
        '--pull-never',
        '--format',
        'docker',
        '--quiet',
        '--target',
        'static',
      ],
      ...['--build-arg', `BUILD_IMAGE=${images.bases.build}`, '--build-arg', `RUN_IMAGE=${images.bases.run}`],
      ...['--build-arg', 'VERSION_NAME=v1.6', '--build-arg', 'VERSION_SHA=abc123'],
      ...['--tag', 'static', repository],
    )
    container = await images.buildah('from', '--pull-never', 'static')
  })
  after(() => images.close())

  it('tells its version and commit, and who it runs as', async () => {
    const inspected = JSON.parse(await images.buildah('inspect', '--type', 'image', 'static')) as Inspected
    const { config } = inspected.OCIv1
    expect(config).to.include({ User: '65532:65532', StopSignal: 'SIGTERM' })
    expect(config.Env).to.include.members(['VERSION=v1.6', 'COMMIT=abc123', 'NODE_ENV=production'])
    expect(config.Labels).to.include({
      'org.opencontainers.image.version': 'v1.6',
      'org.opencontainers.image.revision': 'abc123',
    })
    expect(inspected.Docker.config.Healthcheck.Test.slice(0, 2)).to.deep.equal(['CMD', '/nodejs/bin/node'])
  })

  it('holds no tests, and none of what others need', async () => {
    const list = `import('node:fs').then(({ readdirSync }) => console.log(JSON.stringify(['.', 'services', 'services/static', 'node_modules'].map((folder) => readdirSync(folder)))))`
    const out = await images.buildah(
      'run',
      '--isolation',
      'chroot',
      container,
      '/nodejs/bin/node',
      '-e',
      list,
    )
    const [root, services, own, installed] = JSON.parse(out) as [string[], string[], string[], string[]]
    expect(root).not.to.include.members(['tests', 'docs'])
    expect(services).to.include.members(['kit', 'static'])
    expect(own).to.have.members(['package.json', 'src'])
    expect(installed).to.include('express').and.not.include.members(['typescript', 'mocha'])
  })

  it('serves, answers its own health check, and stops when it is told to', async () => {
    const [port, internal] = [await freePort(), await freePort()]
    const env = ['--env', `PORT=${port}`, '--env', `INTERNAL_PORT=${internal}`]
    const [command = '', ...args] = images.command('run', '--isolation', 'chroot', ...env, container, '--')
    const child = spawn(command, [...args, '/nodejs/bin/node', 'services/static/src/main.ts'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    })
    const ended = once(child, 'exit')
    try {
      await eventually(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, { withinMs: 20_000 })
      const version = await fetch(`http://127.0.0.1:${internal}/admin/version/`)
      expect(await version.json()).to.deep.equal({ commit: 'abc123', version: 'v1.6' })
      await images.buildah(
        ...['run', '--isolation', 'chroot', container, '/nodejs/bin/node', 'container/is-well.js'],
        `http://127.0.0.1:${internal}/healthz`,
      )
    } finally {
      process.kill(-(child.pid ?? 0), 'SIGTERM')
    }
    await ended
    expect(await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null)).to.equal(null)
  })
})
