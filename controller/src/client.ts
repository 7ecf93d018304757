import { parseTable, type RouteTable, type Side } from '@strangler/migration-plan'
import type { z } from 'zod'
import { createAsk, listen, Unreachable, type Ask } from './ask.ts'
import type { Context } from './context-file.ts'
import { doctorAnswer, type DoctorAnswer } from './http/doctor-operations.ts'
import { drainedAnswer, type DrainedAnswer } from './http/drained-schemas.ts'
import { refusedCallsAnswer, type RefusedCallsAnswer } from './http/call-schemas.ts'
import {
  comparisonsAnswer,
  exampleAnswer,
  examplesAnswer,
  routeComparisonsAnswer,
  rulesAnswer,
  suggestionsAnswer,
  tryRulesAnswer,
  type ComparisonsAnswer,
  type ExampleAnswer,
  type ExamplesAnswer,
  type RouteComparisonsAnswer,
  type RulesAnswer,
  type SuggestionsAnswer,
  type TryRulesAnswer,
} from './http/comparison-schemas.ts'
import {
  auditAnswer,
  pauseAnswer,
  pinAnswer,
  planAnswer,
  rollbackAnswer,
  setWeightAnswer,
  stepsAnswer,
  trafficAnswer,
  type AuditAnswer,
  type PauseAnswer,
  type PinAnswer,
  type PlanAnswer,
  type RollbackAnswer,
  type SetWeightAnswer,
  type StepsAnswer,
  type TrafficAnswer,
} from './http/schemas.ts'
import { statusAnswer, whyAnswer, type StatusAnswer, type WhyAnswer } from './http/status-schemas.ts'

export { Refusal, Unreachable } from './ask.ts'

/** A controller over HTTP. Methods throw Refusal or Unreachable. */
export interface ControllerClient {
  status(): Promise<StatusAnswer>
  why(route: string): Promise<WhyAnswer>
  table(): Promise<RouteTable>
  steps(filter: {
    readonly route?: string | undefined
    readonly limit?: number | undefined
  }): Promise<StepsAnswer>
  /** The audit from its first line on, in parts: those after a number, and the number to go on after. */
  audit(after: number, limit: number): Promise<AuditAnswer>
  traffic(): Promise<TrafficAnswer>
  refusedCalls(limit?: number): Promise<RefusedCallsAnswer>
  /** Calls back for every event, and once to begin with; resolves when the controller ends the stream. */
  events(stopped: AbortSignal, onEvent: () => void): Promise<void>
  doctor(): Promise<DoctorAnswer>
  drained(limit?: number): Promise<DrainedAnswer>
  retireLegacy(force: boolean, reason?: string): Promise<SetWeightAnswer>
  set(route: string, weight: number, reason?: string, expectedVersion?: number): Promise<SetWeightAnswer>
  shadow(route: string, reason?: string, expectedVersion?: number): Promise<SetWeightAnswer>
  advance(
    route: string,
    how?: MoveRequest & { readonly force?: boolean | undefined },
  ): Promise<SetWeightAnswer>
  retire(route: string, how?: MoveRequest): Promise<SetWeightAnswer>
  /** Holds a route, releases it, says yes to its next step, or settles what was done to it by hand. */
  restrain(route: string, how: Restraint, reason?: string): Promise<SetWeightAnswer>
  pause(reason?: string): Promise<PauseAnswer>
  resume(reason?: string): Promise<PauseAnswer>
  rollback(route?: string, reason?: string): Promise<RollbackAnswer>
  reloadPlan(): Promise<PlanAnswer>
  pin(side: Side, forSeconds: number): Promise<PinAnswer>
  comparisons(since?: string): Promise<ComparisonsAnswer>
  comparisonsOf(route: string, asked: Window): Promise<RouteComparisonsAnswer>
  examples(
    route: string,
    asked: { readonly signature?: string | undefined; readonly limit?: number | undefined },
  ): Promise<ExamplesAnswer>
  example(id: string): Promise<ExampleAnswer>
  rules(route: string, since?: string): Promise<RulesAnswer>
  suggestions(route: string, since?: string): Promise<SuggestionsAnswer>
  /** Rules as plans write them, as objects. */
  tryRules(route: string, rules: readonly unknown[]): Promise<TryRulesAnswer>
}

export type Restraint = 'hold' | 'release' | 'approve' | 'adopt' | 'revert'

interface MoveRequest {
  readonly reason?: string | undefined
  /** Refuses where another version stands. */
  readonly expectedVersion?: number | undefined
}

/** From when on (a duration or a time), and how many at most. */
interface Window {
  readonly since?: string | undefined
  readonly limit?: number | undefined
}

type ComparisonReads = Pick<
  ControllerClient,
  'comparisons' | 'comparisonsOf' | 'examples' | 'example' | 'rules' | 'suggestions' | 'tryRules'
>

type Call = <Schema extends z.ZodType>(schema: Schema, ...asked: Parameters<Ask>) => Promise<z.output<Schema>>

const SOMETHING_ELSE = 'it answers something else than a controller does'

export function createClient({ url, token }: Context): ControllerClient {
  const ask = createAsk({ url, token })

  const call: Call = async (schema, ...asked) => {
    const parsed = schema.safeParse(await ask(...asked))
    if (parsed.success) return parsed.data
    throw new Unreachable(url, SOMETHING_ELSE)
  }

  return {
    status: () => call(statusAnswer, 'GET', '/status'),
    why: (route) => call(whyAnswer, 'GET', `${routePath(route)}/why`),
    async table() {
      const parsed = parseTable(await ask('GET', '/table'))
      if (parsed.ok) return parsed.table
      throw new Unreachable(url, SOMETHING_ELSE)
    },
    steps: ({ route, limit }) => call(stepsAnswer, 'GET', `/steps${search({ route, limit })}`),
    audit: (after, limit) =>
      call(auditAnswer, 'GET', `/audit${search({ after: after === 0 ? undefined : after, limit })}`),
    traffic: () => call(trafficAnswer, 'GET', '/traffic'),
    events: (stopped, onEvent) => listen({ url, token }, stopped, onEvent),
    doctor: () => call(doctorAnswer, 'GET', '/doctor'),
    drained: (limit) => call(drainedAnswer, 'GET', `/drained${search({ limit })}`),
    retireLegacy: (force, reason) => call(setWeightAnswer, 'POST', '/retire-legacy', { force, reason }),
    refusedCalls: (limit) => call(refusedCallsAnswer, 'GET', `/refused-calls${search({ limit })}`),
    set: (route, weight, reason, expectedVersion) =>
      call(setWeightAnswer, 'PUT', `${routePath(route)}/weight`, { weight, reason, expectedVersion }),
    shadow: (route, reason, expectedVersion) =>
      call(setWeightAnswer, 'PUT', `${routePath(route)}/shadow`, { reason, expectedVersion }),
    advance: (route, how = {}) => call(setWeightAnswer, 'POST', `${routePath(route)}/advance`, how),
    retire: (route, how = {}) => call(setWeightAnswer, 'POST', `${routePath(route)}/retire`, how),
    restrain: (route, how, reason) => call(setWeightAnswer, 'POST', `${routePath(route)}/${how}`, { reason }),
    pause: (reason) => call(pauseAnswer, 'POST', '/pause', { reason }),
    resume: (reason) => call(pauseAnswer, 'POST', '/resume', { reason }),
    rollback: (route, reason) => call(rollbackAnswer, 'POST', '/rollback', { route, reason }),
    reloadPlan: () => call(planAnswer, 'POST', '/plan', {}),
    pin: (side, forSeconds) => call(pinAnswer, 'POST', '/pins', { side, forSeconds }),
    ...comparisonsBy(call),
  }
}

/** What comparing showed. */
function comparisonsBy(call: Call): ComparisonReads {
  return {
    comparisons: (since) => call(comparisonsAnswer, 'GET', `/comparisons${search({ since })}`),
    comparisonsOf: (route, { since, limit }) =>
      call(routeComparisonsAnswer, 'GET', `${comparisonsPath(route)}${search({ since, limit })}`),
    examples: (route, { signature, limit }) =>
      call(examplesAnswer, 'GET', `${comparisonsPath(route)}/examples${search({ signature, limit })}`),
    example: (id) => call(exampleAnswer, 'GET', `/examples/${encodeURIComponent(id)}`),
    rules: (route, since) => call(rulesAnswer, 'GET', `${comparisonsPath(route)}/rules${search({ since })}`),
    suggestions: (route, since) =>
      call(suggestionsAnswer, 'GET', `${comparisonsPath(route)}/suggestions${search({ since })}`),
    tryRules: (route, rules) => call(tryRulesAnswer, 'POST', `${comparisonsPath(route)}/replay`, { rules }),
  }
}

function routePath(route: string): string {
  return `/routes/${encodeURIComponent(route)}`
}

function comparisonsPath(route: string): string {
  return `/comparisons/${encodeURIComponent(route)}`
}

function search(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given as [string, string][]).toString()}`
}
