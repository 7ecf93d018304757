import { advanceRoute, type Advance } from './advance-route.ts'
import type { Author } from './author.ts'
import type { CommandResult } from './command-result.ts'
import { rollBack, setWeight, shadowRoute, type Retreat } from './commands.ts'
import type { ControlContext } from './context.ts'
import { adoptByHand, revertByHand } from './operators-hand.ts'
import type { Expected } from './refuse-moves.ts'
import { approveStep, holdRoute, pauseAll, releaseRoute, resumeAll } from './restrain-routes.ts'
import { retireRoute } from './retire-route.ts'

/** Everything that moves routes, or keeps them from moving. Every method throws ControllerError. */
export interface Steering {
  set: (route: string, weight: number, author: Author, expected?: Expected) => Promise<CommandResult>
  shadow: (route: string, author: Author, expected?: Expected) => Promise<CommandResult>
  advance: (route: string, author: Author, how?: Advance) => Promise<CommandResult>
  rollback: (route: string | null, author: Author, retreat?: Retreat) => Promise<CommandResult>
  retire: (route: string, author: Author, expected?: Expected) => Promise<CommandResult>
  hold: (route: string, author: Author) => Promise<CommandResult>
  release: (route: string, author: Author) => Promise<CommandResult>
  approve: (route: string, author: Author) => Promise<CommandResult>
  /** What somebody did by hand on a plane becomes what the table says, or is taken back. */
  adopt: (route: string, author: Author) => Promise<CommandResult>
  revert: (route: string, author: Author) => Promise<CommandResult>
  pause: (author: Author) => Promise<CommandResult>
  resume: (author: Author) => Promise<CommandResult>
}

export function steeringOf(context: ControlContext): Steering {
  return {
    set: (route, weight, author, expected) => setWeight(context, route, weight, author, expected),
    shadow: (route, author, expected) => shadowRoute(context, route, author, expected),
    advance: (route, author, how = {}) => advanceRoute(context, route, author, how),
    rollback: (route, author, retreat) => rollBack(context, route, author, retreat),
    retire: (route, author, expected = {}) => retireRoute(context, route, author, expected),
    hold: (route, author) => holdRoute(context, route, author),
    release: (route, author) => releaseRoute(context, route, author),
    approve: (route, author) => approveStep(context, route, author),
    adopt: (route, author) => adoptByHand(context, route, author),
    revert: (route, author) => revertByHand(context, route, author),
    pause: (author) => pauseAll(context, author),
    resume: (author) => resumeAll(context, author),
  }
}
