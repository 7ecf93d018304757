import type { Command } from 'commander'

/** What may stand where the command line is being written: words, each with what it is, where that is known. */
export interface Completion {
  readonly word: string
  readonly about: string
}

/** What to offer behind the words that are there, the last of which is being written; `routes` gives ids of routes. */
export async function complete(
  program: Command,
  words: readonly string[],
  routes: () => Promise<readonly string[]>,
): Promise<readonly Completion[]> {
  const begun = words.at(-1) ?? ''
  const { command, rest, hasValueOpen } = walk(program, words.slice(0, -1))
  const offered = await offers(command, rest, begun, hasValueOpen, routes)
  return offered.filter(({ word }) => word.startsWith(begun))
}

async function offers(
  command: Command,
  rest: readonly string[],
  begun: string,
  hasValueOpen: boolean,
  routes: () => Promise<readonly string[]>,
): Promise<readonly Completion[]> {
  if (hasValueOpen) return []
  if (begun.startsWith('-')) return optionsOf(command)
  const visible = command.commands.length === 0 ? [] : command.createHelp().visibleCommands(command)
  const below = visible.map((each) => ({ word: each.name(), about: each.description() }))
  if (below.length > 0 && rest.length === 0) return below
  const argument = command.registeredArguments[rest.length]
  if (argument?.name() === 'route') return (await routes()).map((word) => ({ word, about: 'route' }))
  return (argument?.argChoices ?? []).map((word) => ({ word, about: argument?.description ?? '' }))
}

function optionsOf(command: Command): readonly Completion[] {
  const own = command.options.flatMap(({ long, description }) =>
    long ? [{ word: long, about: description }] : [],
  )
  return [...own, { word: '--help', about: 'display help for command' }]
}

/** Which command the words lead to, and what they give it. */
function walk(
  program: Command,
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[]; readonly hasValueOpen: boolean } {
  let command = program
  let rest: string[] = []
  let hasValueOpen = false
  for (const word of words) {
    if (hasValueOpen) {
      hasValueOpen = false
      continue
    }
    if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === word || short === word)
      hasValueOpen = option?.required === true
      continue
    }
    const next = rest.length === 0 ? command.commands.find((each) => each.name() === word) : undefined
    if (next) command = next
    else rest = [...rest, word]
  }
  return { command, rest, hasValueOpen }
}
