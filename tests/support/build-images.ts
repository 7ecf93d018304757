import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'

const run = promisify(execFile)

/** Makes images in a store of its own, by buildah and without a daemon. */
export interface Images {
  buildah: (...args: readonly string[]) => Promise<string>
  /** The words of such a command, for who starts it himself. */
  command: (...args: readonly string[]) => readonly string[]
  /** Names of base images that hold this machine's Node, npm and shell: one to build in, one to run; and HAProxy. */
  readonly bases: { readonly build: string; readonly run: string; readonly edge: string }
  close: () => Promise<void>
}

/** Why nobody can build images here; null where one can. */
export async function reasonForNoImages(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'buildah needs root here, for --isolation chroot'
  return run('buildah', ['--version']).then(
    () => null,
    () => 'there is no buildah; install it, for example with: apt-get install buildah',
  )
}

export async function openImages(): Promise<Images> {
  const folder = await mkdtemp(join(tmpdir(), 'strangler-images-'))
  const place = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run')]
  // The other driver copies every layer, and works everywhere.
  const isLayered = await run('buildah', [...place, '--storage-driver', 'overlay', 'from', 'scratch']).then(
    () => true,
    () => false,
  )
  const store = [...place, '--storage-driver', isLayered ? 'overlay' : 'vfs']
  const buildah = async (...args: readonly string[]): Promise<string> =>
    (await run('buildah', [...store, ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout.trim()
  const images: Images = {
    buildah,
    command: (...args) => ['buildah', ...store, ...args],
    bases: { build: 'localhost/build-base', run: 'localhost/run-base', edge: 'localhost/edge-base' },
    async close() {
      await buildah('rm', '--all').catch(() => '')
      await rm(folder, { recursive: true, force: true })
    },
  }
  const system = join(folder, 'system')
  await makeSystem(system)
  await commit(images, system, images.bases.run, ['--entrypoint', '["/nodejs/bin/node"]'])
  await addBuildTools(system)
  await commit(images, system, images.bases.build, [
    ...['--env', 'PATH=/nodejs/bin:/bin', '--env', 'HOME=/', '--env', 'NODE_EXTRA_CA_CERTS=/authorities.pem'],
  ])
  await rm(system, { recursive: true })
  const haproxy = join(folder, 'haproxy')
  await makeEdgeSystem(haproxy)
  await commit(images, haproxy, images.bases.edge, [])
  await rm(haproxy, { recursive: true })
  return images
}

/** Builds a target of the Dockerfile, as its name; stages that others were built with are taken from there. */
export async function buildTarget({ buildah, bases }: Images, target: string): Promise<void> {
  const cache = (await run('npm', ['config', 'get', 'cache'])).stdout.trim()
  await mkdir(cache, { recursive: true })
  await buildah(
    ...['bud', '--volume', `${cache}:/npm-cache`],
    ...['--isolation', 'chroot', '--layers', '--pull-never', '--format', 'docker', '--quiet'],
    ...['--build-arg', `BUILD_IMAGE=${bases.build}`, '--build-arg', `RUN_IMAGE=${bases.run}`],
    ...['--build-arg', `EDGE_IMAGE=${bases.edge}`],
    ...['--build-arg', 'VERSION_NAME=v1.6', '--build-arg', 'VERSION_SHA=abc123'],
    ...['--target', target, '--tag', target, repository],
  )
}

async function commit(
  { buildah }: Images,
  system: string,
  name: string,
  config: readonly string[],
): Promise<void> {
  const container = await buildah('from', 'scratch')
  await buildah('copy', '--quiet', container, system, '/')
  await buildah('config', ...config, container)
  await buildah('commit', '--quiet', '--rm', container, name)
}

/** Node and the libraries that it is linked to, and nothing else. */
async function makeSystem(system: string): Promise<void> {
  const node = await realpath(process.execPath)
  await put(system, node, '/nodejs/bin/node')
  for (const library of await librariesOf(node)) await put(system, library, library)
  await put(system, '/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/certs/ca-certificates.crt')
  await mkdir(join(system, 'tmp'))
  await chmod(join(system, 'tmp'), 0o1777)
}

/** HAProxy and the libraries that it is linked to. */
async function makeEdgeSystem(system: string): Promise<void> {
  const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }
  const haproxy = await realpath((await run('which', ['haproxy'], { env })).stdout.trim())
  await put(system, haproxy, '/usr/local/sbin/haproxy')
  for (const library of await librariesOf(haproxy)) await put(system, library, library)
}

async function addBuildTools(system: string): Promise<void> {
  for (const tool of ['/bin/sh', '/bin/rm', '/usr/bin/env']) {
    const file = await realpath(tool)
    await put(system, file, `/bin/${tool.split('/').at(-1) ?? ''}`)
    for (const library of await librariesOf(file)) await put(system, library, library)
  }
  const npm = dirname(dirname(await realpath((await run('which', ['npm'])).stdout.trim())))
  await cp(npm, join(system, 'npm'), { recursive: true })
  await symlink('/npm/bin/npm-cli.js', join(system, 'nodejs/bin/npm'))
  await mkdir(join(system, 'usr/bin'), { recursive: true })
  await symlink('/bin/env', join(system, 'usr/bin/env'))
  // Whom npm trusts and asks here, it does there; and it takes what is here already.
  const { stdout: registry } = await run('npm', ['config', 'get', 'registry'])
  await writeFile(
    join(system, '.npmrc'),
    `registry=${registry.trim()}\ncache=/npm-cache\nprefer-offline=true\n`,
  )
  const authorities = process.env['NODE_EXTRA_CA_CERTS'] ?? '/etc/ssl/certs/ca-certificates.crt'
  if (existsSync(authorities)) await cp(authorities, join(system, 'authorities.pem'), { dereference: true })
}

async function librariesOf(file: string): Promise<readonly string[]> {
  const { stdout } = await run('ldd', [file])
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, library = '']) => library)
}

async function put(system: string, from: string, to: string): Promise<void> {
  if (!existsSync(from) || existsSync(join(system, to))) return
  await mkdir(dirname(join(system, to)), { recursive: true })
  await cp(from, join(system, to), { dereference: true })
}
