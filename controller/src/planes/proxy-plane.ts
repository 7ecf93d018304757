import type { RouteTable } from '@strangler/migration-plan'
import { Agent } from 'undici'
import { z } from 'zod'
import { ControllerError, messageOf } from '../errors.ts'
import { parseReport } from './parse-report.ts'
import type { Plane } from './plane.ts'

const ANSWER_WITHIN_MS = 2000
const INSTANCE_HEADER = 'x-strangler-instance'

const count = z.number().nonnegative()
const side = z.object({ requests: count, errors5xx: count, inFlight: count })
const observation = z.object({
  instance: z.string(),
  version: z.number().int().nullable(),
  weights: z.record(z.string(), z.number().nullable()),
  traffic: z.record(z.string(), z.object({ legacy: side, candidate: side })),
})

/** The strangler-proxy at the end of its admin API (`http://host:port`). */
export function createProxyPlane(adminUrl: string, name = 'proxy'): Plane {
  const where = `"${name}" at ${adminUrl}`
  const agent = new Agent({
    connections: 2,
    connect: { timeout: ANSWER_WITHIN_MS },
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  })

  async function ask(
    method: 'GET' | 'PUT',
    path: string,
    { body, headers = {} }: { readonly body?: string; readonly headers?: Record<string, string> } = {},
  ): Promise<string> {
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
  }

  return {
    name,
    async apply(table: RouteTable) {
      await ask('PUT', '/table', { body: JSON.stringify(table) })
    },
    async observe() {
      const parsed = observation.safeParse(parseJson(await ask('GET', '/observation')))
      if (!parsed.success) throw unreachable(where, 'answers something that is no observation')
      return parsed.data
    },
    async comparisons(acknowledged) {
      const path = `/comparisons?after=${acknowledged?.number ?? 0}`
      const headers = acknowledged === null ? {} : { [INSTANCE_HEADER]: acknowledged.instance }
      const report = parseReport(parseJson(await ask('GET', path, { headers })))
      if (report === null) throw unreachable(where, 'answers something that is no report of comparisons')
      return report
    },
    close: () => agent.destroy(),
  }
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
