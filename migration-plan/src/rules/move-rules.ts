import type { PlanDraft } from '../reading/draft.ts'
import type { Fault, Path } from '../fault.ts'
import { policies } from './policies.ts'

/** Ramps rise, and end where the candidate answers everything. */
export function ramps(draft: PlanDraft): readonly Fault[] {
  return policies(draft).flatMap(({ policy: { ramp }, path }) =>
    ramp ? rampFaults(ramp, [...path, 'ramp']) : [],
  )
}

function rampFaults(ramp: readonly number[], path: Path): readonly Fault[] {
  const falls = ramp.flatMap((weight, at): readonly Fault[] => {
    const before = ramp[at - 1]
    return before === undefined || weight > before
      ? []
      : [
          {
            path: [...path, at],
            what: `${weight} comes after ${before}, but a ramp rises`,
            remedy: 'write each weight once, the smallest first',
          },
        ]
  })
  const last = ramp.at(-1)
  return last === 100
    ? falls
    : [
        ...falls,
        { path, what: `the ramp ends at ${last ?? 'nothing'}`, remedy: 'write 100 as its last weight' },
      ]
}

/** Who is to be split by user can be told apart by exactly one thing. */
export function splits(draft: PlanDraft): readonly Fault[] {
  return policies(draft).flatMap(({ policy: { split }, path }) =>
    split?.by === 'user' && (split.cookie === undefined) === (split.header === undefined)
      ? [
          {
            path: [...path, 'split'],
            what: 'a split by user needs exactly one of cookie and header',
            remedy: 'name what tells users apart, such as cookie: session',
          },
        ]
      : [],
  )
}
