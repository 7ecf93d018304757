import { suggestRules, type Example, type Suggestion } from '@strangler/comparison'
import { chooseOneOf, ruleText, type CompareRule, type RouteTable } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import { storedName } from '../planes/stored-name.ts'
import type { ComparisonStore } from '../store/comparison-store.ts'
import type { Asked } from '../store/comparisons/read-counts.ts'
import type { ExampleHead } from '../store/comparisons/read-examples.ts'
import { assess, countsBySignature } from './assess.ts'
import { differencesOf, type RankedDifference } from './rank-differences.ts'
import { tryRules, type Trial } from './try-rules.ts'
import { summarise, type Counts, type RouteSummary } from './summarise.ts'

export interface RouteReport extends RouteSummary {
  readonly differences: readonly RankedDifference[]
  /** There are more differences than are listed. */
  readonly more: boolean
}

/** A rule of the plan, as it writes it, and how many differences it ruled out. */
export interface RuleUse {
  readonly rule: string
  readonly times: number
}

/** What comparing showed. Every method throws ControllerError: ERR_DATABASE_…, ERR_ROUTE_UNKNOWN, ERR_EXAMPLE_UNKNOWN. */
export interface Comparisons {
  /** Every route that is compared or was. */
  list: (since: Date) => Promise<readonly RouteSummary[]>
  ofRoute: (route: string, since: Date, limit: number) => Promise<RouteReport>
  examples: (asked: {
    readonly route: string
    readonly signature?: string | undefined
    readonly limit: number
  }) => Promise<readonly ExampleHead[]>
  example: (id: string) => Promise<Example>
  rules: (route: string, since: Date) => Promise<readonly RuleUse[]>
  suggestions: (route: string, since: Date) => Promise<readonly Suggestion[]>
  /** What the rules would make of the latest examples, at most `limit`. */
  tryRules: (route: string, rules: readonly CompareRule[], limit: number) => Promise<Trial>
}

const EXAMPLES_OF_A_DIFFERENCE = 5
const EXAMPLES_READ = 1000

export function createComparisons(store: ComparisonStore, table: () => RouteTable | undefined): Comparisons {
  /** Asked before anything is told of a route. */
  const known = (route: string): Promise<void> => refuseUnknown(store, table(), route)
  return {
    async list(since) {
      const compared = (table()?.routes ?? []).filter(({ compare }) => compare.sample > 0)
      return summarise(
        compared.map(({ id }) => id),
        await countsOf(store, { since }),
      )
    },
    async ofRoute(route, since, limit) {
      await known(route)
      return reportOf(store, { route, since }, limit)
    },
    async examples(asked) {
      await known(asked.route)
      return store.exampleHeads(asked)
    },
    async example(id) {
      const example = await store.example(id)
      if (example) return example
      throw new ControllerError(
        'ERR_EXAMPLE_UNKNOWN',
        `example "${id}": there is none of that id (any more)`,
        'take an id that strangler compare tells',
      )
    },
    async rules(route, since) {
      await known(route)
      const fired = await store.rules({ route, since })
      const rules = table()?.routes.find(({ id }) => id === route)?.compare.rules ?? []
      return rules.map(ruleText).map((rule) => ({ rule, times: fired.get(storedName(rule)) ?? 0 }))
    },
    async suggestions(route, since) {
      await known(route)
      return suggestionsFor(store, { route, since })
    },
    async tryRules(route, rules, limit) {
      await known(route)
      return tryRules(store, route, rules, limit)
    },
  }
}

async function countsOf(store: ComparisonStore, asked: Asked): Promise<Counts> {
  const [outcomes, partial, latency, shed] = await Promise.all([
    store.outcomesAndEver(asked),
    store.partial(asked),
    store.latency(asked),
    store.shed(asked),
  ])
  return { ...outcomes, partial, latency, shed }
}

type OfARoute = Required<Asked> & { readonly route: string }

async function reportOf(store: ComparisonStore, asked: OfARoute, limit: number): Promise<RouteReport> {
  const { route } = asked
  const [counts, signatures, examples] = await Promise.all([
    countsOf(store, asked),
    store.signatures(route),
    store.exampleHeads({ route, limit: EXAMPLES_READ }),
  ])
  const [summary] = summarise([route], counts)
  if (!summary) throw new TypeError('a route that was asked for was not summarised')
  const { signatures: assessed } = assess(counts.outcomes, counts.ever)
  const listed = assessed.slice(0, limit)
  const differences = differencesOf(route, listed, signatures, examples, { most: EXAMPLES_OF_A_DIFFERENCE })
  return { ...summary, differences, more: assessed.length > limit }
}

async function suggestionsFor(store: ComparisonStore, asked: OfARoute): Promise<readonly Suggestion[]> {
  const [{ outcomes, ever }, signatures] = await Promise.all([
    store.outcomesAndEver(asked),
    store.signatures(asked.route),
  ])
  const counts = countsBySignature(ever)
  return suggestRules(
    assess(outcomes, ever).signatures.flatMap(({ signature }) => {
      const example = signatures.get(signature)?.difference
      return example === undefined ? [] : [{ example, ...counts(signature) }]
    }),
  )
}

/** Passes a route of the plan, or one of which something is still known. */
async function refuseUnknown(
  store: ComparisonStore,
  table: RouteTable | undefined,
  route: string,
): Promise<void> {
  const ids = table?.routes.map(({ id }) => id) ?? []
  if (ids.includes(route) || (await store.signatures(route)).size > 0) return
  const shown = route.slice(0, 100)
  const what = `route "${shown}": the plan has no such route`
  throw new ControllerError('ERR_ROUTE_UNKNOWN', what, chooseOneOf(shown, ids))
}
