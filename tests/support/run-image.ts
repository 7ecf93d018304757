import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startChild, startChildUntil, type Child } from '@strangler/demo'
import type { Images } from './build-images.ts'

export interface ContainerSpec {
  readonly image: string
  readonly env?: Readonly<Record<string, string>>
  /** Folders and files of this machine, by where the process finds them. */
  readonly volumes?: Readonly<Record<string, string>>
  /** What the entry point of the image is given, instead of what the image says. */
  readonly command?: readonly string[] | undefined
  /** Instead of the entry point and its command. */
  readonly words?: readonly string[]
}

/** What an image says of the processes that run in it. */
export interface ImageConfig {
  readonly Entrypoint: readonly string[]
  readonly Cmd?: readonly string[]
  readonly Env: readonly string[]
  readonly WorkingDir?: string
  readonly User: string
  readonly StopSignal: NodeJS.Signals
  readonly Labels: Readonly<Record<string, string>>
  readonly Healthcheck: { readonly Test: readonly string[] }
}

// What a container engine does, in namespaces of our own: a root that cannot be written, /tmp and volumes that can,
// and a user without rights. The process stays the child itself, so that a signal meets it and its exit code is ours.
const CONTAIN = `
root=$1 folder=$2 user=$3 group=$4; shift 4
mount --make-rprivate / && mount --bind "$root" "$root" && mount --bind /dev "$root/dev"
while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; shift 2; done; shift
mount -o remount,bind,ro "$root" && mount -t tmpfs tmpfs "$root/tmp"
exec unshare --root "$root" --wd "$folder" --setuid "$user" --setgid "$group" -- "$@"`

// As engines have it where the image says nothing.
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export async function configOf({ buildah }: Images, image: string): Promise<ImageConfig> {
  const inspected = JSON.parse(await buildah('inspect', '--type', 'image', image)) as {
    readonly Docker: { readonly config: ImageConfig }
  }
  return inspected.Docker.config
}

/** Starts an image's process; with `until`, resolves once it says such a line. */
export async function runImage(
  images: Images,
  { image, env = {}, volumes = {}, command, words }: ContainerSpec,
  until?: (line: string) => boolean,
): Promise<Child> {
  const config = await configOf(images, image)
  const root = await images.buildah('mount', await images.buildah('from', '--pull-never', image))
  await Promise.all(['/dev', '/tmp'].map((folder) => mkdir(join(root, folder), { recursive: true })))
  for (const [inside, outside] of Object.entries(volumes)) await makePlace(join(root, inside), outside)
  const mounts = Object.entries(volumes).flatMap(([inside, outside]) => [outside, inside])
  const process = words ?? [...config.Entrypoint, ...(command ?? config.Cmd ?? [])]
  const spec = {
    name: image,
    command: 'unshare',
    args: [
      ...['--mount', 'sh', '-ec', CONTAIN, 'contain', root, config.WorkingDir || '/'],
      ...[...config.User.split(':'), ...mounts, '--', ...process],
    ],
    env: { PATH, ...Object.fromEntries(config.Env.map(variable)), ...env },
  }
  return until ? startChildUntil(spec, until, 60_000) : startChild(spec)
}

function variable(line: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(line) ?? []
  return [name, value]
}

/** What is mounted needs a folder or a file to be mounted on. */
async function makePlace(place: string, outside: string): Promise<void> {
  const isFolder = (await stat(outside)).isDirectory()
  await mkdir(isFolder ? place : dirname(place), { recursive: true })
  if (!isFolder) await writeFile(place, '')
}
