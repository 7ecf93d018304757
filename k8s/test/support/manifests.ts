import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

export const ENVIRONMENTS = ['local', 'staging', 'production'] as const
const PARTS = ['foundation', 'migrations', 'apps'] as const

export type Environment = (typeof ENVIRONMENTS)[number]

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

const FOLDER = fileURLToPath(new URL('../..', import.meta.url))

/** Where kubectl is, which has kustomize in it; null where there is none. */
export function findKubectl(): string | null {
  const own = join(FOLDER, '../var/tools/kubectl/kubectl')
  if (existsSync(own)) return own
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.map((folder) => join(folder, 'kubectl')).find((file) => existsSync(file)) ?? null
}

/** What is applied to a cluster for a part of an environment. */
function build(kubectl: string, folder: string): readonly Manifest[] {
  const text = execFileSync(kubectl, ['kustomize', join(FOLDER, folder)], { encoding: 'utf8' })
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest)
}

/** All of an environment. */
export function buildAll(kubectl: string, environment: Environment): readonly Manifest[] {
  return PARTS.flatMap((part) => build(kubectl, `overlays/${environment}/${part}`))
}

export const titleOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`
