import type { HeaderEdits } from '@strangler/migration-plan'
import { without } from './header-names.ts'

/** Changes headers (names and values in turn) as the plan says. */
export type HeaderEdit = (headers: string[]) => string[]

/** Null for edits that change nothing, so that most routes pay nothing. */
export function createHeaderEdit({ set, remove }: HeaderEdits): HeaderEdit | null {
  const added = Object.entries(set).flat()
  if (added.length === 0 && remove.length === 0) return null
  const gone = new Set([...remove, ...Object.keys(set)])
  return (headers) => [...without(headers, gone), ...added]
}
