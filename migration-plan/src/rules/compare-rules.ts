import type { Fault } from '../fault.ts'
import { percentOf } from '../language/percent.ts'
import type { PlanDraft } from '../reading/draft.ts'
import { isMoving } from './moving.ts'

/** Answers are compared only where two upstreams can give them. */
export function samples({ routes }: PlanDraft): readonly Fault[] {
  return routes.flatMap((route): readonly Fault[] => {
    const wanted = percentOf(route.own.compare?.sample ?? '0%') > 0
    return route.sound && wanted && !isMoving(route)
      ? [
          {
            path: ['routes', route.at, 'compare', 'sample'],
            what: 'only one side can answer, so there is nothing to compare',
            remedy: 'name legacy and candidate, or remove the sample',
          },
        ]
      : []
  })
}
