import { setTimeout as pause } from 'node:timers/promises'
import { Argument, type Command } from 'commander'
import { complete } from '../complete.ts'
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../completion-scripts.ts'
import { askController } from '../run-remote.ts'
import type { Terminal } from '../terminal.ts'

/** Nobody waits for a completion: without a controller that answers at once, none of its routes are offered. */
const ROUTES_WITHIN_MS = 700

/** `strangler completion`, and the hidden `complete` that the shells ask. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, options and ids of routes')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Once in each shell, or in its startup file:
  bash  source <(strangler completion bash)
  zsh   source <(strangler completion zsh)
  fish  strangler completion fish | source`,
    )
    .action((shell: Shell) => terminal.out(COMPLETION_SCRIPTS[shell]))
  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'the command line behind its name, the last word being written')
    .option('--plain', 'words only')
    .action(async (words: readonly string[], { plain = false }: { readonly plain?: boolean }) => {
      const found = await complete(program, words, () => routesOf(terminal))
      for (const { word, about } of found) terminal.out(plain ? `${word}\n` : `${word}:${about}\n`)
    })
}

async function routesOf(terminal: Terminal): Promise<readonly string[]> {
  const bound = new AbortController()
  const late = pause(ROUTES_WITHIN_MS, [], { signal: bound.signal, ref: false }).catch(() => [])
  const asked = askController({}, terminal, (client) => client.status()).then(
    ({ routes }) => routes.map(({ id }) => id),
    () => [],
  )
  const ids = await Promise.race([asked, late])
  bound.abort()
  return ids
}
