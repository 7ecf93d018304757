import type { HeaderEdits } from '@strangler/migration-plan'
import { without } from '../forwarding/header-names.ts'

/** What a plan changes in the headers of a message, made ready; null changes nothing. */
export type Edits = { readonly dropped: ReadonlySet<string>; readonly added: readonly string[] } | null

export function createEdits({ set, remove }: HeaderEdits): Edits {
  const names = Object.keys(set)
  if (names.length + remove.length === 0) return null
  return { dropped: new Set([...remove, ...names]), added: Object.entries(set).flat() }
}

/** The headers, names and values in turn, as the plan wants them. */
export function edited(headers: string[], edits: Edits): string[] {
  return edits === null ? headers : [...without(headers, edits.dropped), ...edits.added]
}
