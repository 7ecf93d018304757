import { isMovable, standingFor, type Plan, type Standing } from '@strangler/migration-plan'

/** Weights that something else than the database knows of, and what that is. */
export interface Witness {
  readonly name: string
  readonly version: number
  readonly weights: Readonly<Record<string, number | null>>
}

/** A standing that differs from the recorded one. */
export interface Adoption {
  readonly route: string
  readonly from: number
  readonly standing: Standing
  readonly witness: Witness
}

/**
 * What to believe where a plane or this controller's memory is ahead of the record: the weight nearest to
 * legacy. So a rollback that could not be recorded stays, and a forward step without a record is taken back.
 */
export function adoptions(
  plan: Plan,
  recorded: Readonly<Record<string, Standing>>,
  witnesses: readonly Witness[],
): readonly Adoption[] {
  return plan.routes.filter(isMovable).flatMap(({ id }) => {
    const from = Object.hasOwn(recorded, id) ? (recorded[id]?.weight ?? 0) : 0
    const lowest = witnesses
      .flatMap((witness) => {
        const weight = Object.hasOwn(witness.weights, id) ? witness.weights[id] : null
        return typeof weight === 'number' && Number.isInteger(weight) && weight >= 0
          ? [{ witness, weight }]
          : []
      })
      .reduce<{ witness: Witness; weight: number } | null>(
        (low, next) => (low && low.weight <= next.weight ? low : next),
        null,
      )
    if (!lowest || lowest.weight >= from) return []
    return [{ route: id, from, standing: standingFor(lowest.weight), witness: lowest.witness }]
  })
}
