import type { Command } from 'commander'
import type { Restraint } from '../../client.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, warn, type Terminal } from '../terminal.ts'

interface RestraintOptions extends RemoteOptions {
  readonly reason?: string
}

interface Verb {
  readonly name: Restraint
  readonly description: string
  readonly example: string
  /** What is so now, of a route. */
  readonly done: (route: string, weight: number) => string
}

const VERBS: readonly Verb[] = [
  {
    name: 'hold',
    description: 'keep a route where it is until it is released; works without the database',
    example: 'strangler hold search --reason "release of the shop"',
    done: (route, weight) => `${route} is ${tone('notable', 'on hold')} at ${weight}%`,
  },
  {
    name: 'release',
    description: 'let a held route move again',
    example: 'strangler release search',
    done: (route, weight) => `${route} is free again, at ${weight}%`,
  },
  {
    name: 'approve',
    description: 'say yes to the next step of a route',
    example: 'strangler approve search --reason "seen by the team"',
    done: (route, weight) => `the next step of ${route}, now at ${weight}%, is ${tone('good', 'approved')}`,
  },
  {
    name: 'adopt',
    description: 'make what was done to a route by hand on a plane what every plane does',
    example: 'strangler adopt search',
    done: (route, weight) => `${route} stands at ${tone('good', `${weight}%`)}, as it was set by hand`,
  },
  {
    name: 'revert',
    description: 'take back what was done to a route by hand on a plane',
    example: 'strangler revert search',
    done: (route, weight) => `${route} is at ${tone('good', `${weight}%`)} again on every plane`,
  },
]

/** `strangler hold`, `release`, `approve`, `adopt`, `revert`, `pause` and `resume`: what keeps routes from moving, or lets them. */
export function addRestraintCommands(program: Command, terminal: Terminal): void {
  for (const verb of VERBS) addVerb(program, terminal, verb)
  addPause(program, terminal)
  addResume(program, terminal)
}

function addVerb(program: Command, terminal: Terminal, { name, description, example, done }: Verb): void {
  remoteOptions(program.command(name).description(description).argument('<route>', 'id of the route'))
    .option('-r, --reason <text>', 'why, for the audit')
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action(async (route: string, options: RestraintOptions) => {
      const answer = await askController(options, terminal, (client) =>
        client.restrain(route, name, options.reason),
      )
      warn(terminal, [...answer.warnings, ...unrecorded(answer.recorded)])
      show(terminal, options, { json: answer, text: done(answer.route, answer.to) })
    })
}

function addPause(program: Command, terminal: Terminal): void {
  remoteOptions(
    program.command('pause').description('keep every route from moving forward; works without the database'),
  )
    .option('-r, --reason <text>', 'why, for the audit')
    .addHelpText('after', '\nExample:\n  strangler pause --reason "change freeze"')
    .action(async (options: RestraintOptions) => {
      const answer = await askController(options, terminal, (client) => client.pause(options.reason))
      warn(terminal, unrecorded(answer.recorded))
      show(terminal, options, { json: answer, text: `${tone('notable', 'paused')}: no route moves forward` })
    })
}

function addResume(program: Command, terminal: Terminal): void {
  remoteOptions(program.command('resume').description('let routes move forward again'))
    .option('-r, --reason <text>', 'why, for the audit')
    .addHelpText('after', '\nExample:\n  strangler resume')
    .action(async (options: RestraintOptions) => {
      const answer = await askController(options, terminal, (client) => client.resume(options.reason))
      show(terminal, options, { json: answer, text: 'routes may move forward again' })
    })
}

function unrecorded(recorded: boolean): readonly string[] {
  return recorded ? [] : ['not recorded yet: the database is away; it will be when it is back']
}
