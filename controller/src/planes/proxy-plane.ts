import { movesBetween, type RouteTable } from '@strangler/migration-plan'
import { Agent } from 'undici'
import { z } from 'zod'
import { checkProxy } from '../doctor/check-proxy.ts'
import { ControllerError, messageOf } from '../errors.ts'
import { parseReport } from './parse-report.ts'
import type { Plane } from './plane.ts'

const ANSWER_WITHIN_MS = 2000
const INSTANCE_HEADER = 'x-strangler-instance'

const count = z.number().nonnegative()
const side = z.object({
  ...{ requests: count, errors5xx: count, inFlight: count },
  // A proxy of an earlier version tells neither.
  durations: z.array(count).exactOptional(),
  up: z.boolean().exactOptional(),
})
const observation = z.object({
  instance: z.string(),
  version: z.number().int().nullable(),
  weights: z.record(z.string(), z.number().nullable()),
  traffic: z.record(z.string(), z.object({ legacy: side, candidate: side })),
  boundsMs: z.array(count).exactOptional(),
})

/** The strangler-proxy at the end of its admin API (`http://host:port`). */
export function createProxyPlane(adminUrl: string, name = 'proxy'): Plane {
  const where = `"${name}" at ${adminUrl}`
  const { ask, close } = createAsking(adminUrl, where)
  /** What it was told last; null once it is seen to serve anything else. */
  let told: RouteTable | null = null
  let instance: string | null = null

  /** Sends what moved, where the proxy serves a table of ours that differs in nothing else. Whether it took that. */
  async function move(table: RouteTable): Promise<boolean> {
    const moves = told && movesBetween(told, table)
    if (moves === null) return false
    try {
      await ask('PATCH', '/table', { body: JSON.stringify(moves) })
      return true
    } catch (thrown) {
      // What it says of the whole table counts.
      if (thrown instanceof ControllerError && thrown.code === 'ERR_PLANE_REFUSED') return false
      throw thrown
    }
  }

  return {
    name,
    inspect: () => checkProxy(adminUrl, `plane ${name}`),
    async apply(table: RouteTable) {
      if (!(await move(table))) await ask('PUT', '/table', { body: JSON.stringify(table) })
      told = table
    },
    async observe() {
      const parsed = observation.safeParse(parseJson(await ask('GET', '/observation')))
      if (!parsed.success) throw unreachable(where, 'answers something that is no observation')
      if (parsed.data.instance !== instance || !serves(parsed.data, told)) told = null
      instance = parsed.data.instance
      return parsed.data
    },
    async comparisons(acknowledged) {
      const path = `/comparisons?after=${acknowledged?.number ?? 0}`
      const headers = acknowledged === null ? {} : { [INSTANCE_HEADER]: acknowledged.instance }
      const report = parseReport(parseJson(await ask('GET', path, { headers })))
      if (report === null) throw unreachable(where, 'answers something that is no report of comparisons')
      return report
    },
    close,
  }
}

interface Asking {
  /** The text of an answer below 300. @throws ControllerError ERR_PLANE_UNREACHABLE or ERR_PLANE_REFUSED. */
  readonly ask: (
    method: 'GET' | 'PUT' | 'PATCH',
    path: string,
    more?: { readonly body?: string; readonly headers?: Record<string, string> },
  ) => Promise<string>
  readonly close: () => Promise<void>
}

/** Connections to the admin API; `where` names it in faults. */
function createAsking(adminUrl: string, where: string): Asking {
  const agent = new Agent({
    connections: 2,
    connect: { timeout: ANSWER_WITHIN_MS },
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  })
  return {
    async ask(method, path, { body, headers = {} } = {}) {
      try {
        const response = await agent.request({
          origin: adminUrl,
          path,
          method,
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
          headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body }),
        })
        const text = await response.body.text()
        if (response.statusCode < 300) return text
        throw refusal(where, response.statusCode, text)
      } catch (thrown) {
        if (thrown instanceof ControllerError) throw thrown
        throw unreachable(where, messageOf(thrown), thrown)
      }
    },
    close: () => agent.destroy(),
  }
}

function serves({ version, weights }: z.output<typeof observation>, table: RouteTable | null): boolean {
  return version === table?.version && table.routes.every(({ id, weight }) => weights[id] === weight)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreachable(where: string, why: string, cause?: unknown): ControllerError {
  const what = `plane ${where}: ${why}`
  const remedy = 'see that it runs and that PROXY_ADMIN_URL is right'
  return new ControllerError('ERR_PLANE_UNREACHABLE', what, remedy, { cause })
}

function refusal(where: string, status: number, text: string): ControllerError {
  const why = `answers ${status}: ${text.slice(0, 500)}`
  return status >= 500
    ? unreachable(where, why)
    : new ControllerError('ERR_PLANE_REFUSED', `plane ${where}: ${why}`, 'see its log')
}
