import { DIFFERENCE_KINDS, SHED_CAUSES, type Batch } from '@strangler/comparison'
import { z } from 'zod'
import { storedName } from './stored-name.ts'

/** A report, with each batch by itself: one that breaks the contract does not keep the others from being counted. */
export interface ParsedReport {
  readonly instance: string
  readonly dropped: number
  /** In the order of their numbers. */
  readonly batches: readonly {
    readonly number: number
    readonly batch: Batch | null
    /** What is wrong with it; null if nothing is. */
    readonly fault: string | null
  }[]
}

const count = z.int().nonnegative()
const milliseconds = z.number().nonnegative()
/** PostgreSQL has no NUL in text, and no half of a surrogate pair. */
const storable = z.string().transform((text) => text.replaceAll('\0', '\uFFFD').toWellFormed())
const name = storable.pipe(z.string().min(1)).transform(storedName)
const nullable = storable.nullable()

const against = z.enum(['candidate', 'legacy'])
const difference = z.object({
  kind: z.enum(DIFFERENCE_KINDS),
  place: storable,
  signature: name,
  selector: nullable,
  legacy: nullable,
  candidate: nullable,
  note: nullable,
})
const comparison = z.object({
  route: name,
  differences: z.array(difference),
  more: z.boolean(),
  ruledOut: z.array(z.object({ rule: count, times: count })),
  secrets: count,
  partial: z.boolean(),
  parsed: z.boolean(),
  latency: z.object({ legacyMs: milliseconds, candidateMs: milliseconds }),
})
const headers = z.array(z.tuple([z.string(), z.string()]))
const answer = z.object({
  status: z.int(),
  headers,
  body: z.string().nullable(),
  truncated: z.boolean(),
  durationMs: milliseconds,
  at: z.number(),
})
const pair = z.object({
  route: name,
  request: z.object({ method: storable, target: storable, headers, body: z.string().nullable() }),
  legacy: answer,
  candidate: answer,
})

const batchSchema = z.object({
  number: count,
  findings: z.array(
    z.object({
      route: name,
      against,
      minute: z.int().min(0).max(100_000_000),
      outcomes: z.array(z.object({ signatures: z.array(name), count: z.int().positive() })),
      partial: count,
      ruledOut: z.array(z.object({ rule: name, times: count })),
      latency: z.array(z.object({ legacyMs: milliseconds, candidateMs: milliseconds })),
    }),
  ),
  signatures: z.array(z.object({ route: name, difference })),
  examples: z.array(
    z.object({ id: z.uuid(), against, at: z.number().min(0).max(8.64e15), comparison, pair }),
  ),
  shed: z.array(z.object({ route: name, cause: z.enum(SHED_CAUSES), count })),
})

const reportSchema = z.object({
  instance: storable.pipe(z.string().min(1).max(200)),
  dropped: count,
  batches: z.array(z.looseObject({ number: count })),
})

/** Null for what is no report at all. */
export function parseReport(value: unknown): ParsedReport | null {
  const report = reportSchema.safeParse(value)
  if (!report.success) return null
  const { instance, dropped, batches } = report.data
  return {
    instance,
    dropped,
    batches: batches
      .map(({ number, ...rest }) => ({ number, ...parseBatch({ number, ...rest }) }))
      .toSorted((one, other) => one.number - other.number),
  }
}

function parseBatch(value: unknown): { readonly batch: Batch | null; readonly fault: string | null } {
  const parsed = batchSchema.safeParse(value)
  if (parsed.success) return { batch: parsed.data, fault: null }
  const [issue] = parsed.error.issues
  return { batch: null, fault: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
}
