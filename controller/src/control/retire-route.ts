import { RETIRED } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import type { Author } from './author.ts'
import { changeRecorded, readyToAdvance } from './change-recorded.ts'
import { resultOf, type CommandResult } from './command-result.ts'
import type { ControlContext } from './context.ts'
import { findFree, refuseLateMove, type Expected } from './refuse-moves.ts'
import { entryOf, stepsOf } from './steps-of.ts'

/**
 * Ends the move of a live route: its candidate answers alone, nothing is compared any more, and there is no way back.
 * @throws ControllerError ERR_ROUTE_…, ERR_STATE_CONFLICT
 */
export function retireRoute(
  context: ControlContext,
  id: string,
  author: Author,
  expected: Expected,
): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(async () => {
    const before = await readyToAdvance(context)
    refuseLateMove(before, expected)
    const { stage, weight } = findFree(context, before, id, { drift: 'holds' })
    if (stage !== 'live')
      throw new ControllerError(
        'ERR_ROUTE_NOT_LIVE',
        `route "${id}" is not live: it stands at ${weight}`,
        'let it go to 100 first, and stay there for a while',
      )
    const standings = { [id]: RETIRED }
    const done = await changeRecorded(context, { standings, mustServe: true }, (after) =>
      entryOf(after, standings, stepsOf('retire', author, before, after, standings)),
    )
    return resultOf(started, before, done, standings, [], true)
  })
}
