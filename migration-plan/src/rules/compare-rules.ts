import type { Fault } from '../fault.ts'
import { NONE } from '../language/none.ts'
import { percentOf } from '../language/percent.ts'
import type { PlanDraft } from '../reading/draft.ts'

/** Answers are compared only where two upstreams can give them. */
export function samples({ routes }: PlanDraft): readonly Fault[] {
  return routes.flatMap(
    ({ at, sound, own, policy: { deny, legacy, candidate = NONE } }): readonly Fault[] => {
      const compared = percentOf(own.compare?.sample ?? '0%') > 0
      return sound && compared && (deny === true || legacy === NONE || candidate === NONE)
        ? [
            {
              path: ['routes', at, 'compare', 'sample'],
              what: 'only one side can answer, so there is nothing to compare',
              remedy: 'name legacy and candidate, or remove the sample',
            },
          ]
        : []
    },
  )
}
