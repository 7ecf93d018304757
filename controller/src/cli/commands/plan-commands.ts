import type { Command } from 'commander'
import { diffPlans, explain } from '@strangler/migration-plan'
import { Refusal } from '../../client.ts'
import type { PlanAnswer } from '../../http/schemas.ts'
import { CliError } from '../cli-error.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { badPlan, readPlan, readTable } from '../read-plan.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, warn, type Terminal } from '../terminal.ts'
import { addRenderCommand } from './render-command.ts'

interface LocalOptions {
  readonly json?: boolean
}

interface ExplainOptions extends RemoteOptions {
  readonly method: string
  readonly file?: string
  readonly user?: string
}

/** `strangler plan …`: what a plan says, mostly without a controller. */
export function addPlanCommands(program: Command, terminal: Terminal): void {
  const plan = program.command('plan').description('check, explain, compare, render and reload plans')
  addCheck(plan, terminal)
  addExplain(plan, terminal)
  addDiff(plan, terminal)
  addRenderCommand(plan, terminal)
  addReload(plan, terminal)
}

function addCheck(plan: Command, terminal: Terminal): void {
  plan
    .command('check')
    .description('tell every problem of a plan, each with its line; exit code 65 if there is one')
    .argument('<file>', 'plan file (YAML)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  strangler plan check migration-plan/plans/mine.yaml')
    .action((file: string, options: LocalOptions) => {
      const { name, routes } = readPlan(file, terminal)
      const text = `${tone('good', 'ok')}: plan "${name}" with ${routes.length} routes`
      show(terminal, options, { json: { ok: true, plan: name, routes: routes.length }, text })
    })
}

function addExplain(plan: Command, terminal: Terminal): void {
  remoteOptions(
    plan
      .command('explain')
      .description('tell which route a request belongs to, who answers it, on which plane, and why')
      .argument('<url>', 'URL or path of the request'),
  )
    .option('-m, --method <method>', 'method of the request', 'GET')
    .option('-u, --user <value>', 'value of the cookie or header that tells users apart')
    .option('-f, --file <plan>', 'a plan as it begins, instead of where the controller stands')
    .addHelpText(
      'after',
      '\nExamples:\n  strangler plan explain /search\n  strangler plan explain http://example.org/login/ --method POST --file plan.yaml',
    )
    .action(async (url: string, options: ExplainOptions) => {
      const { host, path } = addressOf(url)
      const table = await readTable(options.file, options, terminal)
      const request = { method: options.method.toUpperCase(), path, ...(host === null ? {} : { host }) }
      const explanation = explain(
        table,
        options.user === undefined ? request : { ...request, user: options.user },
      )
      show(terminal, options, { json: explanation, text: explanation.sentences.join('\n') })
    })
}

function addDiff(plan: Command, terminal: Terminal): void {
  plan
    .command('diff')
    .description('tell what changes when one plan takes the place of another')
    .argument('<old>', 'plan file')
    .argument('<new>', 'plan file')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  strangler plan diff old.yaml new.yaml')
    .action((older: string, newer: string, options: LocalOptions) => {
      const changes = diffPlans(readPlan(older, terminal), readPlan(newer, terminal))
      const text = changes.length === 0 ? 'no difference' : changes.map((change) => change.text).join('\n')
      show(terminal, options, { json: { changes }, text })
    })
}

function addReload(plan: Command, terminal: Terminal): void {
  remoteOptions(
    plan
      .command('reload')
      .description('have the controller take its plan file anew; routes keep where they stand'),
  )
    .addHelpText('after', '\nExample:\n  strangler plan reload')
    .action(async (options: RemoteOptions) => {
      const answer = await reload(options, terminal)
      warn(terminal, answer.warnings)
      const { plan: name, version, secondsToEffect } = answer
      const text = `plan ${name}, version ${version}, in effect after ${secondsToEffect} s`
      show(terminal, options, { json: answer, text })
    })
}

/** @throws CliError for a bad plan, told as `plan check` tells it */
async function reload(options: RemoteOptions, terminal: Terminal): Promise<PlanAnswer> {
  try {
    return await askController(options, terminal, (client) => client.reloadPlan())
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'ERR_PLAN_INVALID') throw error
    const problems = error.what.split('\n')
    for (const problem of problems) terminal.err(`${problem}\n`)
    throw badPlan("the controller's plan file", problems)
  }
}

function addressOf(url: string): { readonly host: string | null; readonly path: string } {
  const [address = ''] = url.split('#')
  if (address.startsWith('/')) return { host: null, path: address }
  const [, host, path = '/'] = /^https?:\/\/([^/?]+)(\/.*)?/i.exec(address) ?? []
  if (host !== undefined) return { host, path }
  throw new CliError('ERR_CLI_USAGE', `"${url}" is no URL`, 'write http://host/path or /path')
}
