import type { Path } from '../fault.ts'
import type { PolicyFile } from '../language/route-schema.ts'
import type { PlanDraft } from '../reading/draft.ts'

export interface WrittenPolicy {
  readonly policy: PolicyFile
  readonly path: Path
}

/** Every policy that the plan writes, where it writes it. */
export function policies({ defaults, routes }: PlanDraft): readonly WrittenPolicy[] {
  return [
    { policy: defaults, path: ['defaults'] },
    ...routes.map(({ own, at }) => ({ policy: own, path: ['routes', at] })),
  ]
}
