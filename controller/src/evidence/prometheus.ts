import { Agent } from 'undici'
import { z } from 'zod'
import { messageOf } from '../errors.ts'
import { VERSION } from '../version.ts'

/** What a query came to: one number, or why there is none. */
export interface MetricAnswer {
  readonly value: number | null
  readonly says: string
}

/** Where the numbers of metrics come from. */
export interface MetricSource {
  /** Never throws. */
  readonly ask: (query: string) => Promise<MetricAnswer>
  readonly close: () => Promise<void>
}

export interface PrometheusOptions {
  /** Without a slash at the end; `/api/v1` lies below it. */
  readonly url: string
  /** How long an answer may take, in milliseconds. Default: 5000. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 5000
/** At the same time, so that a plan with many metrics does not crowd others out. */
const MOST_CONNECTIONS = 8
/** One number is some hundred bytes; thousands of series are none. */
const MOST_BYTES = 200_000
const LONGEST_REASON = 200

const sample = z.tuple([z.number(), z.string()])
const answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('scalar'), result: sample }),
      // Native histograms have no value.
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sample.optional() })) }),
      z.object({ resultType: z.literal('matrix'), result: z.unknown() }),
      z.object({ resultType: z.literal('string'), result: z.unknown() }),
    ]),
  }),
])

/** A Prometheus, or whatever has its HTTP API (`GET /api/v1/query`, https://prometheus.io/docs/prometheus/latest/querying/api/). */
export function createPrometheus({ url, timeoutMs = TIMEOUT_MS }: PrometheusOptions): MetricSource {
  const agent = new Agent({
    connections: MOST_CONNECTIONS,
    connect: { timeout: timeoutMs },
    maxResponseSize: MOST_BYTES,
  })
  const { origin, pathname } = new URL(url)
  const path = `${pathname.replace(/\/$/, '')}/api/v1/query`
  return {
    async ask(query) {
      // It gives up by itself too, so that what nobody waits for is not worked on.
      const search = new URLSearchParams({ query, timeout: `${timeoutMs}ms` })
      try {
        const { statusCode, body } = await agent.request({
          ...{ origin, path: `${path}?${search.toString()}`, method: 'GET' },
          headers: { accept: 'application/json', 'user-agent': `strangler/${VERSION}` },
          signal: AbortSignal.timeout(timeoutMs),
        })
        return answerOf(statusCode, await body.text())
      } catch (error) {
        return none(failureOf(error, timeoutMs))
      }
    },
    close: () => agent.destroy(),
  }
}

function answerOf(statusCode: number, text: string): MetricAnswer {
  const parsed = answer.safeParse(jsonOf(text))
  if (!parsed.success) return none(`Prometheus answers ${statusCode}, and nothing of its API`)
  if (parsed.data.status === 'error')
    return none(`Prometheus says ${parsed.data.errorType}: ${shortened(parsed.data.error)}`)
  const { data } = parsed.data
  if (data.resultType === 'scalar') return numberOf(data.result[1])
  if (data.resultType !== 'vector')
    return none(`the query is for a ${data.resultType}, where one number belongs`)
  const [first, ...more] = data.result
  if (!first) return none('no data')
  if (more.length > 0) return none(`${data.result.length} series, where one belongs`)
  return first.value ? numberOf(first.value[1]) : none('a histogram, where a number belongs')
}

function numberOf(text: string): MetricAnswer {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) return none(`${text} is no number that could be judged`)
  return { value, says: String(Number(value.toPrecision(4))) }
}

function none(says: string): MetricAnswer {
  return { value: null, says }
}

function failureOf(error: unknown, timeoutMs: number): string {
  const { name, code } = error as { readonly name?: string; readonly code?: string }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'far more than one series, where one belongs'
  return name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT'
    ? `Prometheus does not answer within ${timeoutMs / 1000} s`
    : `Prometheus cannot be asked: ${messageOf(error)}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim()
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line
}
