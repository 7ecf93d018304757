import { createHash } from 'node:crypto'
import { KINDS, type Kind } from './notification.ts'

/** A hook that is told of some kinds of things. */
export interface Receiver {
  readonly id: string
  readonly url: string
  readonly kinds: ReadonlySet<Kind>
}

/** Hooks by kind; those of `all` are told of every kind that has none of its own. */
export type Hooks = Readonly<Partial<Record<Kind | 'all', readonly string[]>>>

export function receiversOf(hooks: Hooks): readonly Receiver[] {
  const kinds = new Map<string, Set<Kind>>()
  for (const kind of KINDS)
    for (const url of hooks[kind] ?? hooks.all ?? []) kinds.set(url, (kinds.get(url) ?? new Set()).add(kind))
  return [...kinds].map(([url, own]) => ({
    id: createHash('sha256').update(url).digest('hex').slice(0, 16),
    url,
    kinds: own,
  }))
}
