import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, repository, type Child } from '@strangler/demo'
import { parse } from 'yaml'
import type { Images } from './build-images.ts'
import { runImage, type ContainerSpec } from './run-image.ts'

interface Service {
  readonly build?: { readonly target?: string }
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly stop_grace_period?: string
}

/** Services of compose.yaml, each with the same words, variables and volumes, but on ports and in folders of its own. */
export interface Compose {
  /** Every service that has an image of ours, in the order of the file. */
  readonly services: readonly string[]
  /** The port that stands here for one of the file. */
  port(written: string): string
  /** Starts a service and waits until it listens; one that others wait to complete, until it has. */
  start(name: string): Promise<void>
  readonly running: ReadonlyMap<string, Child>
  /** How its process is started, and how long it may take to stop. */
  specOf(name: string): ContainerSpec
  graceOf(name: string): number
}

export interface ComposeParts {
  /** Has a folder for every volume. */
  readonly folder: string
  /** What stands in .env. */
  readonly env: Readonly<Record<string, string>>
  /** Ports of what runs already, by those of the file. */
  readonly ports: Readonly<Record<string, string>>
}

const PORT = /\b(?:8\d{3}|9090|5432|10514)\b/g

export async function openCompose(images: Images, { folder, env, ports }: ComposeParts): Promise<Compose> {
  const text = await readFile(join(repository, 'compose.yaml'), 'utf8')
  const known = new Map(Object.entries(ports))
  for (const [written] of text.matchAll(PORT))
    if (!known.has(written)) known.set(written, String(await freePort()))
  const port = (written: string): string => known.get(written) ?? ''
  const file = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, Service>> }
  const services = Object.entries(file.services).filter(([, { build }]) => build?.target !== undefined)
  const running = new Map<string, Child>()
  const serviceOf = (name: string): Service => file.services[name] ?? {}

  // Names of containers mean nothing on this machine, and their network is 127.0.0.1 here. Secrets come last: nothing in
  // them is a port.
  const here = (value: string): string =>
    value
      .replaceAll(/(^|\/\/|@)[a-z]+(:\d+)/g, '$1127.0.0.1$2')
      .replace(/^0\.0\.0\.0$|^172\.30\.0\.0\/24$/, '127.0.0.1')
      .replaceAll(PORT, port)
      .replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name: string) => env[name] ?? '')
  const placeOf = (volume: string): readonly [string, string] => {
    const [source = '', inside = ''] = volume.split(':')
    return [inside, source.startsWith('./') ? join(repository, source) : join(folder, source)]
  }

  const specOf = (name: string): ContainerSpec => {
    const { build, command, environment = {}, volumes = [] } = serviceOf(name)
    return {
      image: build?.target ?? '',
      command,
      env: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(value)])),
      volumes: Object.fromEntries(volumes.map(placeOf)),
    }
  }
  const isAwaited = (name: string): boolean =>
    services.some(([, each]) => each.depends_on?.[name]?.condition === 'service_completed_successfully')

  return {
    services: services.map(([name]) => name),
    port,
    running,
    specOf,
    graceOf: (name) => Number.parseInt(serviceOf(name).stop_grace_period ?? '10s') * 1000,
    async start(name) {
      if (!isAwaited(name)) {
        running.set(name, await runImage(images, specOf(name), isListening))
        return
      }
      const child = await runImage(images, specOf(name))
      if ((await child.exited) !== 0) throw new Error(`${name} failed:\n${child.lines.join('\n')}`)
    },
  }
}

function isListening(line: string): boolean {
  return /"message":"listening"|Loading success/.test(line)
}
