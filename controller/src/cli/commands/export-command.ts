import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { annotatePlan } from '@strangler/migration-plan'
import type { Command } from 'commander'
import { fileFault } from '../../file-fault.ts'
import type { StatusAnswer } from '../../http/status-schemas.ts'
import { CliError } from '../cli-error.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { readPlan } from '../read-plan.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, type Terminal } from '../terminal.ts'

interface ExportOptions extends RemoteOptions {
  readonly write?: boolean
}

/** `strangler export FILE`: a plan with a comment above each route that says where it stands. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('export')
      .description(
        'print a plan with where each route stands as a comment above it, for those who keep that in git too',
      )
      .argument('<file>', 'the plan'),
  )
    .option('-w, --write', 'change the file instead')
    .addHelpText(
      'after',
      '\nExample:\n  strangler export plan.yaml --write && git commit -m "Where the routes stand" plan.yaml',
    )
    .action(async (file: string, options: ExportOptions) => {
      readPlan(file, terminal)
      const path = resolve(terminal.cwd, file)
      const before = readFileSync(path, 'utf8')
      const { version, routes } = await askController(options, terminal, (client) => client.status())
      const after = annotatePlan(before, notesOf(routes))
      const isChanged = after !== before
      if (options.write === true && isChanged) write(path, after)
      const said = isChanged ? `${file}: written, as of version ${version}` : `${file}: says so already`
      show(terminal, options, {
        json: { version, changed: isChanged, plan: after },
        text: options.write === true ? said : after.replace(/\n$/, ''),
      })
    })
}

function notesOf(routes: StatusAnswer['routes']): ReadonlyMap<string, string> {
  return new Map(
    routes
      .filter(({ movable }) => movable)
      .map(({ id, stage, weight, since }) => [
        id,
        `${stage} ${weight}%${since === null ? '' : `, since ${since}`}`,
      ]),
  )
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new CliError(
      'ERR_PLAN_UNREADABLE',
      `${path}: ${fileFault(error)}`,
      'name a file that can be written',
    )
  }
}
