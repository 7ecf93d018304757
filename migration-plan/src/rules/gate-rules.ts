import { quote, type Fault } from '../fault.ts'
import type { GatesFile } from '../language/gates-schema.ts'
import { NONE } from '../language/none.ts'
import { resolveWindows } from '../reading/resolve-gates.ts'
import type { PlanDraft, RouteDraft } from '../reading/draft.ts'
import { isEverOpen } from '../windows.ts'
import { isCompared, isMoving } from './moving.ts'
import { policies } from './policies.ts'

/** Windows leave some time to make steps in. */
export function openWindows(draft: PlanDraft): readonly Fault[] {
  return policies(draft).flatMap(({ policy: { gates }, path }): readonly Fault[] => {
    const windows = gates?.windows ?? NONE
    return windows === NONE || isEverOpen(resolveWindows(windows))
      ? []
      : [
          {
            path: [...path, 'gates', 'windows'],
            what: 'no time is left to make a step in',
            remedy: 'allow more, or deny less',
          },
        ]
  })
}

/** Each metric of a list has a name of its own. */
export function metricNames(draft: PlanDraft): readonly Fault[] {
  return policies(draft).flatMap(({ policy: { gates }, path }): readonly Fault[] => {
    const names = gates?.metrics === undefined || gates.metrics === NONE ? [] : gates.metrics
    return names.flatMap(({ name }, at): readonly Fault[] =>
      names.findIndex((other) => other.name === name) === at
        ? []
        : [
            {
              path: [...path, 'gates', 'metrics', at, 'name'],
              what: `the metric ${quote(name)} is there already`,
              remedy: 'give each a name of its own',
            },
          ],
    )
  })
}

/** Gates on comparisons are asked for only where answers are compared. */
export function comparisonGates({ defaults, routes }: PlanDraft): readonly Fault[] {
  return [
    ...(routes.some(isMoving) && routes.every((route) => route.sound && !isCompared(route))
      ? unfounded(defaults.gates, ['defaults'], 'no route compares answers')
      : []),
    ...routes.flatMap((route) =>
      route.sound && isMoving(route) && !isCompared(route)
        ? unfounded(route.own.gates, ['routes', route.at], 'the route compares no answers')
        : [],
    ),
  ]
}

function unfounded(gates: GatesFile = {}, path: readonly PropertyKey[], why: string): readonly Fault[] {
  const { minComparisons = 0, mismatch = NONE } = gates
  const key = minComparisons > 0 ? 'minComparisons' : 'mismatch'
  return minComparisons > 0 || mismatch !== NONE
    ? [
        {
          path: [...path, 'gates', key],
          what: `${why}, so this gate could never be judged`,
          remedy: 'write compare: { sample: 20% }, or remove it',
        },
      ]
    : []
}

/** What moves by itself can move. */
export function selfMoving({ routes }: PlanDraft): readonly Fault[] {
  return routes.flatMap((route: RouteDraft): readonly Fault[] =>
    route.sound && route.own.auto === true && !isMoving(route)
      ? [
          {
            path: ['routes', route.at, 'auto'],
            what: 'the route never moves, so it cannot move by itself',
            remedy: 'name legacy and candidate, or remove auto',
          },
        ]
      : [],
  )
}
