import type { Example } from '@strangler/comparison'
import { z } from 'zod'
import type { Comparisons } from '../comparing/comparisons.ts'
import type { RankedDifference } from '../comparing/rank-differences.ts'
import type { RouteSummary } from '../comparing/summarise.ts'
import {
  comparisonsAnswer,
  differencesQuery,
  exampleAnswer,
  examplesAnswer,
  examplesQuery,
  routeComparisonsAnswer,
  rulesAnswer,
  sinceQuery,
  suggestionsAnswer,
  tryRulesAnswer,
  tryRulesRequest,
} from './comparison-schemas.ts'
import { operation, type Operation, type ReadOnly } from './operation.ts'
import { emptyQuery } from './schemas.ts'
import { ControllerError } from '../errors.ts'

const READS = { method: 'get', role: 'viewer', body: null } as const
const OF_A_ROUTE = { ...READS, parameters: ['route'], refusals: [404] } as const

/** What comparing showed. */
export function comparisonOperations(comparisons: () => Comparisons): readonly Operation[] {
  return [...summaries(comparisons), ...examples(comparisons), ...rules(comparisons), trial(comparisons)]
}

function summaries(comparisons: () => Comparisons): readonly Operation[] {
  return [
    operation({
      ...READS,
      path: '/comparisons',
      summary: 'How the answers of candidate and legacy compare, by route',
      query: sinceQuery,
      answer: comparisonsAnswer,
      handle: async ({ query: { since } }) => {
        const routes = await comparisons().list(since)
        return { since: since.toISOString(), routes: routes.map(summaryJson) }
      },
    }),
    operation({
      ...OF_A_ROUTE,
      path: '/comparisons/{route}',
      summary: 'The differences of a route, with a verdict each',
      query: differencesQuery,
      answer: routeComparisonsAnswer,
      handle: async ({ parameters, query: { since, limit } }) => {
        const report = await comparisons().ofRoute(parameters.route, since, limit)
        return {
          since: since.toISOString(),
          ...summaryJson(report),
          differences: report.differences.map(differenceJson),
          more: report.more,
        }
      },
    }),
  ]
}

function examples(comparisons: () => Comparisons): readonly Operation[] {
  return [
    operation({
      ...OF_A_ROUTE,
      path: '/comparisons/{route}/examples',
      summary: 'Pairs of answers that differ, latest first',
      query: examplesQuery,
      answer: examplesAnswer,
      handle: async ({ parameters, query }) => {
        const heads = await comparisons().examples({ route: parameters.route, ...query })
        return { examples: heads.map((head) => ({ ...head, at: head.at.toISOString() })) }
      },
    }),
    operation({
      ...READS,
      path: '/examples/{id}',
      summary: 'A request and what each side answered, without secrets, and where they differ',
      parameters: ['id'],
      refusals: [404],
      query: emptyQuery,
      answer: exampleAnswer,
      handle: async ({ parameters: { id } }) => {
        if (!z.uuid().safeParse(id).success) throw unknownExample(id)
        return exampleJson(await comparisons().example(id))
      },
    }),
  ]
}

function rules(comparisons: () => Comparisons): readonly Operation[] {
  return [
    operation({
      ...OF_A_ROUTE,
      path: '/comparisons/{route}/rules',
      summary: 'How many differences each rule of the plan ruled out',
      query: sinceQuery,
      answer: rulesAnswer,
      handle: async ({ parameters, query: { since } }) => ({
        since: since.toISOString(),
        rules: await comparisons().rules(parameters.route, since),
      }),
    }),
    operation({
      ...OF_A_ROUTE,
      path: '/comparisons/{route}/suggestions',
      summary: 'Rules for the plan that would keep noise quiet, and why',
      query: sinceQuery,
      answer: suggestionsAnswer,
      handle: async ({ parameters, query: { since } }) => {
        const suggestions = await comparisons().suggestions(parameters.route, since)
        return {
          since: since.toISOString(),
          suggestions: suggestions.map(({ rule, reason }) => ({ rule: JSON.stringify(rule), reason })),
        }
      },
    }),
  ]
}

/** It changes nothing, so a viewer may. */
function trial(comparisons: () => Comparisons): Operation {
  return operation({
    method: 'post',
    role: 'viewer',
    parameters: ['route'],
    refusals: [404],
    path: '/comparisons/{route}/replay',
    summary: 'What rules would make of the examples that are kept of a route',
    query: emptyQuery,
    body: tryRulesRequest,
    answer: tryRulesAnswer,
    handle: ({ parameters, body: { rules: tried, limit } }) =>
      comparisons().tryRules(parameters.route, tried, limit),
  })
}

function unknownExample(id: string): ControllerError {
  const what = `example "${id.slice(0, 100)}": that is no id of an example`
  return new ControllerError('ERR_EXAMPLE_UNKNOWN', what, 'take an id that strangler compare tells')
}

function summaryJson({
  latency,
  ...summary
}: RouteSummary): Omit<ReadOnly<z.input<typeof comparisonsAnswer>>['routes'][number], never> {
  const { route, pairs, equal, partial, mismatches, rate, bound, legacyPairs, signatures, shed } = summary
  const [legacy, candidate] = [latency.legacy, latency.candidate].map(({ p50, p95 }) => ({
    p50: finite(p50),
    p95: finite(p95),
  })) as [Percentiles, Percentiles]
  return {
    ...{ route, pairs, equal, partial, mismatches, rate, bound, legacyPairs, signatures },
    latency: { ...latency, legacy, candidate },
    shed,
  }
}

interface Percentiles {
  readonly p50: number | null
  readonly p95: number | null
}

/** Of nothing there is no percentile. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function differenceJson({
  firstSeen,
  lastSeen,
  ...difference
}: RankedDifference): ReadOnly<z.input<typeof routeComparisonsAnswer>>['differences'][number] {
  return {
    ...difference,
    firstSeen: firstSeen?.toISOString() ?? null,
    lastSeen: lastSeen?.toISOString() ?? null,
  }
}

function exampleJson({
  id,
  against,
  at,
  comparison,
  pair,
}: Example): ReadOnly<z.input<typeof exampleAnswer>> {
  const { route, differences, more, partial } = comparison
  const dated = <T extends { readonly at: number }>(answer: T): Omit<T, 'at'> & { readonly at: string } => ({
    ...answer,
    at: new Date(answer.at).toISOString(),
  })
  return {
    ...{ id, route, against, at: new Date(at).toISOString() },
    request: pair.request,
    legacy: dated(pair.legacy),
    candidate: dated(pair.candidate),
    ...{ differences, more, partial },
  }
}
