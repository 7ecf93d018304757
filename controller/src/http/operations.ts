import type { Status } from '../control/status.ts'
import type { Controller } from '../control/controller.ts'
import type { ChainedStep, Step } from '../store/step.ts'
import { commandJson } from './command-json.ts'
import { moveOperations } from './move-operations.ts'
import { operation, type Operation, type ReadOnly } from './operation.ts'
import { numbersJson, routeOperations } from './route-operations.ts'
import {
  auditAnswer,
  auditQuery,
  emptyQuery,
  emptyRequest,
  planAnswer,
  type step as stepSchema,
  stepsAnswer,
  stepsQuery,
  tableAnswer,
  trafficAnswer,
} from './schemas.ts'
import { statusAnswer } from './status-schemas.ts'
import type { z } from 'zod'

/** Everything that the API can do, but for the event stream. */
export function operationsOf(controller: Controller): readonly Operation[] {
  return [
    ...reads(controller),
    ...audit(controller),
    ...routeOperations(controller),
    ...moveOperations(controller),
    planReload(controller),
  ]
}

function reads(controller: Controller): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/status',
      role: 'viewer',
      summary: 'Where every route stands, and what every plane does',
      query: emptyQuery,
      body: null,
      answer: statusAnswer,
      handle: () => statusJson(controller.status()),
    }),
    operation({
      method: 'get',
      path: '/table',
      role: 'viewer',
      summary: 'The route table as the planes get it',
      query: emptyQuery,
      body: null,
      answer: tableAnswer,
      handle: () => ({ ...controller.table() }),
    }),
    operation({
      method: 'get',
      path: '/traffic',
      role: 'viewer',
      summary: 'Requests, 5xx answers and requests in flight, by route, plane and side',
      query: emptyQuery,
      body: null,
      answer: trafficAnswer,
      handle: () => ({ routes: controller.traffic() }),
    }),
  ]
}

/** Who moved what, when and why. */
function audit(controller: Controller): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/steps',
      role: 'viewer',
      summary: 'The audit: who moved what, when and why, latest first',
      query: stepsQuery,
      body: null,
      answer: stepsAnswer,
      handle: async ({ query }) => ({ steps: (await controller.steps(query)).map(stepJson) }),
    }),
    operation({
      method: 'get',
      path: '/audit',
      role: 'viewer',
      summary: 'The audit from its first line on, in parts: each line is bound to all before it by its hash',
      query: auditQuery,
      body: null,
      answer: auditAnswer,
      handle: async ({ query }) => {
        const { after = 0, limit } = query
        const { steps, next } = await controller.chain({ after, limit })
        return { steps: steps.map(stepJson), next }
      },
    }),
  ]
}

function planReload(controller: Controller): Operation {
  return operation({
    method: 'post',
    path: '/plan',
    role: 'operator',
    summary: 'Reads the plan file again; a bad plan changes nothing',
    query: emptyQuery,
    body: emptyRequest,
    answer: planAnswer,
    refusals: [409, 502],
    handle: async () => {
      const result = await controller.reload()
      return { plan: controller.table().plan, ...commandJson(result) }
    },
  })
}

/** A step as the API and the event stream show it. */
export function stepJson({ at, evidence, ...step }: Step | ChainedStep): z.input<typeof stepSchema> {
  return {
    ...step,
    at: at.toISOString(),
    evidence: evidence === null ? null : (JSON.parse(evidence) as Record<string, unknown>),
  }
}

function statusJson({ routes, pause, ...status }: Status): ReadOnly<z.input<typeof statusAnswer>> {
  return {
    ...status,
    pause: pause && { ...pause, since: pause.since.toISOString() },
    routes: routes.map(({ since, hold, evidence, ...route }) => ({
      ...route,
      since: since?.toISOString() ?? null,
      evidence: evidence && numbersJson(evidence),
      hold: hold && { ...hold, since: hold.since.toISOString() },
    })),
  }
}
