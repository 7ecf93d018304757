import { quote, type Fault, type Path } from '../fault.ts'
import type { HeaderEditsFile } from '../language/headers-schema.ts'
import type { PlanDraft } from '../reading/draft.ts'
import { policies } from './policies.ts'

/** Each header is named once: it is either written or taken away. */
export function headerNames(draft: PlanDraft): readonly Fault[] {
  return policies(draft).flatMap(({ policy: { headers }, path }) =>
    (['request', 'response'] as const).flatMap((direction) =>
      repeated(headers?.[direction] ?? {}, [...path, 'headers', direction]),
    ),
  )
}

function repeated({ set = {}, remove = [] }: HeaderEditsFile, path: Path): readonly Fault[] {
  const seen = new Set<string>()
  const written = Object.keys(set).map((name) => ({ name, path: [...path, 'set', name], atKey: true }))
  const removed = remove.map((name, at) => ({ name, path: [...path, 'remove', at], atKey: false }))
  return [...written, ...removed].flatMap(({ name, ...place }): readonly Fault[] => {
    const known = seen.has(name.toLowerCase())
    seen.add(name.toLowerCase())
    return known
      ? [{ ...place, what: `the header ${quote(name)} is there already`, remedy: 'name each header once' }]
      : []
  })
}
