import { isLegacyOff, RETIRED, UNCLAIMED } from '@strangler/migration-plan'
import type { Drained } from '../drained/drained.ts'
import { ControllerError } from '../errors.ts'
import type { Author } from './author.ts'
import { changeRecorded, readyToAdvance } from './change-recorded.ts'
import { resultOf, type CommandResult } from './command-result.ts'
import type { ControlContext } from './context.ts'
import type { Snapshot } from './snapshot.ts'
import { entryOf, stepsOf } from './steps-of.ts'

/**
 * Takes legacy out of every plane, for good: recorded in the same transaction as it takes effect, with what told that
 * nobody calls it. `force` is for who knows better than that.
 * @throws ControllerError ERR_LEGACY_OFF, ERR_LEGACY_IN_USE, and unless forced ERR_LEGACY_NOT_DRAINED
 */
export function retireLegacy(
  context: ControlContext,
  author: Author,
  force: boolean,
  judge: () => Promise<Drained>,
): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(async () => {
    const before = await readyToAdvance(context)
    const drained = await judge()
    refuseUnlessDone(before, drained, force)
    const evidence = drained.drained
      ? `nobody asked legacy for anything since ${drained.since.toISOString()}`
      : `forced, though ${drained.reasons.join('; ')}`
    const why = author.why === null ? evidence : `${author.why} (${evidence})`
    const standings = { [UNCLAIMED]: RETIRED }
    const done = await changeRecorded(context, { standings }, (after) =>
      entryOf(after, standings, stepsOf('retire', { ...author, why }, before, after, standings)),
    )
    return resultOf(started, before, done, standings, [], true)
  })
}

function refuseUnlessDone(
  { standings, plan: { legacy } }: Snapshot,
  { drained, reasons, notRetired }: Drained,
  force: boolean,
): void {
  if (isLegacyOff(standings))
    throw new ControllerError(
      'ERR_LEGACY_OFF',
      `legacy "${legacy}": no plane knows it any more`,
      'there is nothing left to do; stop its process',
    )
  if (notRetired.length > 0)
    throw new ControllerError(
      'ERR_LEGACY_IN_USE',
      `legacy "${legacy}": these routes are not retired: ${notRetired.join(', ')}`,
      'retire each of them first',
    )
  if (!drained && !force)
    throw new ControllerError(
      'ERR_LEGACY_NOT_DRAINED',
      `legacy "${legacy}" is not drained: ${reasons.join('; ')}`,
      'see who calls with strangler drained, or use force and say why',
    )
}
