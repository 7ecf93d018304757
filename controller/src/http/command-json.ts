import type { z } from 'zod'
import type { CommandResult } from '../control/command-result.ts'
import type { ReadOnly } from './operation.ts'
import type { planAnswer, setWeightAnswer } from './schemas.ts'

/** Of a command that moved one route. */
export function moveJson(result: CommandResult): ReadOnly<z.input<typeof setWeightAnswer>> {
  const [move] = result.moves
  if (!move) throw new TypeError('a command that moves a route moved none')
  return { ...move, ...commandJson(result) }
}

export function commandJson({
  version,
  secondsToEffect,
  warnings,
  recorded,
  planes,
}: CommandResult): ReadOnly<Omit<z.input<typeof planAnswer>, 'plan'>> {
  const outcomes = planes.map(({ plane, result, error }) => ({ plane, result, error }))
  return { version, secondsToEffect, warnings, recorded, planes: outcomes }
}
