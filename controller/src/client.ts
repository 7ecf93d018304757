import { hostname, userInfo } from 'node:os'
import { parseTable, type RouteTable, type Side } from '@strangler/migration-plan'
import type { z } from 'zod'
import type { Context } from './context-file.ts'
import { messageOf } from './errors.ts'
import {
  comparisonsAnswer,
  exampleAnswer,
  examplesAnswer,
  routeComparisonsAnswer,
  rulesAnswer,
  suggestionsAnswer,
  type ComparisonsAnswer,
  type ExampleAnswer,
  type ExamplesAnswer,
  type RouteComparisonsAnswer,
  type RulesAnswer,
  type SuggestionsAnswer,
} from './http/comparison-schemas.ts'
import {
  errorAnswer,
  pinAnswer,
  planAnswer,
  rollbackAnswer,
  setWeightAnswer,
  statusAnswer,
  stepsAnswer,
  trafficAnswer,
  type PinAnswer,
  type PlanAnswer,
  type RollbackAnswer,
  type SetWeightAnswer,
  type StatusAnswer,
  type StepsAnswer,
  type TrafficAnswer,
} from './http/schemas.ts'

/** A controller refused: what it said. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly what: string
  readonly remedy: string

  constructor(status: number, code: string, what: string, remedy: string) {
    super(`${what}; ${remedy}`)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.what = what
    this.remedy = remedy
  }
}

/** Nothing that a controller would say came back. */
export class Unreachable extends Error {
  readonly code = 'ERR_CONTROLLER_UNREACHABLE'
  readonly what: string
  readonly remedy = 'see that it runs and that the URL is right'

  constructor(url: string, why: string) {
    const what = `controller at ${url}: ${why}`
    super(what)
    this.name = 'Unreachable'
    this.what = what
  }
}

/** A controller over HTTP. Methods throw Refusal or Unreachable. */
export interface ControllerClient {
  status(): Promise<StatusAnswer>
  table(): Promise<RouteTable>
  steps(filter: {
    readonly route?: string | undefined
    readonly limit?: number | undefined
  }): Promise<StepsAnswer>
  traffic(): Promise<TrafficAnswer>
  set(route: string, weight: number, reason?: string): Promise<SetWeightAnswer>
  shadow(route: string, reason?: string): Promise<SetWeightAnswer>
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
}

/** From when on (a duration or a time), and how many at most. */
interface Window {
  readonly since?: string | undefined
  readonly limit?: number | undefined
}

const ANSWER_WITHIN_MS = 30_000
const SOMETHING_ELSE = 'it answers something else than a controller does'

export function createClient({ url, token }: Context): ControllerClient {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetchAnswer(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'x-strangler-operator': operatorName(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (response.status >= 400) throw refusalOf(url, response)
    return response.json
  }

  async function call<Schema extends z.ZodType>(
    schema: Schema,
    ...asked: Parameters<typeof ask>
  ): Promise<z.output<Schema>> {
    const parsed = schema.safeParse(await ask(...asked))
    if (parsed.success) return parsed.data
    throw new Unreachable(url, SOMETHING_ELSE)
  }

  return {
    status: () => call(statusAnswer, 'GET', '/status'),
    async table() {
      const parsed = parseTable(await ask('GET', '/table'))
      if (parsed.ok) return parsed.table
      throw new Unreachable(url, SOMETHING_ELSE)
    },
    steps: ({ route, limit }) => call(stepsAnswer, 'GET', `/steps${search({ route, limit })}`),
    traffic: () => call(trafficAnswer, 'GET', '/traffic'),
    set: (route, weight, reason) =>
      call(setWeightAnswer, 'PUT', `/routes/${encodeURIComponent(route)}/weight`, { weight, reason }),
    shadow: (route, reason) =>
      call(setWeightAnswer, 'PUT', `/routes/${encodeURIComponent(route)}/shadow`, { reason }),
    rollback: (route, reason) => call(rollbackAnswer, 'POST', '/rollback', { route, reason }),
    reloadPlan: () => call(planAnswer, 'POST', '/plan', {}),
    pin: (side, forSeconds) => call(pinAnswer, 'POST', '/pins', { side, forSeconds }),
    comparisons: (since) => call(comparisonsAnswer, 'GET', `/comparisons${search({ since })}`),
    comparisonsOf: (route, { since, limit }) =>
      call(routeComparisonsAnswer, 'GET', `${comparisonsPath(route)}${search({ since, limit })}`),
    examples: (route, { signature, limit }) =>
      call(examplesAnswer, 'GET', `${comparisonsPath(route)}/examples${search({ signature, limit })}`),
    example: (id) => call(exampleAnswer, 'GET', `/examples/${encodeURIComponent(id)}`),
    rules: (route, since) => call(rulesAnswer, 'GET', `${comparisonsPath(route)}/rules${search({ since })}`),
    suggestions: (route, since) =>
      call(suggestionsAnswer, 'GET', `${comparisonsPath(route)}/suggestions${search({ since })}`),
  }
}

function comparisonsPath(route: string): string {
  return `/comparisons/${encodeURIComponent(route)}`
}

interface Answer {
  readonly status: number
  readonly json: unknown
}

async function fetchAnswer(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...init,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      redirect: 'error',
    })
    const text = await response.text()
    return { status: response.status, json: parseJson(text) }
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    throw new Unreachable(new URL(url).origin, messageOf(cause))
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalOf(url: string, { status, json }: Answer): Error {
  const parsed = errorAnswer.safeParse(json)
  if (!parsed.success) return new Unreachable(url, `it answers ${status}, but not as a controller does`)
  const { code, message, remedy } = parsed.data.error
  return new Refusal(status, code, message, remedy)
}

function search(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given as [string, string][]).toString()}`
}

/** Who the audit names: the user of this machine, who holds the token. */
function operatorName(): string {
  try {
    return `${userInfo().username}@${hostname()}`.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100)
  } catch {
    return hostname()
  }
}
