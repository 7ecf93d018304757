import { chooseOneOf, writtenRule, type CompareRule, type RouteTable } from '@strangler/migration-plan'
import { Refusal, type ControllerClient } from '../../client.ts'
import type { TryRulesAnswer } from '../../http/comparison-schemas.ts'
import { CliError } from '../cli-error.ts'
import { tone, type Report } from '../terminal.ts'
import { printable } from './printable.ts'

/** Tries the rules of one route, or of all that the controller knows. @throws CliError, Refusal, Unreachable */
export async function tryPlan(
  client: ControllerClient,
  { routes }: RouteTable,
  wanted: string | undefined,
): Promise<readonly TryRulesAnswer[]> {
  const chosen = routes.filter(({ id }) => wanted === undefined || id === wanted)
  if (wanted !== undefined && chosen.length === 0) {
    const ids = routes.map(({ id }) => id)
    throw new CliError('ERR_CLI_USAGE', `the plan file has no route "${wanted}"`, chooseOneOf(wanted, ids))
  }
  const trials: TryRulesAnswer[] = []
  for (const { id, compare } of chosen) {
    const trial = await tryRoute(client, id, compare.rules).catch((error: unknown) => {
      // What only the file has, has no examples.
      if (wanted === undefined && error instanceof Refusal && error.code === 'ERR_ROUTE_UNKNOWN') return null
      throw error
    })
    if (trial && (wanted !== undefined || trial.examples > 0)) trials.push(trial)
  }
  return trials
}

function tryRoute(
  client: ControllerClient,
  route: string,
  rules: readonly CompareRule[],
): Promise<TryRulesAnswer> {
  return client.tryRules(route, rules.map(writtenRule))
}

/** What the rules come to; `failed` if something but noise would still differ. */
export function trialReport(
  routes: readonly TryRulesAnswer[],
): Report & { readonly failed: CliError | null } {
  const text = routes.length === 0 ? 'no examples are kept' : routes.map(trialText).join('\n\n')
  const differing = routes.flatMap(({ differences }) =>
    differences.filter(({ verdict }) => verdict !== 'noise'),
  )
  const count = differing.length
  const failed =
    count === 0
      ? null
      : new CliError(
          'ERR_CLI_MISMATCH',
          `${count} ${count === 1 ? 'difference' : 'differences'} would stay that no noise explains`,
          'look at them with strangler compare show, or rule them out',
          { routes },
        )
  return { json: { routes }, text, failed }
}

function trialText({ route, examples, equal, differences, rules }: TryRulesAnswer): string {
  return [
    `${tone('head', route)}: ${examples} examples compared again, ${equal} would be equal`,
    ...differences.flatMap(({ verdict, kind, place, examples: ids }) => [
      `${tone(verdict === 'noise' ? 'dim' : 'bad', verdict)}  ${kind} at ${printable(place)} would still differ`,
      ...ids.slice(0, 1).map((id) => `  strangler compare show ${id}`),
    ]),
    ...rules.flatMap((rule) => [
      `${rule.rule}: ${rule.examples === 0 ? tone('notable', 'never fires') : `fires in ${rule.examples}`}`,
      ...rule.silences.map(({ kind, place }) => `  silences ${kind} at ${printable(place)}`),
    ]),
  ].join('\n')
}
